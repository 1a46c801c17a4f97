"""The life of a version: who may write, submit, approve and publish, and that nothing is lost on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from knowledge_base.audit.tables import EntryRow
from knowledge_base.audit.witness import witness_faults
from knowledge_base.lifecycle.drafts import Conflict
from knowledge_base.lifecycle.errors import CannotPublish, MoveRefused, UnknownVersion
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.registering import WITNESSES
from knowledge_base.lifecycle.seeding import differences, has_staff_work, publish_files
from knowledge_base.lifecycle.soundness import faults_when_published
from knowledge_base.lifecycle.states import MOVES, State
from knowledge_base.lifecycle.versions import VersionFilter
from knowledge_base.model.guide import Fee, Guide
from knowledge_base.store.repository import GuideStore
from tests.knowledge_kit import ID_CARD, MARRIAGE, NOW, small_catalogue, with_guides

POLICE = "gongan"
EDITOR = Person("li", "李编辑", POLICE, frozenset({Duty.EDIT}))
COLLEAGUE = Person("sun", "孙编辑", POLICE, frozenset({Duty.EDIT}))
STRANGER = Person("zhao", "赵编辑", "minzheng", frozenset({Duty.EDIT}))
REVIEWER = Person("wang", "王审核", "", frozenset({Duty.PUBLISH, Duty.EDIT}))
CHECKER = Person("zhou", "周核对", POLICE, frozenset({Duty.CHECK}))


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of the record."""
    return Clock()


@pytest.fixture
def record(engine: Engine, clock: Clock) -> Record:
    """A record with three guides in force."""
    store = GuideStore(engine)
    prepare_tables(engine, NOW)
    publish_files(store, small_catalogue(), NOW)
    return Record(store, clock)


def cheaper(guide: Guide) -> Guide:
    """Return the guide with another fee."""
    return replace(guide, summary="换了一句话。", fee=replace(guide.fee, notes=()))


def submitted(record: Record, change: Callable[[Any], Any] = cheaper, by: Person = EDITOR) -> int:
    """Return a version of the identity card's guide that waits for approval."""
    draft = record.drafts.open("guide", ID_CARD, by)
    before = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, change(before.value), by, before.id)
    return record.drafts.submit(draft.id, by)


def in_force(record: Record, code: str = ID_CARD) -> Guide:
    """Return the guide in force."""
    return record.store.published()[0].guides[code]


def test_a_change_goes_from_draft_to_published_by_two_people(record: Record) -> None:
    before = in_force(record)
    version = submitted(record)
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
    version = submitted(record)
    with pytest.raises(MoveRefused, match="没有这一步的权限"):
        record.publishing.approve(version, person)


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


def test_what_takes_effect_later_is_scheduled_and_comes_on_its_day(
    record: Record, clock: Clock
) -> None:
    before = in_force(record)
    version = submitted(
        record, lambda g: replace(g, summary="新。", effective_from=date(2027, 3, 1))
    )

    assert record.publishing.approve(version, REVIEWER) is None
    assert record.versions.version(version).state is State.SCHEDULED
    assert record.publishing.keep_time() is None
    assert in_force(record) == before
    clock.now = datetime.fromisoformat("2027-03-01T00:01+08:00")
    assert record.publishing.keep_time() == 2
    assert in_force(record).summary == "新。"
    assert record.publishing.keep_time() is None


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
        record.publishing.keep_time()

    assert in_force(record).summary == "新。"
    assert record.versions.version(bad).state is State.SCHEDULED


def test_what_is_said_of_an_item_belongs_to_its_department(record: Record) -> None:
    draft = record.drafts.open("phrasing", ID_CARD, EDITOR)
    assert draft.department == POLICE
    with pytest.raises(MoveRefused):
        record.drafts.open("phrasing", ID_CARD, STRANGER)


def test_a_later_change_takes_the_place_of_one_that_waits(record: Record, clock: Clock) -> None:
    waits = submitted(
        record, lambda g: replace(g, summary="明年。", effective_from=date(2027, 3, 1))
    )
    record.publishing.approve(waits, REVIEWER)
    now = submitted(record, lambda g: replace(g, summary="现在。"))
    record.publishing.approve(now, REVIEWER)

    clock.now = datetime.fromisoformat("2027-03-02T09:00+08:00")
    assert record.publishing.keep_time() is None
    assert in_force(record).summary == "现在。"
    assert record.versions.version(waits).state is State.SUPERSEDED


