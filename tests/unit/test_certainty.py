"""How retrieval turns its evidence into probabilities."""

from dataclasses import replace

import pytest

from knowledge_base.model.element import Element
from knowledge_base.model.finding import Hit
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.retrieval.calibration import Calibration
from knowledge_base.retrieval.finder import Tuning, answer_features

SUBJECT = Subject(
    key="232009001000-01",
    kind=SubjectKind.ITEM,
    catalog_code="232009001000",
    name="居民身份证申领、换领、补领",
    department="gongan",
    names=(),
)
HIT = Hit(SUBJECT, Element.FEE, 20.0, lexical=0.5, names=0.8, faqs=0.0, units=0.7, certainty=0.8)


def test_a_calibration_is_a_logistic_of_its_features() -> None:
    calibration = Calibration(-1.0, (2.0, 0.5))
    assert calibration.probability([0.5, 0.0]) == pytest.approx(0.5)
    assert 0.5 < calibration.probability([0.5, 1.0]) < calibration.probability([1.0, 1.0])


def test_features_of_another_number_are_refused_not_cut() -> None:
    with pytest.raises(ValueError, match="zip"):
        Calibration(0.0, (1.0, 1.0)).probability([1.0])


@pytest.mark.parametrize("extreme", [-1e6, 1e6])
def test_extreme_evidence_stays_a_probability(extreme: float) -> None:
    assert 0.0 <= Calibration(0.0, (1.0,)).probability([extreme]) <= 1.0


@pytest.mark.parametrize("certainty", [0.0, 1.0])
def test_an_element_without_any_doubt_is_no_infinity(certainty: float) -> None:
    sure = replace(HIT, certainty=certainty)
    assert 0.0 < Tuning().answer.probability(answer_features(0.9, sure)) < 1.0


def test_a_surer_item_and_a_surer_element_make_a_surer_answer() -> None:
    def sure(probability: float, certainty: float) -> float:
        hit = replace(HIT, certainty=certainty)
        return Tuning().answer.probability(answer_features(probability, hit))

    assert sure(0.5, 0.9) < sure(0.9, 0.9)
    assert sure(0.9, 0.4) < sure(0.9, 0.9)
