"""The page of a conversation: read, laid out and rendered, with what was typed still in its field."""

import secrets

from flask import render_template, request, session

from hall.bootstrap import Application
from hall.doors.chat.chat_json import NOTHING, greeting
from hall.doors.chat.talk_view import talk_of
from hall.web.framing import is_framed
from knowledge_base.errors import StoreUnavailable
from service_desk.citizen_side import Look
from service_desk.model import Message

KEY, RATED, SEEN = "conversation", "rated", "seen"
"""What the browser keeps: the conversation's id, ratings by message, the last message that was shown."""
BUTTONS = ("tap", "rate", "aside")
"""Names of the buttons that do not send what stands in the field."""


def draft() -> str:
    """Return what stands in the field of the form that was sent."""
    return request.form.get("text", "")


def tapped() -> str:
    """Return what the button that was tapped says in the citizen's place; empty for what was typed."""
    return request.form.get("tap", "")


def tapped_beside() -> bool:
    """Whether another button than “发送” was tapped, so that the field is as it was."""
    return any(name in request.form for name in BUTTONS)


def shown(
    application: Application,
    *,
    fault: str = "",
    trouble: str = "",
    unkept: tuple[Message, ...] = (),
    draft: str | None = None,
    looks: bool = True,
) -> str:
    """Return the page.

    Args:
        application: the hall.
        fault: what is wrong with the text.
        trouble: why nothing was taken, whatever the text was.
        unkept: messages that are not on record, so that they are on this page alone.
        draft: what the field holds; None: what it held when the form was sent.
        looks: false where the conversation is not read, for too many were.
    """
    look = _looked(application, session.get(KEY, "")) if looks else NOTHING
    said = (*look.messages, *unkept)
    talk = talk_of(said, application.clock(), session.get(SEEN), session.get(RATED, {}))
    _note_seen(look)
    return render_template(
        "chat/page.html",
        greeting=greeting(application),
        talk=talk,
        is_begun=bool(said) or not looks,
        is_hidden=not looks,
        speaker=look.speaker.value,
        may_come=look.next_look > 0,
        waiting_note=application.desk.waiting_note(look.speaker),
        said_to={useful: application.ratings.reply_to(useful=useful) for useful in (True, False)},
        client_message_id=secrets.token_hex(8),
        draft=_field() if draft is None else draft,
        fault=fault or trouble,
        is_text_wrong=bool(fault),
        is_framed=is_framed(request),
        limit=application.settings.max_question_chars,
    )


def _field() -> str:
    """Return what the field shows again: what it held, else what a button would have said."""
    return draft() or tapped()


def _note_seen(look: Look) -> None:
    """Remember how far the conversation was shown."""
    last = look.messages[-1].id if look.messages else None
    if last is not None and session.get(SEEN) != last:
        session[SEEN] = last


def _looked(application: Application, conversation_id: str) -> Look:
    """Return the conversation, as far as the database can tell."""
    try:
        return application.desk.look(conversation_id)
    except StoreUnavailable:
        return NOTHING
