"""What differs between two versions: by field, with rows matched by their id, and by sentence."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge_base.lifecycle.differences import (
    Change,
    What,
    differences,
    naming,
    said_differently,
)
from knowledge_base.lifecycle.marking import marked
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Fee, Fees, Guide, Note
from knowledge_base.model.situation import When
from knowledge_base.stating import derive_statements
from tests.knowledge_kit import ID_CARD, small_catalogue, wording


@pytest.fixture
def guide() -> Guide:
    """The guide of the identity card."""
    return small_catalogue().guides[ID_CARD]


def told(changes: tuple[Change, ...]) -> list[tuple[str, ...]]:
    """Return the changes as short rows: the fields and rows on the way, and what became of the part."""
    return [(*(f"{s.field}:{s.row}".rstrip(":") for s in c.path), c.what) for c in changes]


def with_fees(guide: Guide, *rows: Fee) -> Guide:
    """Return the guide with other fee rows."""
    return replace(guide, fee=Fees(True, rows))


LOST, RENEWED = Fee("补领工本费", "每证40元", id="a111"), Fee("换领工本费", "每证20元", id="b222")
LATE = Fee("临时证工本费", "每证10元", id="c333")


def test_equal_versions_differ_in_nothing_and_the_number_is_no_content(guide: Guide) -> None:
    assert differences(guide, replace(guide, version=99)) == ()


def test_an_amount_is_found_by_its_row_and_its_words_are_marked(guide: Guide) -> None:
    cheaper = replace(LOST, amount="每证30元")

    (change,) = differences(with_fees(guide, LOST, RENEWED), with_fees(guide, cheaper, RENEWED))

    assert told((change,)) == [
        ("Guide.fee", "Fees.rows:补领工本费", "Fee.amount", What.CHANGED),
    ]
    assert [(part.kind, part.text) for part in change.words] == [
        ("same", "每证"),
        ("gone", "40"),
        ("new", "30"),
        ("same", "元"),
    ]


def test_a_row_that_stands_elsewhere_is_moved_and_nothing_else(guide: Guide) -> None:
    before, after = with_fees(guide, LOST, RENEWED, LATE), with_fees(guide, LATE, LOST, RENEWED)

    assert told(differences(before, after)) == [
        ("Guide.fee", "Fees.rows:临时证工本费", What.MOVED),
    ]


def test_a_moved_row_that_also_changed_is_both(guide: Guide) -> None:
    changed = replace(LATE, amount="免费")
    before, after = with_fees(guide, LOST, RENEWED, LATE), with_fees(guide, changed, LOST, RENEWED)

    assert [what for *_path, what in told(differences(before, after))] == [
        What.MOVED,
        What.CHANGED,
    ]


def test_a_row_that_goes_and_one_that_comes_are_told_in_one_line_each(guide: Guide) -> None:
    gone, new = differences(with_fees(guide, LOST), with_fees(guide, RENEWED))
    assert (gone.what, gone.before, gone.after) == (What.GONE, "补领工本费，每证40元", "")
    assert (new.what, new.before, new.after) == (What.NEW, "", "换领工本费，每证20元")


def test_names_of_a_row_are_compared_one_by_one(guide: Guide) -> None:
    before = replace(guide, item=replace(guide.item, aliases=("身份证", "二代证")))
    after = replace(guide, item=replace(guide.item, aliases=("身份证", "居民证")))
    turned = replace(guide, item=replace(guide.item, aliases=("二代证", "身份证")))

    assert [(c.what, c.before or c.after) for c in differences(before, after)] == [
        (What.GONE, "二代证"),
        (What.NEW, "居民证"),
    ]
    assert [c.what for c in differences(before, turned)] == [What.MOVED]


def test_ids_conditions_days_and_yes_or_no_are_told_in_words(guide: Guide) -> None:
    question = guide.situations[0]
    option = question.options[0]
    row = guide.materials[0]
    after = replace(
        guide,
        verified=not guide.verified,
        effective_from=date(2027, 3, 1),
        materials=(
            replace(row, when=When(((question.id, (option.id,)),))),
            *guide.materials[1:],
        ),
    )
    say = naming({"GuideMaterial.material": {row.material: "户口簿"}}, guide, after)

    found = {c.path[-1].field: c for c in differences(guide, after, say)}

    assert found["Guide.effective_from"].after == "2027年3月1日"
    assert {found["Guide.verified"].before, found["Guide.verified"].after} == {"是", "否"}
    assert found["GuideMaterial.when"].after == option.label
    assert found["GuideMaterial.when"].path[0].row == "户口簿"


def test_what_is_none_and_becomes_something_is_new(guide: Guide) -> None:
    limits = guide.time_limit
    without = replace(guide, time_limit=replace(limits, statutory=None))
    assert limits.statutory is not None
    (change,) = differences(without, guide)
    assert (change.what, change.before) == (What.NEW, "")
    assert str(limits.statutory.amount) in change.after


def test_rows_without_an_id_are_matched_by_what_they_say(guide: Guide) -> None:
    before = replace(guide, conditions=(Note("甲"), Note("乙")))
    after = replace(guide, conditions=(Note("甲"), Note("丙")))
    assert [(c.what, c.before or c.after) for c in differences(before, after)] == [
        (What.GONE, "乙"),
        (What.NEW, "丙"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("交40元", "交40元", "same:交40元"),
        ("", "新", "new:新"),
        ("收费40元。", "收费35.5元。", "same:收费 gone:40 new:35.5 same:元。"),
        ("十日内办结", "五日内办完", "gone:十 new:五 same:日内办 gone:结 new:完"),
        ("甲一乙", "丙一丁", "gone:甲一乙 new:丙一丁"),
    ],
)
def test_words_are_marked_so_that_they_can_be_read(before: str, after: str, parts: str) -> None:
    assert " ".join(f"{p.kind}:{p.text}" for p in marked(before, after)) == parts


def test_both_texts_can_be_read_out_of_the_marks() -> None:
    before, after = "带身份证和户口簿来大厅办。", "带上户口簿原件，到二楼窗口办。" * 3
    parts = marked(before, after)
    assert "".join(p.text for p in parts if p.kind != "new") == before
    assert "".join(p.text for p in parts if p.kind != "gone") == after


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    assert [p.kind for p in marked("甲" * 4000, "乙" * 10)] == ["gone", "new"]


def test_sentences_are_compared_by_what_a_citizen_reads(guide: Guide) -> None:
    words = wording().statement
    after = replace(
        guide,
        summary="换了一句。",
        faq=guide.faq[1:],
        fee=replace(guide.fee, notes=(*guide.fee.notes, Note("军人免费。", id="zzzz"))),
        checked_on=date(2027, 1, 1),
    )

    found = said_differently(
        derive_statements(guide, small_catalogue(), words),
        derive_statements(after, small_catalogue(), words),
    )

    assert [(c.element, c.what) for c in found][:1] == [(Element.OVERVIEW, What.CHANGED)]
    assert (Element.FEE, What.NEW, "军人免费。") in [(c.element, c.what, c.after) for c in found]
    assert What.GONE in {c.what for c in found}
    assert len(found) == 3
