"""Two people's changes to one draft come together; only what both changed differently is asked about."""

from copy import deepcopy
from typing import Any

import pytest

from hall.doors.console.knowledge.editing.describing import describe
from hall.doors.console.knowledge.editing.merging import MINE, Merged, merge
from hall.doors.console.knowledge.editing.shapes import Plain
from knowledge_base.model.guide import Guide

SHAPE = describe(Guide)
REASON: Plain = {
    "id": "reason",
    "ask": "哪种？",
    "options": [{"id": "lost", "label": "丢了"}, {"id": "old", "label": "到期"}],
}
BASE: Plain = {
    "summary": "原来的话",
    "verified": False,
    "situations": [REASON],
    "conditions": [{"id": "aaaa", "text": "一"}, {"id": "bbbb", "text": "二"}],
    "materials": [{"id": "cccc", "material": "sfz", "copies": 1, "when": {"choices": []}}],
    "time_limit": {"statutory": {"amount": 20, "unit": "工作日", "note": ""}},
}
NAMES = {"material": {"sfz": "身份证", "hkb": "户口簿"}}


def changed(**parts: Any) -> Plain:
    return {**deepcopy(BASE), **parts}


def merged(mine: Plain, theirs: Plain, **chosen: str) -> Merged:
    return merge(SHAPE, BASE, mine, theirs, NAMES, chosen)


def rows(*told: tuple[str, str]) -> list[Plain]:
    return [{"id": row_id, "text": text} for row_id, text in told]


def ids(plain: Plain) -> list[str]:
    return [row["id"] for row in plain["conditions"]]


def test_what_each_changed_alone_is_taken() -> None:
    found = merged(changed(summary="我的话"), changed(verified=True))

    assert found.clashes == ()
    assert (found.plain["summary"], found.plain["verified"]) == ("我的话", True)


def test_what_both_changed_alike_is_no_question() -> None:
    assert merged(changed(summary="同一句"), changed(summary="同一句")).clashes == ()


@pytest.mark.parametrize(("chosen", "kept"), [({"summary": MINE}, "我的话"), ({}, "他的话")])
def test_what_both_changed_is_asked_about_with_both_values(
    chosen: dict[str, str], kept: str
) -> None:
    found = merged(changed(summary="我的话"), changed(summary="他的话"), **chosen)

    (clash,) = found.clashes
    assert (clash.where, clash.mine, clash.theirs) == ("简介", "我的话", "他的话")
    assert found.plain["summary"] == kept


def test_rows_are_told_apart_by_their_ids_wherever_they_stand() -> None:
    mine = changed(conditions=rows(("aaaa", "我的一"), ("bbbb", "二"), ("dddd", "新的")))
    theirs = changed(conditions=rows(("bbbb", "他的二"), ("aaaa", "一")))

    found = merged(mine, theirs)

    assert found.clashes == ()
    assert ids(found.plain) == ["bbbb", "dddd", "aaaa"]
    assert [row["text"] for row in found.plain["conditions"]] == ["他的二", "新的", "我的一"]


def test_my_order_counts_where_they_moved_nothing() -> None:
    mine = changed(conditions=rows(("bbbb", "二"), ("aaaa", "一")))
    theirs = changed(conditions=rows(("aaaa", "一"), ("bbbb", "他的二")))

    assert ids(merged(mine, theirs).plain) == ["bbbb", "aaaa"]


def test_a_row_that_one_took_out_and_the_other_changed_is_asked_about() -> None:
    mine = changed(conditions=rows(("aaaa", "一")))
    theirs = changed(conditions=rows(("aaaa", "一"), ("bbbb", "他的二")))

    (clash,) = merged(mine, theirs).clashes
    assert (clash.mine, clash.theirs) == ("（删掉了）", "内容：他的二")
    assert ids(merged(mine, theirs, **{clash.name: MINE}).plain) == ["aaaa"]
    assert ids(merged(mine, changed()).plain) == ["aaaa"]


def test_values_are_shown_by_name() -> None:
    def with_row(**parts: Any) -> Plain:
        return changed(materials=[{**deepcopy(BASE["materials"][0]), **parts}])

    mine = with_row(material="hkb", when={"choices": [["reason", ["lost"]]]})
    theirs = with_row(material="gone", when={"choices": [["reason", ["old"]]]})

    told = [(clash.where, clash.mine, clash.theirs) for clash in merged(mine, theirs).clashes]
    assert told == [
        ("申请材料第1行：材料", "户口簿", "gone"),
        ("申请材料第1行：什么情况下要", "丢了", "到期"),
    ]


def test_a_part_that_one_took_away_is_asked_about_as_a_whole() -> None:
    mine = changed(time_limit={"statutory": None})
    theirs = changed(time_limit={"statutory": {"amount": 30, "unit": "工作日", "note": ""}})

    (clash,) = merged(mine, theirs).clashes
    assert (clash.mine, clash.theirs) == ("（空着）", "多久：30；单位：工作日")
