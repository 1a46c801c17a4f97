"""Questions without an answer in groups: sorted in, handed on, set aside, answered in drafts; on both databases."""

import pytest
from sqlalchemy import Engine

from hall.bootstrap import encoder_of
from hall.settings import Settings
from knowledge_base.lifecycle.drafts import Drafts
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.repository import GuideStore
from service_desk.errors import DeskError, NotYours
from service_desk.gaps.drafting import Drafting, Written
from service_desk.gaps.loop import GapLoop
from service_desk.gaps.model import GapFilter, GapGroup, GapState, Missed, Placed, Why
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.conftest import TRAINED
from tests.desk_kit import Clock, clerk_of
from tests.knowledge_kit import ID_CARD
from tests.lifecycle_kit import EDITOR, REVIEWER, small_record

WORDINGS = (
    "身份证照片不满意能重拍吗",
    "身份证照片不满意可以重拍吗",
    "请问身份证的照片不满意能重新拍吗",
)
PIGEONS = "养鸽子归谁管"
ANSWER = "现场采集时当场看，不满意可以重拍。"


@pytest.fixture
def loop(engine: Engine, desk: ServiceDesk, clock: Clock) -> GapLoop:
    """The loop over a record of three guides that is not built to be asked."""
    record = small_record(engine, clock)
    kb = KnowledgeBase(engine, TRAINED, clock=clock)
    encode = encoder_of(Settings(index_dir=TRAINED))
    return GapLoop(desk.store, clock, desk.department_of, record, kb, encode)


