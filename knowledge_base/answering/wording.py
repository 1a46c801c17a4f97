"""The words citizens read (policy/wording.yml), checked when loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from knowledge_base.errors import GuideError
from knowledge_base.model.answer import AnswerStatus
from knowledge_base.model.element import Element
from knowledge_base.policy_file import plain, read_policy
from knowledge_base.policy_texts import POLICY, WORDING, Overlaid, Texts

SCREENED = {
    AnswerStatus.ROUTED_PLACE,
    AnswerStatus.ROUTED_PERSON,
    AnswerStatus.BLOCKED_EMERGENCY,
    AnswerStatus.BLOCKED_SENSITIVE,
    AnswerStatus.BLOCKED_INJECTION,
    AnswerStatus.SMALLTALK,
}
"""These get their words from the screening policy."""


@dataclass(frozen=True)
class Wording:
    """Words by status, by element (lead), by part of an answer, by field said on its own, the notices, and by dialogue act."""

    status: Mapping[str, str]
    lead: Mapping[str, str]
    part: Mapping[str, str]
    statement: Mapping[str, str]
    direct: Mapping[str, str]
    notice: Mapping[str, str]
    act: Mapping[str, str]
    one_visit_list: Mapping[str, str]
    greeting: str
    most_asked: tuple[str, ...]

    def with_texts(self, texts: Texts) -> "Wording":
        """Return the words with what the city has written in the place of some of them.

        How a field is said on its own stays the product's: statements are compared with questions in these words.
        """
        over = Overlaid(WORDING, vars(self), lambda: texts)

        def part(name: str) -> dict[str, str]:
            return dict(over[name])

        return replace(
            self,
            status=part("status"),
            lead=part("lead"),
            part=part("part"),
            direct=part("direct"),
            notice=part("notice"),
            act=part("act"),
            one_visit_list=part("one_visit_list"),
            greeting=over["greeting"],
        )


@cache
def shipped_wording() -> Wording:
    """Return the words of the product, read once."""
    return read_wording(POLICY / "wording.yml")


def read_wording(path: Path) -> Wording:
    """Return policy/wording.yml.

    Raises:
        GuideError: a status or an element has no words.
    """
    data: dict[str, Any] = plain(read_policy(path))
    missing = [f"status.{s}" for s in AnswerStatus if s not in SCREENED and s not in data["status"]]
    missing += [f"lead.{e}" for e in Element if e not in data["lead"]]
    if missing:
        raise GuideError([f"{path} {key}: 缺少文字" for key in missing])
    return Wording(
        data["status"],
        data["lead"],
        data["part"],
        data["statement"],
        data["direct"],
        data["notice"],
        data["act"],
        data["one_visit_list"],
        data["greeting"],
        tuple(data["most_asked"]),
    )
