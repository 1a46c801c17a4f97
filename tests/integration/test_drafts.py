"""Drafts: whose they are, that no text is lost, and what is not submitted."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from knowledge_base.lifecycle.drafts import Conflict
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.model.guide import Guide
from tests.knowledge_kit import ID_CARD, MARRIAGE, NOW, small_catalogue
from tests.lifecycle_kit import (
    CHECKER,
    COLLEAGUE,
    EDITOR,
    POLICE,
    REVIEWER,
    STRANGER,
    cheaper,
    in_force,
    submitted,
)


def test_editors_write_for_their_own_department_alone(record: Record) -> None:
    for person in (STRANGER, CHECKER):
        with pytest.raises(MoveRefused):
            record.drafts.open("guide", ID_CARD, person)
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    save = record.drafts.newest(draft.id)
    with pytest.raises(MoveRefused):
        record.drafts.save(draft.id, cheaper(save.value), STRANGER, save.id)
    assert record.drafts.listed(STRANGER) == ()
    assert [d.id for d in record.drafts.listed(COLLEAGUE)] == [draft.id]


def test_of_two_editors_neither_text_is_lost(record: Record) -> None:
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    first = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, replace(first.value, summary="甲写的。"), EDITOR, first.id)

    met = record.drafts.save(
        draft.id, replace(first.value, summary="乙写的。"), COLLEAGUE, first.id
    )

    assert isinstance(met, Conflict)
    assert (met.theirs.value.summary, met.mine.value.summary) == ("甲写的。", "乙写的。")
    assert record.drafts.newest(draft.id).value.summary == "甲写的。"
    both = replace(first.value, summary="甲乙写的。")
    settled = record.drafts.save(draft.id, both, COLLEAGUE, met.theirs.id)
    assert not isinstance(settled, Conflict)
    said = [save.value.summary for save in record.drafts.saves(draft.id)]
    assert said == ["甲乙写的。", "乙写的。", "甲写的。", first.value.summary]


def test_undo_goes_back_step_by_step_and_further_steps_are_kept(record: Record) -> None:
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    first = record.drafts.newest(draft.id)
    based = first.id
    for words in ("一。", "二。"):
        saved = record.drafts.save(draft.id, replace(first.value, summary=words), EDITOR, based)
        assert not isinstance(saved, Conflict)
        based = saved.id

    assert record.drafts.undo(draft.id, EDITOR).value.summary == "一。"
    assert record.drafts.undo(draft.id, EDITOR).value == first.value
    with pytest.raises(MoveRefused, match="没有可以撤销"):
        record.drafts.undo(draft.id, EDITOR)
    assert record.drafts.go_back(draft.id, based, EDITOR).value.summary == "二。"


def test_saving_the_same_again_adds_nothing(record: Record) -> None:
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    first = record.drafts.newest(draft.id)
    assert record.drafts.save(draft.id, first.value, EDITOR, first.id) == first
    assert len(record.drafts.saves(draft.id)) == 1


def test_a_draft_on_an_old_version_is_compared_before_it_is_submitted(record: Record) -> None:
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    publish_files(
        record.store,
        replace(
            small_catalogue(),
            guides={**small_catalogue().guides, ID_CARD: cheaper(in_force(record))},
        ),
        NOW,
    )

    assert record.drafts.draft(draft.id).behind == 2
    with pytest.raises(MoveRefused, match="更新的第 2 版"):
        record.drafts.submit(draft.id, EDITOR)
    assert record.drafts.rebase(draft.id, EDITOR).behind == 0
    assert record.drafts.submit(draft.id, EDITOR)


def test_what_is_said_of_an_item_belongs_to_its_department(record: Record) -> None:
    draft = record.drafts.open("phrasing", ID_CARD, EDITOR)
    assert draft.department == POLICE
    with pytest.raises(MoveRefused):
        record.drafts.open("phrasing", ID_CARD, STRANGER)


def test_what_has_faults_is_not_submitted_and_every_fault_is_told(record: Record) -> None:
    def broken(guide: Guide) -> Guide:
        place = replace(guide.place, venues=("nowhere",))
        return replace(guide, steps=(), faq=guide.faq[:1], place=place)

    with pytest.raises(MoveRefused) as refused:
        submitted(record, broken)

    for fault in ("steps 不能为空", "faq 至少 3 条", "nowhere"):
        assert fault in str(refused.value)
    (draft,) = record.drafts.listed(EDITOR)
    assert record.drafts.newest(draft.id).value.steps == ()


def test_a_material_that_stands_already_is_not_submitted(record: Record) -> None:
    one, other = list(record.store.published()[0].materials.values())[:2]
    draft = record.drafts.open("material", one.id, REVIEWER)
    save = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, replace(save.value, name=other.name), REVIEWER, save.id)
    with pytest.raises(MoveRefused, match="同一份材料只留一条"):
        record.drafts.submit(draft.id, REVIEWER)


def test_a_new_record_of_another_department_leaves_nothing_behind(record: Record) -> None:
    guide = replace(in_force(record), item=replace(in_force(record).item, code="232009001000-03"))
    with pytest.raises(MoveRefused):
        record.drafts.create("guide", guide.item.code, guide, STRANGER)
    with pytest.raises(UnknownVersion):
        record.drafts.open("guide", guide.item.code, EDITOR)


def test_a_given_up_draft_takes_no_more_words_and_a_new_one_begins(record: Record) -> None:
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    save = record.drafts.newest(draft.id)
    record.drafts.discard(draft.id, EDITOR)
    for step in (
        lambda: record.drafts.save(draft.id, cheaper(save.value), EDITOR, save.id),
        lambda: record.drafts.submit(draft.id, EDITOR),
        lambda: record.drafts.discard(draft.id, EDITOR),
    ):
        with pytest.raises(MoveRefused, match="已经提交或放弃"):
            step()
    assert record.drafts.open("guide", ID_CARD, EDITOR).id != draft.id


def moved(guide: Guide, department: str) -> Guide:
    """Return the guide as another department's."""
    return replace(guide, item=replace(guide.item, department=department))


