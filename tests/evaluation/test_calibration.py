"""Reliability and AUGRC on values that can be reckoned by hand."""

import pytest

from hall.evaluation.calibration import BINS, augrc, reliability


@pytest.mark.parametrize(
    ("probabilities", "right", "area"),
    [
        ([0.9, 0.8, 0.7, 0.6], [True, True, True, True], 0.0),
        ([0.9, 0.8, 0.7, 0.6], [True, True, True, False], 1 / 32),  # a quarter wrong, told last
        ([0.9, 0.8, 0.7, 0.6], [False, True, True, True], 7 / 32),  # … told first
        ([0.5, 0.5, 0.5, 0.5], [True, True, True, False], 1 / 8),  # nothing is told apart
        ([0.3], [False], 0.5),
    ],
)
def test_the_area_is_the_mean_risk_of_an_undetected_mistake(
    probabilities: list[float], right: list[bool], area: float
) -> None:
    assert augrc(probabilities, right) == round(area, 4)


def test_the_area_follows_from_ranking_and_accuracy() -> None:
    """Traub et al. 2024: (1 - AUROC) * accuracy * (1 - accuracy) + (1 - accuracy)² / 2."""
    probabilities = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]
    right = [True, True, False, True, True, False, True, False]
    pairs = [(r, w) for r in range(8) if right[r] for w in range(8) if not right[w]]
    auroc = sum(probabilities[r] > probabilities[w] for r, w in pairs) / len(pairs)

    accuracy = 5 / 8

    expected = (1 - auroc) * accuracy * (1 - accuracy) + (1 - accuracy) ** 2 / 2
    assert augrc(probabilities, right) == round(expected, 4)


def test_what_is_equally_sure_counts_the_same_in_any_order() -> None:
    assert augrc([0.5, 0.5], [True, False]) == augrc([0.5, 0.5], [False, True])


def test_each_bin_tells_what_was_stated_and_what_came_true() -> None:
    table = reliability([0.0, 0.05, 0.92, 0.98, 1.0], [False, True, True, True, False])

    assert len(table) == BINS
    assert table["0.0-0.1"] == {"n": 2, "probability": 0.025, "right": 0.5}
    assert table["0.9-1.0"] == {"n": 3, "probability": 0.9667, "right": 0.6667}
    assert table["0.5-0.6"] == {"n": 0, "probability": None, "right": None}


def test_nothing_has_no_area() -> None:
    assert augrc([], []) is None
