"""How probable a result is, from how probable the first one found is; and which day a tracker belongs to."""

from dataclasses import replace
from datetime import datetime

import pytest

from hall.reception.front_desk import tracker_name
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.model.finding import Hit
from knowledge_base.searching import Sureness
from tests.knowledge_kit import small_catalogue, subjects


def hits() -> tuple[Hit, Hit]:
    first, second = subjects(small_catalogue())[:2]
    made = Hit(subject=first, element="materials", score=9.0, lexical=0, names=0, faqs=0, units=0)
    return made, replace(made, subject=second, score=8.0)


@pytest.mark.parametrize(
    ("probability", "score", "expected"),
    [
        (0.97, 8.9, 0.03),  # the first is sure, shown or not: little is left for the next
        (0.5, 9.0, 0.5),
        (0.5, 8.0, 0.184),
        (0.2, 9.0, 0.2),
        (1.0, 9.0, 0.0),
    ],
)
def test_what_comes_after_the_first_never_inherits_its_probability(
    probability: float, score: float, expected: float
) -> None:
    first, second = hits()
    sure = Sureness(probability, first)
    assert sure.of(first) == probability
    assert sure.of(replace(second, score=score)) == pytest.approx(expected, abs=0.001)


def test_a_trackers_day_changes_at_midnight_in_the_city() -> None:
    def name(day: int, hour: int) -> str:
        return tracker_name("talk-0001", datetime(2026, 11, day, hour, tzinfo=CITY_TIME))

    assert name(23, 0) == name(23, 7) == name(23, 9) == name(23, 23)
    assert name(23, 23) != name(24, 0)
