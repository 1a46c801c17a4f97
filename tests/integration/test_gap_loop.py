"""A question without an answer becomes knowledge: asked again once it is published, closed by what was measured."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from hall.bootstrap import encoder_of
from hall.settings import Settings
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.record import Record
from knowledge_base.snapshot import Snapshot
from service_desk.errors import DeskError
from service_desk.gaps.drafting import Written
from service_desk.gaps.effect import Asked, AskingAgain
from service_desk.gaps.loop import GapLoop
from service_desk.gaps.model import GapFilter, GapGroup, GapState, Placed
from service_desk.gaps.tables import GapGroupRow
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from service_desk.tables import UnansweredRow
from tests.conftest import TRAINED
from tests.desk_kit import Clock, clerk_of
from tests.knowledge_kit import ID_CARD, copy_models, small_knowledge
from tests.lifecycle_kit import EDITOR, REVIEWER

WORDINGS = (
    "身份证照片丑想换照片行不行",
    "身份证上的照片丑，想换照片行不",
    "请问身份证照片太丑想换照片行不行",
    "身份证照片丑想换张照片行不行",
    "身份证的照片丑想要换照片行不行",
)
ASKED = (WORDINGS[0], WORDINGS[2], WORDINGS[3])
ANSWER = "照片不满意又没到期的，可以申请换领，现场重新照。"


@pytest.fixture
def loop(engine: Engine, desk: ServiceDesk, clock: Clock, tmp_path: Path) -> GapLoop:
    """The loop over a knowledge base of three guides that can be asked."""
    prepare_tables(engine, clock())
    kb = small_knowledge(engine, copy_models(TRAINED, tmp_path))
    record = Record(kb.store, clock)
    encode = encoder_of(Settings(index_dir=tmp_path))
    return GapLoop(desk.store, clock, desk.department_of, record, kb, encode)


@pytest.fixture
def police(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return clerk_of(desk, "gongan")


def answered(desk: ServiceDesk, loop: GapLoop, police: Clerk, texts: tuple[str, ...]) -> GapGroup:
    """Let the questions be asked and answered in a draft that is approved; return their group."""
    for text in ASKED:
        desk.note_unanswered(text, "gongan")
    loop.sorting.sort_in()
    (group,) = loop.groups.listed(GapFilter())
    written = Written(ID_CARD, WORDINGS[0], ANSWER, texts)
    placed = loop.writing.answer(group.id, police, written)
    assert loop.again.follow() == 0
    with pytest.raises(DeskError, match="还没有发布"):
        loop.again.ask(group.id, police)
    loop.record.publishing.approve(loop.record.drafts.submit(placed.draft, EDITOR), REVIEWER)
    loop.kb.reload_if_due()
    assert loop.again.follow() == 1
    return loop.groups.group(group.id)


def test_a_group_closes_with_the_effect_that_was_measured(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group = answered(desk, loop, police, WORDINGS[1:])
    assert group.effect is not None
    assert (group.effect.answered, group.effect.asked) == (len(ASKED), len(ASKED))
    assert (group.effect.title, group.effect.generation) == (WORDINGS[0], loop.kb.generation)
    assert group.state is GapState.FILLED
    assert loop.again.follow() == 0
    desk.note_unanswered(ASKED[1], "gongan")
    assert loop.sorting.sort_in() == 1
    (again,) = loop.groups.listed(GapFilter(state=GapState.OPEN))
    assert (again.title, again.sum.wordings) == (ASKED[1], 1)


def test_a_group_comes_back_with_what_is_still_not_answered(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    desk.note_unanswered("身份证照片丑想换照片行不行啊结婚登记要户口簿不", "gongan")
    group = answered_beside(desk, loop, police)
    assert group.state is GapState.OPEN
    assert group.effect is not None
    assert 0 < group.effect.answered < group.effect.asked
    states = {one.question: one.state for one in loop.groups.questions(group.id)}
    assert set(states.values()) == {GapState.OPEN, GapState.FILLED}


def answered_beside(desk: ServiceDesk, loop: GapLoop, police: Clerk) -> GapGroup:
    """Answer a group that holds a question about something else."""
    for text in WORDINGS:
        desk.note_unanswered(text, "gongan")
    loop.sorting.sort_in()
    group = loop.groups.listed(GapFilter())[0]
    with desk.store.unit() as session:
        for row in session.query(UnansweredRow):
            row.group_id = group.id
    placed = loop.writing.answer(
        group.id, police, Written(ID_CARD, WORDINGS[0], ANSWER, WORDINGS[1:])
    )
    loop.record.publishing.approve(loop.record.drafts.submit(placed.draft, EDITOR), REVIEWER)
    loop.kb.reload_if_due()
    loop.again.follow()
    return loop.groups.group(group.id)


def test_a_draft_that_was_given_up_brings_the_group_back(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    desk.note_unanswered(WORDINGS[0], "gongan")
    loop.sorting.sort_in()
    (group,) = loop.groups.listed(GapFilter())
    placed = loop.writing.answer(group.id, police, Written(ID_CARD, WORDINGS[0], ANSWER))
    loop.record.drafts.discard(placed.draft, EDITOR)
    assert loop.again.follow() == 1
    found = loop.groups.group(group.id)
    assert (found.state, found.reason) == (GapState.OPEN, "草稿被放弃了，还没有补上")


def test_what_an_answer_does_not_reach_is_attached_to_it_and_measured_again(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group = answered_beside(desk, loop, police)
    assert group.state is GapState.OPEN
    assert group.placed is not None
    assert group.effect is not None
    left = [one.question for one in loop.groups.questions(group.id) if one.state is GapState.OPEN]
    placed = loop.writing.attach(group.id, police, ID_CARD, group.placed.statement, left)
    loop.record.publishing.approve(loop.record.drafts.submit(placed.draft, EDITOR), REVIEWER)
    loop.kb.reload_if_due()
    loop.again.follow()
    found = loop.groups.group(group.id)
    assert found.effect is not None
    assert group.effect.answered < found.effect.answered <= found.effect.asked
    is_whole = found.effect.answered == found.effect.asked
    assert found.state is (GapState.FILLED if is_whole else GapState.OPEN)


def test_a_second_draft_that_was_given_up_leaves_what_the_first_answered(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group = answered_beside(desk, loop, police)
    assert group.placed is not None
    questions = loop.groups.questions(group.id)
    left = [one.question for one in questions if one.state is GapState.OPEN]
    placed = loop.writing.attach(group.id, police, ID_CARD, group.placed.statement, left)
    loop.record.drafts.discard(placed.draft, EDITOR)
    assert loop.again.follow() == 1
    states = {one.question: one.state for one in loop.groups.questions(group.id)}
    assert states == {one.question: one.state for one in questions}


def test_a_draft_that_is_not_there_any_more_keeps_no_other_group_waiting(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    desk.note_unanswered(WORDINGS[0], "gongan")
    loop.sorting.sort_in()
    (group,) = loop.groups.listed(GapFilter())
    loop.writing.answer(group.id, police, Written(ID_CARD, WORDINGS[0], ANSWER))
    with desk.store.unit() as session:
        row = session.get_one(GapGroupRow, group.id)
        row.placed = {**(row.placed or {}), "draft": 999}
    assert loop.again.follow() == 1
    assert loop.groups.group(group.id).state is GapState.OPEN


def test_what_was_set_aside_is_not_opened_by_asking_again(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group = answered_beside(desk, loop, police)
    loop.groups.dismiss(group.id, police, "问的不是一件事")
    with pytest.raises(DeskError, match="不用补"):
        loop.again.ask(group.id, police)
    assert loop.groups.group(group.id).state is GapState.DISMISSED


def test_what_came_into_the_group_while_it_was_asked_stays_open(
    desk: ServiceDesk, loop: GapLoop, police: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = AskingAgain._asked

    def slowly(self: AskingAgain, group_id: int, placed: Placed, snapshot: Snapshot) -> Asked:
        found = ask(self, group_id, placed, snapshot)
        desk.note_unanswered("养鸽子归谁管", "gongan")
        with desk.store.unit() as session:
            session.query(UnansweredRow).filter(UnansweredRow.group_id.is_(None)).update(
                {UnansweredRow.group_id: group_id}
            )
        return found

    monkeypatch.setattr(AskingAgain, "_asked", slowly)
    group = answered(desk, loop, police, WORDINGS[1:])
    assert group.state is GapState.OPEN
    states = {one.question: one.state for one in loop.groups.questions(group.id)}
    assert states == {**dict.fromkeys(ASKED, GapState.FILLED), "养鸽子归谁管": GapState.OPEN}
