"""The queue of messages for WeChat citizens: put back what did not arrive, forget whom not to push to."""

from service_desk.services import ServiceDesk
from tests.desk_kit import TALK, clerk_of, say

OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"


def reply(desk: ServiceDesk, said: str = "请带户口簿。") -> int:
    """Let a clerk answer a citizen of WeChat; return the message's id."""
    desk.open_conversation(TALK, "wechat", polls=False)
    ticket = desk.hand_over(TALK, "落户", None)
    clerk = clerk_of(desk, "zhengwu", f"clerk-{ticket.number}-{len(desk.messages_after(TALK))}")
    return desk.reply(ticket.number, clerk, said).message.id


def test_what_was_collected_and_did_not_arrive_is_collected_again(desk: ServiceDesk) -> None:
    number = reply(desk)
    assert [message.id for message in desk.pushes.collect(TALK)] == [number]
    assert desk.pushes.collect(TALK) == ()
    desk.pushes.put_back([number])
    assert [message.id for message in desk.pushes.collect(TALK)] == [number]


def test_putting_back_nothing_or_what_was_never_queued_changes_nothing(desk: ServiceDesk) -> None:
    desk.open_conversation(TALK, "wechat", polls=False)
    said = say(desk, "带户口簿。")
    desk.pushes.put_back([])
    desk.pushes.put_back([said.id, 4711])
    assert desk.pushes.collect(TALK) == ()


def test_a_message_that_is_being_pushed_is_not_put_back(desk: ServiceDesk) -> None:
    number = reply(desk)
    desk.pushes.remember_address(TALK, OPENID)
    (push,) = desk.pushes.take()
    desk.pushes.put_back([number])
    assert desk.pushes.take() == ()
    desk.pushes.settle(push.message.id, sent=True)
    assert desk.pushes.collect(TALK) == ()


def test_whose_openid_is_forgotten_is_pushed_nothing_but_loses_nothing(desk: ServiceDesk) -> None:
    number = reply(desk)
    desk.pushes.remember_address(TALK, OPENID)
    desk.pushes.forget_address(TALK)
    assert desk.pushes.take() == ()
    assert [message.id for message in desk.pushes.collect(TALK)] == [number]
    desk.pushes.put_back([number])
    desk.pushes.remember_address(TALK, OPENID)
    assert [push.address for push in desk.pushes.take()] == [OPENID]


def test_an_openid_of_nobody_is_forgotten_without_complaint(desk: ServiceDesk) -> None:
    desk.pushes.forget_address("nobody-was-here")
    assert desk.pushes.take() == ()
