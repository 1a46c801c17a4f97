"""The life of a version: who may approve, publish, withdraw and restore, and what is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from knowledge_base.lifecycle.drafts import Conflict
from knowledge_base.lifecycle.errors import CannotPublish, MoveRefused, UnknownVersion
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.lifecycle.soundness import faults_when_published
from knowledge_base.lifecycle.states import MOVES, State
from knowledge_base.lifecycle.versions import VersionFilter
from knowledge_base.model.guide import Guide
from knowledge_base.store.repository import GuideStore
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD, MARRIAGE, NOW, small_catalogue, with_guides
from tests.lifecycle_kit import (
    CHECKER,
    EDITOR,
    POLICE,
    REVIEWER,
    STRANGER,
    cheaper,
    in_force,
    submitted,
)


def named(name: str) -> Callable[[Guide], Guide]:
    """Return what gives a guide another alias."""
    return lambda g: replace(g, item=replace(g.item, aliases=(*g.item.aliases[:3], name)))


def test_a_change_goes_from_draft_to_published_by_two_people(record: Record) -> None:
    before = in_force(record)
    version = submitted(record, cheaper)
    assert in_force(record) == before

    generation = record.publishing.approve(version, REVIEWER, "同意")

    assert generation == 2
    assert in_force(record) == replace(cheaper(before), version=2)
    states = [(m.to_state, m.actor, m.comment) for m in record.versions.moves(version)]
    assert states == [
        (State.SUBMITTED, "li", ""),
        (State.APPROVED, "wang", "同意"),
        (State.PUBLISHED, "wang", ""),
    ]
    old = record.versions.of("guide", ID_CARD)[1]
    assert old.state is State.SUPERSEDED
    assert record.versions.value(old.id) == before


def test_nobody_approves_what_he_wrote_or_touched(record: Record) -> None:
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    first = record.drafts.newest(draft.id)
    mended = record.drafts.save(draft.id, cheaper(first.value), REVIEWER, first.id)
    assert not isinstance(mended, Conflict)
    version = record.drafts.submit(draft.id, EDITOR)

    for person in (REVIEWER, replace(EDITOR, duties=REVIEWER.duties)):
        with pytest.raises(MoveRefused, match="您自己写的"):
            record.publishing.approve(version, person)
    assert record.versions.version(version).state is State.SUBMITTED
    assert record.store.newest() == 1


@pytest.mark.parametrize("person", [EDITOR, CHECKER, STRANGER])
def test_only_reviewers_approve(record: Record, person: Person) -> None:
    version = submitted(record, cheaper)
    with pytest.raises(MoveRefused, match="没有这一步的权限"):
        record.publishing.approve(version, person)


def test_a_double_click_submits_and_approves_once(record: Record) -> None:
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    save = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, cheaper(save.value), EDITOR, save.id)
    with ThreadPoolExecutor(4) as clicks:
        versions = set(clicks.map(lambda _: record.drafts.submit(draft.id, EDITOR), range(4)))
    (version,) = versions
    record.publishing.approve(version, REVIEWER)
    with pytest.raises(MoveRefused, match="别人刚处理过"):
        record.publishing.approve(version, REVIEWER)
    assert record.store.newest() == 2


def test_what_takes_effect_later_is_scheduled_and_comes_on_its_day(
    record: Record, clock: Clock
) -> None:
    before = in_force(record)
    version = submitted(
        record, lambda g: replace(g, summary="新。", effective_from=date(2027, 3, 1))
    )

    assert record.publishing.approve(version, REVIEWER) is None
    assert record.versions.version(version).state is State.SCHEDULED
    assert record.timekeeping.keep_time() is None
    assert in_force(record) == before
    clock.now = datetime.fromisoformat("2027-03-01T00:01+08:00")
    assert record.timekeeping.keep_time() == 2
    assert in_force(record).summary == "新。"
    assert record.timekeeping.keep_time() is None


def test_one_that_cannot_take_effect_does_not_hold_up_the_others(
    record: Record, clock: Clock
) -> None:
    day = date(2027, 3, 1)
    good = submitted(record, lambda g: replace(g, summary="新。", effective_from=day))
    record.publishing.approve(good, REVIEWER)
    venue = next(iter(in_force(record).place.venues))
    moved = replace(record.store.published()[0].venues[venue], id="yidao")
    hall = Person("he", "何", "", frozenset({Duty.EDIT}))
    record.publishing.approve(
        record.drafts.submit(record.drafts.create("venue", "yidao", moved, hall).id, hall), REVIEWER
    )
    draft = record.drafts.open("guide", MARRIAGE, STRANGER)
    save = record.drafts.newest(draft.id)
    place = replace(save.value.place, venues=("yidao",))
    later = replace(save.value, place=place, effective_from=day)
    record.drafts.save(draft.id, later, STRANGER, save.id)
    bad = record.drafts.submit(draft.id, STRANGER)
    record.publishing.approve(bad, REVIEWER)
    record.publishing.withdraw("venue", "yidao", REVIEWER, "不开了")

    clock.now = datetime.fromisoformat("2027-03-01T00:01+08:00")
    with pytest.raises(CannotPublish, match="yidao"):
        record.timekeeping.keep_time()

    assert in_force(record).summary == "新。"
    assert record.versions.version(bad).state is State.SCHEDULED


def test_what_would_have_faults_is_not_published_and_nothing_changes(record: Record) -> None:
    first = submitted(record, named("一个新叫法"))
    draft = record.drafts.open("guide", MARRIAGE, STRANGER)
    save = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, named("一个新叫法")(save.value), STRANGER, save.id)
    second = record.drafts.submit(draft.id, STRANGER)
    record.publishing.approve(first, REVIEWER)
    before = record.store.published()

    with pytest.raises(CannotPublish, match="别名 '一个新叫法' 已属于"):
        record.publishing.approve(second, REVIEWER)

    assert record.versions.version(second).state is State.SUBMITTED
    assert record.store.published() == before


def test_faults_that_were_in_force_already_do_not_hold_back_an_approval(
    engine: Engine, clock: Clock
) -> None:
    def few(guide: Guide) -> Guide:
        return replace(guide, faq=guide.faq[:1])

    store, whole = GuideStore(engine), small_catalogue()
    prepare_tables(engine, NOW)
    publish_files(
        store, with_guides(whole, {**whole.guides, ID_CARD: few(whole.guides[ID_CARD])}), NOW
    )
    record = Record(store, clock)
    with pytest.raises(MoveRefused, match="faq 至少 3 条"):
        submitted(record, cheaper)
    published = store.published()[0]
    now = {("guide", ID_CARD): cheaper(published.guides[ID_CARD])}
    assert faults_when_published(record.check, published, now) == []
    worse = {("guide", ID_CARD): replace(published.guides[ID_CARD], steps=())}
    (fault,) = faults_when_published(record.check, published, worse)
    assert "steps 不能为空" in fault


def test_what_another_record_needs_is_not_withdrawn(record: Record) -> None:
    venue = in_force(record).place.venues[0]
    with pytest.raises(CannotPublish, match=venue):
        record.publishing.withdraw("venue", venue, REVIEWER, "搬走了")
    assert record.store.newest() == 1


def test_a_withdrawn_guide_is_gone_and_can_be_restored_from_its_version(record: Record) -> None:
    before = in_force(record, MARRIAGE)
    with pytest.raises(MoveRefused, match="原因"):
        record.publishing.withdraw("guide", MARRIAGE, REVIEWER, " ")
    record.publishing.withdraw("guide", MARRIAGE, REVIEWER, "条例废止")
    assert MARRIAGE not in record.store.published()[0].guides
    with pytest.raises(UnknownVersion, match="不用下线"):
        record.publishing.withdraw("guide", MARRIAGE, REVIEWER, "再来一次")

    draft = record.drafts.open("guide", MARRIAGE, replace(STRANGER), version_no=1)
    version = record.drafts.submit(draft.id, STRANGER)
    record.publishing.approve(version, REVIEWER)
    assert in_force(record, MARRIAGE) == replace(before, version=2)


def test_a_new_record_is_written_from_nothing(record: Record) -> None:
    guide = in_force(record)
    item = replace(
        guide.item,
        code="232009001000-02",
        name="临时身份证办理",
        aliases=("临时证件", "临时的身份证明", "临时证"),
    )
    draft = record.drafts.create("guide", item.code, replace(guide, item=item), EDITOR)
    with pytest.raises(MoveRefused, match="已经有"):
        record.drafts.create("guide", item.code, guide, EDITOR)
    with pytest.raises(MoveRefused, match="已经有"):
        record.drafts.create("guide", ID_CARD, guide, EDITOR)

    record.publishing.approve(record.drafts.submit(draft.id, EDITOR), REVIEWER)

    assert in_force(record, item.code).version == 1


def test_versions_are_found_by_state_department_title_and_review(record: Record) -> None:
    version = submitted(record, cheaper)

    def ids(**wanted: Any) -> list[int]:
        found = record.versions.listed(VersionFilter(kinds=("guide",), **wanted))
        assert len(found) == record.versions.counted(VersionFilter(kinds=("guide",), **wanted))
        return [v.id for v in found]

    assert ids(states=(State.SUBMITTED,)) == [version]
    assert ids(text="身份证", states=(State.SUBMITTED,)) == [version]
    assert ids(text="100%") == ids(departments=("nowhere",)) == []
    assert ids(text=ID_CARD[:6], departments=(POLICE,))[0] == version


def test_every_state_can_be_reached_and_every_move_is_somebodys() -> None:
    reached = {State.DRAFT}
    for _ in State:
        reached |= {to for before, to in MOVES if before in reached}
    assert reached == set(State)
    assert all(rule.duties for rule in MOVES.values())


def test_who_wrote_what_was_sent_back_does_not_approve_it_under_another_name(
    record: Record,
) -> None:
    version = submitted(record, cheaper, by=replace(REVIEWER, duties=REVIEWER.duties | {Duty.EDIT}))
    boss = Person("boss", "老板", "", frozenset({Duty.PUBLISH}))
    record.steps.send_back(version, boss, "改一改")
    no = record.versions.version(version).no
    draft = record.drafts.open("guide", ID_CARD, EDITOR, version_no=no)
    again = record.drafts.submit(draft.id, EDITOR)

    with pytest.raises(MoveRefused, match="您自己写的"):
        record.publishing.approve(again, REVIEWER)
    assert record.publishing.approve(again, boss) == 2
