"""The chat's JSON: messages, replies and the greeting as every client of the chat API sees them."""

from typing import Any

from hall.bootstrap import Application
from hall.reception.front_desk import Reply
from knowledge_base.model.codec import to_plain
from service_desk.model import Message

GREETED_WITH = 6
"""Most-asked items in the greeting: as many as fit a phone without scrolling."""


def message_to_dict(message: Message) -> dict[str, Any]:
    """Return one message; `answer` and `options` only where the bot answered."""
    data: dict[str, Any] = {
        "id": message.id,
        "from": message.sender.value,
        "text": message.text,
        "created_at": message.created_at.isoformat(),
    }
    if message.answer is not None:
        data["answer"] = dict(message.answer)
        data["options"] = [*message.answer.get("options", ())]
    return data


def reply_to_dict(reply: Reply) -> dict[str, Any]:
    """Return a reply and who speaks after it; `kept` only where message and reply are not on record."""
    messages = [message_to_dict(message) for message in reply.messages]
    data: dict[str, Any] = {"messages": messages, "speaker": reply.speaker.value}
    return data if reply.kept else data | {"kept": False}


def greeting(application: Application) -> dict[str, Any]:
    """Return what is said before the first question: what can be asked, and what not to type."""
    wording = application.wording
    return {
        "text": application.kb.greeting,
        "notice": wording.say("greeting_notice"),
        "options": to_plain(application.kb.most_asked(GREETED_WITH)),
    }
