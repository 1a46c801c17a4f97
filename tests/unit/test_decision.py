"""policy/decision.yml is read whole, or it is said what is missing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge_base.answering.thresholds import Thresholds
from knowledge_base.decision import read_decision
from knowledge_base.errors import GuideError
from knowledge_base.model.statement import StatementKind
from knowledge_base.retrieval import case, choosing, statements
from knowledge_base.retrieval.finder import Tuning
from knowledge_base.services import POLICY

SHIPPED = POLICY / "decision.yml"


def test_every_shipped_weight_is_that_of_a_part() -> None:
    decision = read_decision(SHIPPED)

    assert decision.statements.weights.keys() <= set(statements.PARTS)
    assert decision.case.weights.keys() == set(case.PARTS)
    assert len(decision.statements.answers.coefficients) == len(choosing.LOOKED_AT)
    for tuning in (decision.subject.light, decision.subject.deep):
        assert len(tuning.service.coefficients) == len(Tuning().service.coefficients)


def test_every_kind_of_statement_has_a_weight() -> None:
    weights = read_decision(SHIPPED).statements.weights

    assert {f"is_{kind}" for kind in StatementKind} <= weights.keys()


def test_only_the_encoder_that_is_there_counts() -> None:
    subject = read_decision(SHIPPED).subject

    assert subject.light.weights.meaning == 0.0 < subject.deep.weights.meaning
    assert 0.0 <= subject.doubt.least < subject.doubt.most <= 1.0


def test_what_tells_against_a_statement_or_an_option_has_a_negative_weight() -> None:
    decision = read_decision(SHIPPED)

    assert decision.statements.weights["contradicted"] < 0 < decision.statements.weights["told"]
    assert decision.case.weights["denied"] < 0 < decision.case.weights["stands"]
    assert decision.case.weights["beyond"] < 0 < decision.case.weights["within"]


def test_thresholds_are_probabilities_in_their_order_or_counts() -> None:
    limits = read_decision(SHIPPED).thresholds

    for value in vars(limits).values():
        assert value >= 1 if isinstance(value, int) else 0.0 < value < 1.0
    assert limits.confirm < limits.answer <= limits.switch
    assert limits.perhaps < limits.say


def changed(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Return a decision file that differs from the shipped one."""
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    change(data)
    path = tmp_path / "decision.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d.pop("subject"), "KeyError: 'subject'"),
        (lambda d: d.pop("thresholds"), "KeyError: 'thresholds'"),
        (lambda d: d["subject"].pop("deep"), "KeyError: 'deep'"),
        (lambda d: d["statements"].pop("answers"), "KeyError: 'answers'"),
        (lambda d: d["statements"]["answers"].pop("intercept"), "KeyError: 'intercept'"),
        (lambda d: d["case"].pop("sure"), "KeyError: 'sure'"),
        (lambda d: d["case"].update(sure="ziemlich"), "ValueError"),
        (lambda d: d["thresholds"].update(answre=0.5), "answre"),
        (lambda d: d["thresholds"].update(answer="viel"), "ValueError"),
        (lambda d: d["thresholds"].update(little=2.5), "2.5: 需为整数"),
        (lambda d: d.update(thresholds=None), "AttributeError"),
    ],
)
def test_a_fault_names_the_file_and_what_is_missing_or_unknown(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], fault: str
) -> None:
    path = changed(tmp_path, change)

    with pytest.raises(GuideError) as raised:
        read_decision(path)

    assert str(path) in str(raised.value)
    assert fault in str(raised.value)


def test_a_threshold_that_is_not_written_has_its_default(tmp_path: Path) -> None:
    path = changed(tmp_path, lambda d: d["thresholds"].clear())

    assert read_decision(path).thresholds == Thresholds()


def test_a_threshold_that_is_written_is_in_force(tmp_path: Path) -> None:
    path = changed(tmp_path, lambda d: d["thresholds"].update(answer=1, little=4))

    limits = read_decision(path).thresholds

    assert (limits.answer, limits.little) == (1.0, 4)
