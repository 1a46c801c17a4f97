"""What is settled after a turn."""

from hall.reception.turns import context_after
from knowledge_base.model.answer import Answer, AnswerStatus, ItemRef, Option
from knowledge_base.model.context import Context

CARD = ItemRef("232009001000-01", "232009001000", "居民身份证申领、换领、补领", "同江市公安局")
BOOK = ItemRef("232009002000-01", "232009002000", "户口簿补领", "同江市公安局")
NO_GUIDE = ItemRef("", "232009099000", "边境通行证", "同江市公安局")
LOST = Option("lost", "丢了补办", "丢了补办", question_id="reason", option_id="lost")
SETTLED = Context(CARD.item_code, "materials", {"reason": "lost"}, (LOST,))


def answered(item: ItemRef | None, **more: object) -> Answer:
    return Answer(AnswerStatus.ANSWERED_GUIDE, "好", item=item, **more)  # type: ignore[arg-type]


def test_an_answer_settles_item_element_and_situation() -> None:
    after = context_after(
        Context(), (answered(CARD, element="fee", situation={"reason": "lost"}, options=(LOST,)),)
    )
    assert after == Context(CARD.item_code, "fee", {"reason": "lost"}, (LOST,))


def test_thanks_leave_the_conversation_where_it_was() -> None:
    assert context_after(SETTLED, (Answer(AnswerStatus.SMALLTALK, "不客气"),)) == SETTLED


def test_an_emergency_leaves_the_conversation_where_it_was() -> None:
    assert context_after(SETTLED, (Answer(AnswerStatus.BLOCKED_EMERGENCY, "119"),)) == SETTLED


def test_an_offered_ticket_stands_open_for_one_turn_alone() -> None:
    offer = (Option("hand_over", "转给工作人员", "转给工作人员"),)
    unknown = Answer(AnswerStatus.UNANSWERED_UNKNOWN, "要不要转？", options=offer)
    after = context_after(SETTLED, (unknown,))
    assert (after.item_code, after.options) == (CARD.item_code, offer)
    for passing in (AnswerStatus.SMALLTALK, AnswerStatus.BLOCKED_EMERGENCY):
        assert context_after(after, (Answer(passing, "好"),)).options == ()


def test_a_choice_of_items_keeps_the_element_that_was_asked() -> None:
    choice = Answer(AnswerStatus.CLARIFY_ITEM, "哪一个？", element="fee", options=(LOST,))
    after = context_after(Context(), (choice,))
    assert (after.element, after.options) == ("fee", (LOST,))


def test_a_row_without_a_guide_replaces_the_item_before_it() -> None:
    routed = Answer(AnswerStatus.ROUTED_DEPARTMENT, "请问公安局", item=NO_GUIDE)
    assert context_after(SETTLED, (routed,)).item_code == ""


def test_of_two_matters_the_last_one_counts() -> None:
    assert context_after(Context(), (answered(CARD), answered(BOOK))).item_code == BOOK.item_code


def test_a_hint_is_for_one_turn_only() -> None:
    assert context_after(Context(hint="fee"), ()).hint == ""