def named(name: str) -> Callable[[Guide], Guide]:
    """Return what gives a guide another alias."""
    return lambda g: replace(g, item=replace(g.item, aliases=(*g.item.aliases[:3], name)))


def test_what_has_faults_is_not_submitted_and_every_fault_is_told(record: Record) -> None:
    def broken(guide: Guide) -> Guide:
        place = replace(guide.place, venues=("nowhere",))
        return replace(guide, steps=(), faq=guide.faq[:1], place=place)

    with pytest.raises(MoveRefused) as refused:
        submitted(record, broken)

    for fault in ("“办理流程”不能为空", "常见问题至少 3 条", "nowhere"):
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


def test_what_would_have_faults_is_not_published_and_nothing_changes(record: Record) -> None:
    first = submitted(record, named("一个新叫法"))
    draft = record.drafts.open("guide", MARRIAGE, STRANGER)
    save = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, named("一个新叫法")(save.value), STRANGER, save.id)
    second = record.drafts.submit(draft.id, STRANGER)
    record.publishing.approve(first, REVIEWER)
    before = record.store.published()

    with pytest.raises(CannotPublish, match="常用叫法“一个新叫法”已属于"):
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
    with pytest.raises(MoveRefused, match="常见问题至少 3 条"):
        submitted(record)
    published = store.published()[0]
    now = {("guide", ID_CARD): cheaper(published.guides[ID_CARD])}
    assert faults_when_published(record.check, published, now) == []
    worse = {("guide", ID_CARD): replace(published.guides[ID_CARD], steps=())}
    (fault,) = faults_when_published(record.check, published, worse)
    assert "“办理流程”不能为空" in fault


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


def test_versions_are_found_by_state_department_title_and_review(record: Record) -> None:
    version = submitted(record)

    def ids(**wanted: Any) -> list[int]:
        found = record.versions.listed(VersionFilter(kinds=("guide",), **wanted))
        assert len(found) == record.versions.counted(VersionFilter(kinds=("guide",), **wanted))
        return [v.id for v in found]

    assert ids(states=(State.SUBMITTED,)) == [version]
    assert ids(text="身份证", states=(State.SUBMITTED,)) == [version]
    assert ids(text="100%") == ids(departments=("nowhere",)) == []
    assert ids(text=ID_CARD[:6], departments=(POLICE,))[0] == version


def test_what_files_would_change_is_told_by_field(record: Record) -> None:
    catalogue = small_catalogue()
    fee = Fee("工本费", "每证40元", id="zzzz")
    changed = replace(
        catalogue.guides[ID_CARD], fee=replace(catalogue.guides[ID_CARD].fee, rows=(fee,))
    )
    venues = {**catalogue.venues, "new": replace(next(iter(catalogue.venues.values())), id="new")}
    guides = {
        ID_CARD: changed,
        **{c: g for c, g in catalogue.guides.items() if c not in (ID_CARD, MARRIAGE)},
    }
    files = replace(catalogue, guides=guides, venues=venues)

    found = differences(record.store.published()[0], files)

    assert [(d.kind, d.key, d.what, d.fields) for d in found] == [
        ("venue", "new", "new", ()),
        ("guide", ID_CARD, "changed", ("fee",)),
        ("guide", MARRIAGE, "gone", ()),
    ]


def test_files_lead_until_somebody_wrote_something(record: Record) -> None:
    assert not has_staff_work(record.store)
    submitted(record)
    assert has_staff_work(record.store)


def test_every_state_can_be_reached_and_every_move_is_somebodys() -> None:
    reached = {State.DRAFT}
    for _ in State:
        reached |= {to for before, to in MOVES if before in reached}
    assert reached == set(State)
    assert all(rule.duties for rule in MOVES.values())


def test_generations_never_run_backwards(record: Record, clock: Clock) -> None:
    clock.now = NOW - timedelta(days=10)
    record.publishing.approve(submitted(record), REVIEWER)
    assert record.store.generation_at(NOW) == 2
    assert record.store.generation_at(clock.now) == 0