def test_editors_give_no_record_to_another_department(record: Record) -> None:
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    before = record.drafts.newest(draft.id)

    with pytest.raises(MoveRefused, match="只能填您自己的部门"):
        record.drafts.save(draft.id, moved(before.value, "minzheng"), EDITOR, before.id)
    assert record.drafts.newest(draft.id) == before


def test_an_old_version_gives_its_old_department_no_hold_on_a_record(record: Record) -> None:
    given = submitted(record, lambda g: moved(g, "minzheng"), REVIEWER)
    record.publishing.approve(given, replace(REVIEWER, login="qian"))

    with pytest.raises(MoveRefused):
        record.drafts.open("guide", ID_CARD, EDITOR, version_no=1)
    assert record.drafts.open("guide", ID_CARD, STRANGER).department == "minzheng"


def test_the_list_of_drafts_says_of_each_what_its_page_says(record: Record) -> None:
    everyone = replace(REVIEWER, login="qian")
    behind = record.drafts.open("guide", ID_CARD, EDITOR)
    before = record.drafts.newest(behind.id)
    record.drafts.save(behind.id, cheaper(before.value), EDITOR, before.id)
    item = replace(before.value.item, code=f"{ID_CARD[:-2]}77", name="另一件事", aliases=())
    new = record.drafts.create("guide", item.code, replace(before.value, item=item), everyone)
    record.drafts.discard(record.drafts.open("guide", MARRIAGE, everyone).id, everyone)
    files = small_catalogue()
    newer = {**files.guides, ID_CARD: replace(before.value, summary="文件改过。")}
    publish_files(record.store, replace(files, guides=newer), NOW)

    asked: list[str] = []
    event.listen(
        record.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2])
    )
    listed = record.drafts.listed(everyone)
    assert sum(one.lstrip().startswith("SELECT") for one in asked) == 3
    assert listed == (record.drafts.draft(new.id), record.drafts.draft(behind.id))
    assert [one.behind for one in listed] == [0, 2]
    assert record.drafts.listed(STRANGER) == ()


def test_what_somebody_saved_after_it_was_checked_is_not_submitted(record: Record) -> None:
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    checked = record.drafts.newest(draft.id)
    added = record.drafts.save(draft.id, cheaper(checked.value), COLLEAGUE, checked.id)
    assert not isinstance(added, Conflict)

    with pytest.raises(MoveRefused, match="别人又改了"):
        record.drafts.submit(draft.id, EDITOR, checked.id)
    assert record.drafts.submit(draft.id, EDITOR, added.id)
