"""Questions, tickets and ratings of some days, for tests of the figures."""

from knowledge_base.model.answer import Answer, AnswerStatus, ItemRef
from service_desk.model import Ticket
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests.desk_kit import NEWBORN

LICENCE = ItemRef("230131001000-01", "230131001000", "食品经营许可", "同江市市场监督管理局")
CARD_LOST = "身份证丢了咋整"
PIGEONS = "楼下养鸽子归谁管"


def asked(
    desk: ServiceDesk,
    question: str,
    status: AnswerStatus = AnswerStatus.ANSWERED_GUIDE,
    item: ItemRef | None = NEWBORN,
    *,
    talk: str = "wangfang-talk-0001",
    door: str = "widget",
) -> None:
    """Let a citizen ask, and the bot answer so."""
    desk.hear(talk, door, question)
    answer = Answer(status, f"答：{question}\n第二行", item=item)
    desk.say(talk, [(answer.text, answer.to_dict())])


def handed(
    desk: ServiceDesk, talk: str, item: ItemRef | None = NEWBORN, door: str = "widget"
) -> Ticket:
    """Return a ticket made now, in a conversation of its own."""
    desk.hear(talk, door, "请转人工")
    return desk.hand_over(talk, f"{talk} 要问的事", item)


def replied(desk: ServiceDesk, ticket: Ticket, clerk: Clerk) -> None:
    """Let the clerk reply now."""
    desk.reply(ticket.number, clerk, "请带户口簿。")
