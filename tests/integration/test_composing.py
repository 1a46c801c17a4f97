"""What each door says of an item, composed without a finder: for previews and for looking back."""

import pytest

from hall.doors.composing import said
from hall.doors.registration import showings
from knowledge_base.answering.pipeline import ask
from knowledge_base.errors import UnknownItem
from knowledge_base.model.answer import Option
from knowledge_base.model.context import Context, Frame, Pending, PendingKind
from knowledge_base.model.element import Element
from knowledge_base.services import KnowledgeBase
from tests.knowledge_kit import ID_CARD, small_catalogue, with_summary

LOST = {"reason": "lost"}


@pytest.mark.parametrize("door", showings())
@pytest.mark.parametrize("element", Element)
def test_every_door_says_every_element(door: str, element: Element) -> None:
    one = said(small_catalogue(), ID_CARD, LOST, element, door)

    assert one.shown.text
    assert one.situation == LOST
    assert ("reason", "lost") in [(question.id, chosen) for question, chosen in one.asked]


def test_a_draft_is_said_as_it_stands() -> None:
    drafted = with_summary(small_catalogue(), ID_CARD, "换了一句话。")

    for door in ("pages", "counter"):
        assert "换了一句话。" in said(drafted, ID_CARD, {}, Element.OVERVIEW, door).shown.text


def test_wechat_says_it_as_it_is_sent() -> None:
    texts = {
        element: said(
            small_catalogue(), ID_CARD, LOST, element, "wechat", public_url="https://city"
        ).shown.text
        for element in Element
    }

    assert "weixin://bizmsgmenu" in texts[Element.MATERIALS]
    place = f'<a href="https://city/items/{ID_CARD}?reason=lost#steps">查看全文</a>'
    assert place in texts[Element.STEPS]


def test_an_item_that_is_not_there_is_told() -> None:
    with pytest.raises(UnknownItem):
        said(small_catalogue(), "999999999999-01", {}, Element.FEE, "pages")


def test_the_talk_says_what_a_tap_on_the_element_is_answered(knowledge: KnowledgeBase) -> None:
    for element in (Element.MATERIALS, Element.FEE, Element.ONE_VISIT, Element.PLACE):
        option = Option("asked", "问", "问", item_code=ID_CARD, element=element)
        frame = Frame(ID_CARD, element, situation=LOST)
        context = Context((frame,), Pending(PendingKind.CHOICE, (option,)))
        tapped = ask("问", context, knowledge.base, "asked")

        one = said(
            knowledge.catalogue, ID_CARD, LOST, element, "chat", generation=tapped.generation
        )

        assert one.answer == tapped