def test_every_version_move_and_generation_is_in_the_chain_with_its_digest(record: Record) -> None:
    version = submitted(record)
    record.publishing.approve(version, REVIEWER, "同意，电话 13812345678")
    with Session(record.store.engine) as session:
        assert list(witness_faults(session, WITNESSES)) == []
        entries = session.scalars(select(EntryRow).order_by(EntryRow.seq.desc()).limit(5)).all()
    told = [(e.actor, e.action) for e in entries]
    assert told == [
        ("wang", "generation_made"),
        ("wang", "version_moved"),
        ("wang", "version_moved"),
        ("wang", "version_moved"),
        ("li", "version_moved"),
    ]
    assert "13812345678" not in entries[3].detail and "同意" in entries[3].detail


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE kb_version SET content = '{}' WHERE id = {id}",
        "UPDATE kb_version SET authors = '[]' WHERE id = {id}",
        "UPDATE kb_version SET effective_from = '2030-01-01' WHERE id = {id}",
        "UPDATE kb_move SET comment = 'x' WHERE version_id = {id}",
        "UPDATE kb_move SET actor = 'li' WHERE version_id = {id} AND actor = 'wang'",
        "DELETE FROM kb_move WHERE version_id = {id}",
        "UPDATE kb_generation SET cause = 'x' WHERE no = 2",
        "UPDATE kb_generation_member SET version_id = NULL WHERE no = 2",
        "DELETE FROM kb_generation_member WHERE no = 2",
        "INSERT INTO kb_generation_member (no, record_id, version_id) VALUES (2, 1, NULL)",
    ],
)
def test_a_change_behind_the_records_back_is_found(record: Record, change: str) -> None:
    version = submitted(record)
    record.publishing.approve(version, REVIEWER)
    with Session(record.store.engine) as session:
        session.execute(text(change.replace("{id}", str(version))))
        assert list(witness_faults(session, WITNESSES)) != []


def test_a_version_that_was_written_before_another_was_published_is_not_approved(
    record: Record,
) -> None:
    first = submitted(record, lambda g: replace(g, summary="先改的。"))
    second = submitted(record, lambda g: replace(g, summary="后改的。"))
    record.publishing.approve(first, REVIEWER)

    with pytest.raises(MoveRefused, match="会丢掉那一版的改动"):
        record.publishing.approve(second, REVIEWER)
    assert record.versions.version(second).state is State.SUBMITTED
    assert in_force(record).summary == "先改的。"


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


def test_a_draft_of_files_that_somebody_handed_in_is_their_work(record: Record) -> None:
    guide = in_force(record)
    item = replace(
        guide.item, code=f"{ID_CARD[:-2]}77", name="另一件事", aliases=("甲事", "乙事", "丙事")
    )
    importer = Person("import", duties=frozenset({Duty.EDIT}))
    draft = record.drafts.create("guide", item.code, replace(guide, item=item), importer, "file")
    assert not has_staff_work(record.store)

    record.drafts.submit(draft.id, EDITOR)
    assert has_staff_work(record.store)


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


def test_who_wrote_what_was_sent_back_does_not_approve_it_under_another_name(
    record: Record,
) -> None:
    version = submitted(record, by=replace(REVIEWER, duties=REVIEWER.duties | {Duty.EDIT}))
    boss = Person("boss", "老板", "", frozenset({Duty.PUBLISH}))
    record.steps.send_back(version, boss, "改一改")
    no = record.versions.version(version).no
    draft = record.drafts.open("guide", ID_CARD, EDITOR, version_no=no)
    again = record.drafts.submit(draft.id, EDITOR)

    with pytest.raises(MoveRefused, match="您自己写的"):
        record.publishing.approve(again, REVIEWER)
    assert record.publishing.approve(again, boss) == 2


def test_what_a_version_that_waits_would_undo_is_not_published_before_it(record: Record) -> None:
    first = submitted(record)
    day = date(2027, 3, 1)
    later = submitted(record, lambda g: replace(g, summary="明年。", effective_from=day), COLLEAGUE)
    record.publishing.approve(later, REVIEWER)

    with pytest.raises(MoveRefused, match="2027-03-01 生效"):
        record.publishing.approve(first, REVIEWER)
    assert record.versions.version(first).state is State.SUBMITTED
    record.steps.send_back(later, REVIEWER, "先等等")
    assert record.publishing.approve(first, REVIEWER) == 2
