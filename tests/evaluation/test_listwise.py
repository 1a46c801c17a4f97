"""Weights that make the right ones of several candidates most probable."""

import numpy as np
import pytest

from hall.evaluation.listwise import Case, Descent, fit_weights

QUICK = Descent(steps=200, rate=0.05, pull=1e-3)
CASES = [
    Case(
        np.array([[1.0, 0.2], [0.0, 0.8], [0.4, 0.9]], dtype=np.float32),
        np.array([True, False, False]),
    ),
    Case(np.array([[0.1, 0.9], [0.7, 0.1]], dtype=np.float32), np.array([False, True])),
]


def test_what_tells_the_right_candidate_weighs_more() -> None:
    told, misled = fit_weights(CASES, [0.0, 0.0], QUICK)

    assert told > 0 > misled


def test_weights_stay_at_nought_where_none_may_be_negative() -> None:
    told, misled = fit_weights(CASES, [0.5, 0.5], Descent(200, 0.05, 0.0, positive=True))

    assert (told > 0.5, misled) == (True, 0.0)


def test_a_strong_pull_keeps_weights_where_they_were() -> None:
    found = fit_weights(CASES, [3.0, 2.0], Descent(200, 0.01, 1e3))

    assert found.tolist() == pytest.approx([3.0, 2.0], abs=0.01)


def test_with_one_spread_the_size_of_a_part_makes_no_difference_to_the_scores() -> None:
    tenfold = [Case(c.parts * np.array([10, 1], dtype=np.float32), c.right) for c in CASES]
    scaled = Descent(200, 0.05, 1e-3, scaled=True)

    one, ten = (fit_weights(cases, [0.0, 0.0], scaled) for cases in (CASES, tenfold))

    assert (ten * np.array([10, 1])).tolist() == pytest.approx(one.tolist(), rel=1e-3)
