"""policy/decision.yml: every weight, calibration and threshold on the way to an answer, fitted by `hall fit`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from knowledge_base.errors import GuideError
from knowledge_base.retrieval.calibration import Calibration
from knowledge_base.retrieval.case import CaseTuning
from knowledge_base.retrieval.choosing import PlainTuning, StatementTuning
from knowledge_base.retrieval.finder import Tunings, read_tunings


@dataclass(frozen=True)
class Thresholds:
    """When a finding is good enough; probabilities unless said.

    Attributes:
        answer: P(subject) from which its guide answers; below it, down to `confirm`, the citizen is asked.
        confirm: P(subject) below which nothing is known.
        route: P(subject) from which a department without a guide is named.
        switch: P(subject) from which a question leaves the matter in talk without naming another one.
        foreign: how much more of a question another subject must explain than the one in talk, to leave it.
        about_it: the share of a follow-up that the wordings of the matter in talk explain, to be about it.
        stay: P(statement) from which the matter in talk answers, so that the question is about it.
        about: the same, of a message that may as well be about something else.
        say: P(statement) from which it is said; below it, down to `perhaps`, the best two are offered.
        perhaps: P(statement) below which the guide is said not to tell.
        ask: P(statement) from which a further ask of a message is answered beside the first.
        beside: share of a further statement, of that of the first one, from which it is said beside it.
    """

    answer: float = 0.3
    confirm: float = 0.12
    route: float = 0.35
    switch: float = 0.7
    foreign: float = 0.4
    about_it: float = 0.33
    stay: float = 0.75
    about: float = 0.5
    say: float = 0.3
    perhaps: float = 0.12
    ask: float = 0.4
    beside: float = 0.25


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
            CaseTuning(dict(data["case"]["weights"]), float(data["case"]["sure"])),
            _thresholds(data["thresholds"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise GuideError([f"{path}:1 {type(error).__name__}: {error}"]) from error


def _statements(data: Mapping[str, Any]) -> StatementTuning:
    answers = data["answers"]
    calibration = Calibration(answers["intercept"], tuple(answers["coefficients"]))
    return StatementTuning(dict(data["weights"]), calibration, PlainTuning(**data["plain"]))


def _thresholds(data: Mapping[str, Any]) -> Thresholds:
    unknown = data.keys() - {f.name for f in fields(Thresholds)}
    if unknown:
        raise ValueError(f"thresholds: {sorted(unknown)}")
    return Thresholds(**{name: float(value) for name, value in data.items()})
