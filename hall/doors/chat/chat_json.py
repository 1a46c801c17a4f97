"""The chat's JSON: messages, replies and the greeting as every client of the chat API sees them."""

from typing import Any

from hall.bootstrap import Application
from hall.reception.front_desk import Reply
from hall.web.attachment_links import AttachmentLinks, attachment_links
from knowledge_base.model.codec import to_plain
from service_desk.citizen_side import Look
from service_desk.model import Message, Speaker

GREETED_WITH = 6
"""Most-asked items in the greeting: as many as fit a phone without scrolling."""


def message_to_dict(message: Message, links: AttachmentLinks) -> dict[str, Any]:
    """Return one message; `answer` and `options` only where the bot answered, `attachments` where staff sent any."""
    data: dict[str, Any] = {
        "id": message.id,
        "from": message.sender.value,
        "text": message.text,
        "created_at": message.created_at.isoformat(),
    }
    if message.answer is not None:
        data["answer"] = dict(message.answer)
        data["options"] = [*message.answer.get("options", ())]
    return data | files_to_dict(message, links)


def files_to_dict(message: Message, links: AttachmentLinks) -> dict[str, Any]:
    """Return the files beside a message as part of its JSON; nothing without any."""
    files = [
        {
            "name": attachment.name,
            "kind": attachment.kind.value,
            "size": attachment.size,
            "url": links.path(attachment),
        }
        for attachment in message.attachments
    ]
    return {"attachments": files} if files else {}


NOTHING = Look((), Speaker.BOT, 0)
"""What is shown of a conversation that cannot be read just now: one can still ask."""


def reply_to_dict(application: Application, reply: Reply) -> dict[str, Any]:
    """Return a reply; `kept` only where message and reply are not on record."""
    data = look_to_dict(application, reply)
    return data if reply.kept else data | {"kept": False}


def look_to_dict(application: Application, look: Look) -> dict[str, Any]:
    """Return messages, who speaks after them, and what a client that waits should do and show.

    `next_poll_s` is when to look again, 0 when nothing can come unasked; `waiting_note` says when people are back.
    """
    links = attachment_links(application.settings)
    return {
        "messages": [message_to_dict(message, links) for message in look.messages],
        "speaker": look.speaker.value,
        "next_poll_s": look.next_look,
        "waiting_note": application.desk.waiting_note(look.speaker),
    }


def greeting(application: Application) -> dict[str, Any]:
    """Return what is said before the first question: what can be asked, and what not to type."""
    wording = application.wording
    return {
        "text": application.kb.greeting,
        "notice": wording.say("greeting_notice"),
        "options": to_plain(application.kb.most_asked(GREETED_WITH)),
    }
