"""Rows of a record under the buttons of its form: nothing else changes, and a new row has an id at once."""

from itertools import count
from typing import Any

import pytest

from hall.doors.console.knowledge.editing.building import row_ids
from hall.doors.console.knowledge.editing.describing import describe
from hall.doors.console.knowledge.editing.rows import Step, take, with_ids
from hall.doors.console.knowledge.editing.shapes import Path, Plain, at
from knowledge_base.model.guide import Guide

SHAPE = describe(Guide)


def draft() -> Plain:
    return {
        "summary": "没写完的话",
        "conditions": [
            {"id": "bbbb", "text": "一"},
            {"id": "cccc", "text": "二"},
            {"id": "dddd", "text": "三"},
        ],
        "situations": [
            {"id": "reason", "ask": "哪种？", "options": [{"id": "lost", "label": "丢了"}]}
        ],
        "time_limit": {"statutory": None},
    }


def stepped(told: str) -> tuple[Plain, Path]:
    step, seeds = Step.read(told), count()
    assert step is not None
    return take(step, SHAPE, draft(), lambda: str(next(seeds)))


def texts(plain: Plain) -> list[str]:
    return [row["text"] for row in plain["conditions"]]


@pytest.mark.parametrize(
    ("told", "order", "at_row"),
    [
        ("up conditions.2", ["一", "三", "二"], 1),
        ("up conditions.0", ["一", "二", "三"], 0),
        ("down conditions.0", ["二", "一", "三"], 1),
        ("down conditions.2", ["一", "二", "三"], 2),
        ("remove conditions.1", ["一", "三"], 1),
        ("remove conditions.2", ["一", "二"], 1),
        ("copy conditions.0", ["一", "一", "二", "三"], 1),
        ("add conditions", ["一", "二", "三", ""], 3),
    ],
)
def test_a_row_is_moved_copied_removed_or_added(told: str, order: list[str], at_row: int) -> None:
    changed, place = stepped(told)

    assert texts(changed) == order
    assert place == ("conditions", at_row)
    assert changed["summary"] == "没写完的话"


@pytest.mark.parametrize("told", ["copy conditions.0", "add conditions", "add fee.rows"])
def test_a_new_row_has_an_id_that_no_other_has(told: str) -> None:
    changed, place = stepped(told)
    ids = list(row_ids(SHAPE, changed))

    row: Any = at(changed, place)
    assert row is None or row["id"] not in ("", "bbbb")
    assert len(ids) == len(set(ids))


def test_an_option_is_added_to_its_question() -> None:
    changed, place = stepped("add situations.0.options")

    assert place == ("situations", 0, "options", 1)
    assert [o["label"] for o in changed["situations"][0]["options"]] == ["丢了", ""]


def test_what_a_field_may_have_once_is_added_and_taken_away() -> None:
    changed, place = stepped("add time_limit.statutory")
    assert at(changed, place) == {"amount": 0, "unit": "", "note": ""}

    step = Step.read("remove time_limit.statutory")
    assert step is not None
    assert at(take(step, SHAPE, changed, str)[0], place) is None


@pytest.mark.parametrize(
    "told", ["remove conditions.9", "up nowhere.1", "add summary", "add x.y.z"]
)
def test_a_row_that_is_not_there_changes_nothing(told: str) -> None:
    assert stepped(told)[0] == draft()


@pytest.mark.parametrize("told", ["", "burn conditions.1", "add"])
def test_what_no_button_says_is_no_step(told: str) -> None:
    assert Step.read(told) is None


def test_rows_without_an_id_get_one() -> None:
    seeds = count()
    complete = with_ids(
        SHAPE, {"conditions": [{"text": "一"}, {"id": "bbbb"}]}, lambda: str(next(seeds))
    )

    first, second = (row["id"] for row in complete["conditions"])
    assert len(first) == 4
    assert second == "bbbb"