@pytest.fixture
def police(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return clerk_of(desk, "gongan")


@pytest.fixture
def editor(desk: ServiceDesk) -> Clerk:
    """An editor of the police."""
    return clerk_of(desk, "gongan", "editor", Role.EDITOR)


def photographs(desk: ServiceDesk, loop: GapLoop) -> GapGroup:
    """Let three people ask about the photograph; return their group."""
    for text in WORDINGS:
        desk.note_unanswered(text, "gongan")
    loop.sorting.sort_in()
    return next(g for g in loop.groups.listed(GapFilter(state=GapState.OPEN)) if "照片" in g.title)


def test_what_asks_for_the_same_is_one_group_with_counts_and_samples(
    desk: ServiceDesk, loop: GapLoop
) -> None:
    desk.note_unanswered(PIGEONS, "gongan")
    desk.note_missed(Missed(WORDINGS[0], "gongan", why=Why.RATED))
    desk.note_missed(Missed(WORDINGS[0], "gongan", why=Why.CORRECTED))
    group = photographs(desk, loop)
    assert (group.title, set(group.samples)) == (WORDINGS[0], set(WORDINGS[1:]))
    assert (group.sum.wordings, group.sum.asked) == (3, 5)
    assert (group.sum.times, group.sum.rated, group.sum.corrected) == (3, 1, 1)
    assert loop.groups.counted(GapFilter()) == 2


def test_a_new_wording_joins_the_group_that_is_there(desk: ServiceDesk, loop: GapLoop) -> None:
    group = photographs(desk, loop)
    desk.note_unanswered("身份证照片不满意，能不能重拍", "shichang")
    assert loop.sorting.sort_in() == 1
    assert loop.groups.group(group.id).sum.wordings == 4
    assert loop.sorting.sort_in() == 0


def test_what_is_like_something_set_aside_lies_with_it(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group = photographs(desk, loop)
    loop.groups.dismiss(group.id, police, "不是咨询")
    desk.note_unanswered("身份证照片不满意，能不能重拍", "gongan")
    loop.sorting.sort_in()
    assert loop.groups.listed(GapFilter(state=GapState.OPEN)) == ()
    assert loop.groups.group(group.id).sum.wordings == 4


def test_a_group_is_its_departments_alone(desk: ServiceDesk, loop: GapLoop, police: Clerk) -> None:
    group, market = photographs(desk, loop), clerk_of(desk, "shichang")
    assert loop.groups.listed(GapFilter(), market) == ()
    for step in (
        lambda: loop.groups.group(group.id, market),
        lambda: loop.groups.dismiss(group.id, market, "x"),
        lambda: loop.writing.answer(group.id, market, Written(ID_CARD, "问", "答")),
    ):
        with pytest.raises(NotYours):
            step()
    loop.groups.assign(group.id, police, "shichang")
    assert loop.groups.group(group.id, market).department == "shichang"
    with pytest.raises(NotYours):
        loop.groups.group(group.id, police)


def test_of_several_set_aside_at_once_one_that_a_colleague_dealt_with_keeps_no_other(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group = photographs(desk, loop)
    desk.note_unanswered(PIGEONS, "gongan")
    loop.sorting.sort_in()
    other = next(g for g in loop.groups.listed(GapFilter()) if g.title == PIGEONS)
    loop.writing.answer(group.id, police, Written(ID_CARD, WORDINGS[0], ANSWER))
    assert loop.groups.dismiss_each((group.id, other.id), police, "闲聊") == 1
    assert loop.groups.group(other.id).state is GapState.DISMISSED
    with pytest.raises(DeskError, match="已写草稿"):
        loop.groups.dismiss_each((group.id,), police, "闲聊")


def test_a_stale_page_does_not_let_go_of_what_a_colleague_took_on(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group, other = photographs(desk, loop), clerk_of(desk, "gongan", "zhaolei")
    loop.groups.take_on(group.id, police)
    loop.groups.take_on(group.id, other)
    loop.groups.take_on(group.id, police, mine=False)
    assert loop.groups.group(group.id).clerk_id == other.id


def test_what_a_department_does_not_own_goes_to_the_centre_which_may_say_that_nobody_does(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group, centre = photographs(desk, loop), clerk_of(desk, "zhengwu")
    assert loop.groups.not_ours(group.id, police) is GapState.OPEN
    assert loop.groups.group(group.id, centre).department == "zhengwu"
    for _click in range(2):
        assert loop.groups.not_ours(group.id, centre) is GapState.NOT_OURS
    loop.groups.reopen(group.id, centre)
    assert loop.groups.group(group.id).state is GapState.OPEN


def test_two_clerks_who_decide_differently_hear_of_each_other(
    desk: ServiceDesk, loop: GapLoop, police: Clerk, editor: Clerk
) -> None:
    group = photographs(desk, loop)
    loop.writing.answer(group.id, editor, Written(ID_CARD, WORDINGS[0], ANSWER, WORDINGS[1:]))
    with pytest.raises(DeskError, match="已写草稿"):
        loop.groups.dismiss(group.id, police, "不用")
    with pytest.raises(DeskError, match="已写草稿"):
        loop.writing.answer(group.id, police, Written(ID_CARD, WORDINGS[0], "另一个答复"))


def faqs(drafts: Drafts, draft_id: int) -> list[tuple[str, tuple[str, ...], str]]:
    """Return the last FAQ of a draft."""
    return [(f.question, f.variants, f.answer) for f in drafts.newest(draft_id).value.faq[-1:]]


def test_an_answer_becomes_a_faq_in_the_draft_of_the_guide_once(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group = photographs(desk, loop)
    written = Written(ID_CARD, WORDINGS[0], ANSWER, (*WORDINGS, "我是138****5678"))
    placed = loop.writing.answer(group.id, police, written)
    assert loop.writing.answer(group.id, police, written) == placed
    drafts = loop.record.drafts
    before = GuideStore(loop.store._engine).published()[0].guides[ID_CARD].faq
    assert faqs(drafts, placed.draft) == [(WORDINGS[0], WORDINGS[1:], ANSWER)]
    assert len(drafts.newest(placed.draft).value.faq) == len(before) + 1
    assert loop.groups.group(group.id).state is GapState.DRAFTED
    loop.writing.take_back(group.id, police)
    assert drafts.newest(placed.draft).value.faq == before
    assert loop.groups.group(group.id).state is GapState.OPEN


def test_wordings_are_added_to_what_the_guide_says_already(
    desk: ServiceDesk, loop: GapLoop, editor: Clerk
) -> None:
    group = photographs(desk, loop)
    faq = loop.record.store.published()[0].guides[ID_CARD].faq[0].id
    placed = loop.writing.attach(group.id, editor, ID_CARD, faq, WORDINGS)
    value = loop.record.drafts.newest(placed.draft).value
    assert {one.text: one.asks for one in value.labelled if one.text in WORDINGS} == {
        text: ((faq,),) for text in WORDINGS
    }
    loop.writing.take_back(group.id, editor)
    assert "重拍" not in repr(loop.record.drafts.newest(placed.draft).value)


def test_a_draft_that_was_submitted_is_not_taken_back_here(
    desk: ServiceDesk, loop: GapLoop
) -> None:
    group, centre = photographs(desk, loop), clerk_of(desk, "zhengwu", role=Role.EDITOR)
    placed = loop.writing.answer(
        group.id, centre, Written(ID_CARD, WORDINGS[0], ANSWER, (*WORDINGS[1:], "照片能重拍不"))
    )
    loop.record.drafts.submit(placed.draft, REVIEWER)
    with pytest.raises(DeskError, match="已经提交"):
        loop.writing.take_back(group.id, centre)


def test_what_was_sent_back_to_be_mended_can_be_taken_back_here(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group = photographs(desk, loop)
    texts = (*WORDINGS[1:], "照片能重拍不")
    placed = loop.writing.answer(group.id, police, Written(ID_CARD, WORDINGS[0], ANSWER, texts))
    version = loop.record.drafts.submit(placed.draft, EDITOR)
    loop.record.steps.send_back(version, REVIEWER, "没有依据")
    loop.writing.take_back(group.id, police)
    assert loop.groups.group(group.id).state is GapState.OPEN


def test_another_answer_to_the_same_group_is_refused_not_dropped(
    desk: ServiceDesk, loop: GapLoop, police: Clerk
) -> None:
    group = photographs(desk, loop)
    loop.writing.answer(group.id, police, Written(ID_CARD, WORDINGS[0], ANSWER))
    with pytest.raises(DeskError, match="已经写过答复"):
        loop.writing.answer(group.id, police, Written(ID_CARD, "照片能重拍吗", ANSWER))


def test_of_two_who_write_at_once_the_later_hears_of_it_and_leaves_nothing_in_the_draft(
    desk: ServiceDesk, loop: GapLoop, police: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, other = photographs(desk, loop), clerk_of(desk, "gongan", "zhaolei")
    write = Drafting.faq

    def slowly(self: Drafting, tag: str, clerk: Clerk, written: Written) -> Placed:
        monkeypatch.setattr(Drafting, "faq", write)
        loop.writing.answer(group.id, other, Written(ID_CARD, WORDINGS[0], "同事的答复。"))
        return write(self, tag, clerk, written)

    monkeypatch.setattr(Drafting, "faq", slowly)
    with pytest.raises(DeskError, match="另一个答复"):
        loop.writing.answer(group.id, police, Written(ID_CARD, WORDINGS[0], ANSWER))
    placed = loop.groups.group(group.id).placed
    assert placed is not None
    assert placed.by == other.login
    answers = [one.answer for one in loop.record.drafts.newest(placed.draft).value.faq]
    assert (answers[-1], ANSWER in answers) == ("同事的答复。", False)


def test_taking_wordings_back_leaves_those_that_stood_there_before(
    desk: ServiceDesk, loop: GapLoop, editor: Clerk
) -> None:
    group = photographs(desk, loop)
    faq = loop.record.store.published()[0].guides[ID_CARD].faq[0].id
    drafting = loop.writing.drafting
    before = drafting.wordings(editor, ID_CARD, faq, WORDINGS[:1])
    placed = loop.writing.attach(group.id, editor, ID_CARD, faq, WORDINGS)
    assert placed.texts == WORDINGS[1:]
    loop.writing.take_back(group.id, editor)
    labelled = {one.text for one in loop.record.drafts.newest(before.draft).value.labelled}
    assert labelled & set(WORDINGS) == {WORDINGS[0]}
    with pytest.raises(DeskError, match="已经约定过"):
        loop.writing.attach(group.id, editor, ID_CARD, faq, WORDINGS[:1])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (Written("", "问", "答"), "哪份办事指南"),
        (Written("nonsense", "问", "答"), "哪份办事指南"),
        (Written(ID_CARD, " ", "答"), "问题是空的"),
        (Written(ID_CARD, "问", ""), "答复是空的"),
        (Written(ID_CARD, "问" * 201, "答"), "不超过 200 字"),
        (Written(ID_CARD, "问", "李小敏女士您好，可以重拍"), "个人信息.*李\\*敏"),
        (Written(ID_CARD, "我的号320925199001011237能查吗", "能"), "个人信息"),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(
    desk: ServiceDesk, loop: GapLoop, police: Clerk, written: Written, said: str
) -> None:
    group = photographs(desk, loop)
    with pytest.raises(DeskError, match=said):
        loop.writing.answer(group.id, police, written)
    assert loop.groups.group(group.id).state is GapState.OPEN
