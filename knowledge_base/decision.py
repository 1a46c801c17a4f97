"""policy/decision.yml: every weight, calibration and threshold on the way to an answer, fitted by `hall fit`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from knowledge_base.answering.thresholds import Thresholds
from knowledge_base.errors import GuideError
from knowledge_base.retrieval.calibration import Calibration
from knowledge_base.retrieval.case import CaseTuning
from knowledge_base.retrieval.choosing import PlainTuning, StatementTuning
from knowledge_base.retrieval.finder import Tunings, read_tunings


@dataclass(frozen=True)
class Decision:
    """What decides: which subject, which statements, which case, and from when."""

    subject: Tunings
    statements: StatementTuning
    case: CaseTuning
    thresholds: Thresholds = field(default_factory=Thresholds)


def read_decision(path: Path) -> Decision:
    """Return policy/decision.yml.

    Raises:
        GuideError: a part is missing, or a threshold is unknown or no number.
    """
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    try:
        return Decision(
            read_tunings(data["subject"]),
            _statements(data["statements"]),
            _case(data["case"]),
            _thresholds(data["thresholds"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GuideError([f"{path}:1 {type(error).__name__}: {error}"]) from error


def _statements(data: Mapping[str, Any]) -> StatementTuning:
    answers = data["answers"]
    calibration = Calibration(answers["intercept"], tuple(answers["coefficients"]))
    return StatementTuning(dict(data["weights"]), calibration, PlainTuning(**data["plain"]))


def _thresholds(data: Mapping[str, Any]) -> Thresholds:
    unknown = data.keys() - {f.name for f in fields(Thresholds)}
    if unknown:
        raise ValueError(f"thresholds: {sorted(unknown)}")
    found = {f.name: _number(f.default, data[f.name]) for f in fields(Thresholds) if f.name in data}
    return Thresholds(**found)


def _number(default: Any, value: object) -> Any:
    """Return a value as a number like its default; a count is whole."""
    number = type(default)(value)
    if number != float(str(value)):
        raise ValueError(f"{value}: 需为整数")
    return number


def _case(data: Mapping[str, Any]) -> CaseTuning:
    return CaseTuning(dict(data["weights"]), float(data["sure"]), float(data["certain"]))
