"""What is settled after a turn."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from knowledge_base.answering.context import FRAMES_KEPT, context_after
from knowledge_base.model.answer import Answer, AnswerStatus, Citation, ItemRef, Option
from knowledge_base.model.context import Context, Frame, Pending, PendingKind

CARD = ItemRef("232009001000-01", "232009001000", "居民身份证申领、换领、补领", "同江市公安局")
BOOK = ItemRef("232009002000-01", "232009002000", "户口簿补领", "同江市公安局")
NO_GUIDE = ItemRef("", "232009099000", "边境通行证", "同江市公安局")
NOT_COVERED = ItemRef("", "", "宽带安装", "中国电信")

LOST = Option("reason.lost", "丢了补办", "丢了补办", CARD.item_code, "", "", "reason", "lost")
FEE = Option(f"{CARD.item_code}.fee", "收费", "身份证收费", CARD.item_code, element="fee")
OTHER = Option(BOOK.item_code, "户口本", "户口本", BOOK.item_code)
CONSENT = (Option("consent.yes", "转给工作人员", "转"), Option("consent.no", "换个问法", "换"))

SETTLED = Context(
    (Frame(CARD.key, "materials", asked="身份证要带啥", situation={"reason": "lost"}),),
    Pending(PendingKind.SITUATION, (LOST,), "身份证要带啥"),
)


def answered(
    item: ItemRef | None,
    status: AnswerStatus = AnswerStatus.ANSWERED_GUIDE,
    *,
    element: str | None = None,
    situation: Mapping[str, str] | None = None,
    options: tuple[Option, ...] = (),
    said: tuple[str, ...] = (),
) -> Answer:
    """Return an answer about an item that says some statements."""
    cited = tuple(Citation("", 1, "", "", "", statement=id_) for id_ in said)
    return Answer(
        status,
        "好",
        item=item,
        element=element,
        situation=situation or {},
        options=options,
        citations=cited,
    )


def test_an_answer_settles_what_was_asked_of_which_case_and_what_was_said() -> None:
    answer = answered(CARD, element="fee", situation={"reason": "lost"}, said=("s3tt", "free"))

    after = context_after(Context(), (answer,), "丢了要多少钱")

    assert after.frame == Frame(
        CARD.key, "fee", ("s3tt", "free"), "丢了要多少钱", {"reason": "lost"}
    )


@pytest.mark.parametrize(
    ("said", "element", "asked"),
    [
        ("丢了补办", "materials", "身份证要带啥"),
        ("1", "fee", "身份证要带啥"),
        ("找不着了", "materials", "身份证要带啥"),
        ("丢了在哪补", "place", "丢了在哪补"),
    ],
)
def test_a_case_told_in_reply_goes_on_with_what_was_asked(
    said: str, element: str, asked: str
) -> None:
    before = Context(
        (Frame(CARD.key, "materials", asked="身份证要带啥"),),
        Pending(PendingKind.SITUATION, (LOST,), "身份证要带啥"),
    )

    after = context_after(
        before, (answered(CARD, element=element, situation={"reason": "lost"}),), said
    )

    assert after.frame is not None
    assert after.frame.asked == asked


def test_another_matter_is_asked_about_in_its_own_words_though_a_case_stands_open() -> None:
    after = context_after(SETTLED, (answered(BOOK, element="materials"),), "户口本丢了要带啥")

    assert after.frame is not None
    assert after.frame.asked == "户口本丢了要带啥"


def test_what_is_heard_once_more_can_be_heard_again() -> None:
    again = replace(SETTLED, hint="repeat")

    after = context_after(again, (answered(CARD, element="materials"),), "再说一遍")

    assert after.frame is not None
    assert after.frame.asked == "身份证要带啥"


@pytest.mark.parametrize(
    ("item", "status", "key"),
    [
        (CARD, AnswerStatus.ANSWERED_FAQ, "232009001000-01"),
        (CARD, AnswerStatus.UNANSWERED_ELEMENT, "232009001000-01"),
        (NO_GUIDE, AnswerStatus.ROUTED_DEPARTMENT, "232009099000"),
        (NOT_COVERED, AnswerStatus.ROUTED_DEPARTMENT, "宽带安装"),
    ],
)
def test_a_matter_of_any_kind_is_remembered(item: ItemRef, status: AnswerStatus, key: str) -> None:
    after = context_after(SETTLED, (answered(item, status),))

    assert after.frame is not None
    assert after.frame.key == key


@pytest.mark.parametrize("status", [AnswerStatus.CLARIFY_CONFIRM, AnswerStatus.UNANSWERED_UNKNOWN])
def test_a_matter_that_is_only_supposed_is_not_in_talk(status: AnswerStatus) -> None:
    assert context_after(SETTLED, (answered(BOOK, status),)).frames == SETTLED.frames


def test_the_last_matters_are_kept_newest_first() -> None:
    after = context_after(Context(), (answered(CARD), answered(BOOK), answered(NO_GUIDE)))

    assert [frame.key for frame in after.frames] == [NO_GUIDE.key, BOOK.key]
    assert len(after.frames) == FRAMES_KEPT


def test_a_matter_taken_up_again_stands_once() -> None:
    after = context_after(Context(), (answered(CARD), answered(BOOK), answered(CARD)))

    assert [frame.key for frame in after.frames] == [CARD.key, BOOK.key]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (answered(CARD, options=(LOST,)), PendingKind.SITUATION),
        (answered(CARD, options=(FEE,)), PendingKind.CHOICE),
        (answered(None, AnswerStatus.CLARIFY_ITEM, options=(OTHER,)), PendingKind.ITEM),
        (answered(CARD, AnswerStatus.CLARIFY_CONFIRM, options=(OTHER,)), PendingKind.ITEM),
        (answered(CARD, AnswerStatus.CLARIFY_ELEMENT, options=(FEE,)), PendingKind.CHOICE),
        (answered(None, AnswerStatus.UNANSWERED_UNKNOWN, options=CONSENT), PendingKind.CONSENT),
        (
            answered(
                None, AnswerStatus.ROUTED_STAFF, options=(Option("matter.none", "不急", "不急"),)
            ),
            PendingKind.MATTER,
        ),
        (
            answered(CARD, options=(Option("danger.yes.fire", "有危险", "有危险"), FEE)),
            PendingKind.DANGER,
        ),
    ],
)
def test_options_stand_open_as_what_they_answer(answer: Answer, kind: PendingKind) -> None:
    after = context_after(Context(), (answer,), "身份证要带啥")

    assert after.pending == Pending(kind, answer.options, "身份证要带啥")


def test_another_matter_that_is_offered_may_be_tapped_as_well() -> None:
    answer = replace(answered(CARD, options=(LOST,)), alternatives=(OTHER,))

    after = context_after(Context(), (answer,))

    assert after.options == (LOST, OTHER)
    assert after.asks(PendingKind.SITUATION)


@pytest.mark.parametrize("status", [AnswerStatus.SMALLTALK, AnswerStatus.BLOCKED_EMERGENCY])
def test_what_passes_leaves_the_conversation_where_it_was(status: AnswerStatus) -> None:
    assert context_after(SETTLED, (Answer(status, "好"),), "谢谢") == SETTLED


def test_an_answer_without_options_closes_the_question() -> None:
    assert context_after(SETTLED, (answered(CARD),)).pending is None


@pytest.mark.parametrize("kind", [PendingKind.CONSENT, PendingKind.MATTER, PendingKind.DANGER])
def test_a_question_for_one_turn_is_gone_after_thanks(kind: PendingKind) -> None:
    asked = replace(SETTLED, pending=Pending(kind, CONSENT))

    after = context_after(asked, (Answer(AnswerStatus.SMALLTALK, "不客气"),))

    assert (after.pending, after.frames) == (None, SETTLED.frames)


def test_turns_that_were_not_understood_are_counted_until_one_is() -> None:
    unknown, understood = answered(None, AnswerStatus.UNANSWERED_UNKNOWN), answered(CARD)

    once = context_after(Context(), (unknown,))
    twice = context_after(once, (unknown,))

    assert (once.unclear, twice.unclear) == (1, 2)
    assert context_after(twice, (understood,)).unclear == 0


def test_a_hint_is_for_one_turn_only() -> None:
    assert context_after(Context(hint="repeat"), ()).hint == ""
