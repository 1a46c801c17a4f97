"""How retrieval turns its evidence into probabilities."""

import pytest

from knowledge_base.retrieval.calibration import Calibration


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
