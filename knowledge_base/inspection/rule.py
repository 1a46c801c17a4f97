"""What a rule of the inspection (专项检查) is, what it looks at, and what it finds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge_base.inspection.overview import Overview
from knowledge_base.model.catalogue import Catalogue

GUIDE_LAYOUT = "GB/T 36114-2018 政务服务中心进驻事项服务指南编制规范"
STANDARDISED = "国发〔2022〕5号（政务服务标准化规范化便利化）"
ITEM_ELEMENTS = "GB/T 39554.2-2020 政务服务事项实施清单要素"
PERMIT_LAW = "行政许可法"
OWN = "知识库记录规则"


class Severity(StrEnum):
    """How bad a finding is; `TO_VERIFY` is a local fact that nobody has confirmed yet."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
    TO_VERIFY = "待核实"


SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "错误",
    Severity.WARNING: "警告",
    Severity.HINT: "提示",
    Severity.TO_VERIFY: "待核实",
}
"""What each is called, the worst first."""


@dataclass(frozen=True)
class Found:
    """Something a rule found in one record: at which field or row, and what, in words for staff."""

    path: str
    text: str


@dataclass(frozen=True)
class Finding:
    """Something a rule found (发现的问题).

    path: the field or row, by names of fields and ids of rows: `materials.f7f7.note`.
    """

    rule: str
    severity: Severity
    kind: str
    key: str
    path: str
    text: str


@dataclass(frozen=True)
class Context:
    """What a rule may look at beside the record: everything published, and the day."""

    catalogue: Catalogue
    on: date
    overview: Overview


Check = Callable[[Any, Context], Iterator[Found]]
"""Looks at one record of the rule's kind."""


@dataclass(frozen=True)
class Rule:
    """A rule.

    Attributes:
        source: the policy or standard it follows.
        hint: how such a finding is mended.
        kind: the kind of records it looks at.
        alone: whether it looks at nothing but the record.
        binding: whether what it finds keeps anything from being loaded or published.
    """

    id: str
    name: str
    source: str
    severity: Severity
    hint: str
    kind: str
    check: Check
    alone: bool = False
    binding: bool = False


class Family:
    """Rules of one file, collected by decorators in the order in which they stand."""

    def __init__(self, kind: str = "guide") -> None:
        self._kind = kind
        self.rules: list[Rule] = []

    def rule(
        self,
        id_: str,
        name: str,
        source: str,
        severity: Severity,
        hint: str,
        *,
        kind: str = "",
        binding: bool = False,
    ) -> Callable[[Check], Check]:
        """Make a function a rule that may look at everything."""

        def add(check: Check) -> Check:
            of = kind or self._kind
            self.rules.append(Rule(id_, name, source, severity, hint, of, check, binding=binding))
            return check

        return add

    def alone(
        self, id_: str, name: str, source: str, severity: Severity, hint: str
    ) -> Callable[[Callable[[Any], Iterator[Found]]], Callable[[Any], Iterator[Found]]]:
        """Make a function of the record alone a rule; one that finds errors is binding."""

        def add(check: Callable[[Any], Iterator[Found]]) -> Callable[[Any], Iterator[Found]]:
            def looks(value: Any, _context: Context) -> Iterator[Found]:
                return check(value)

            binding = severity is Severity.ERROR
            self.rules.append(
                Rule(id_, name, source, severity, hint, self._kind, looks, True, binding)
            )
            return check

        return add
