"""One ticket in the console, with its conversation."""

import secrets
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from hall.bootstrap import Application
from hall.doors.console.forms import (
    ActionForm,
    CloseForm,
    NoteForm,
    ReassignForm,
    ReplyForm,
    department_choices,
)
from hall.doors.console.guide_links import GuideLinks
from hall.doors.console.login import current_clerk, only
from hall.doors.console.presence import presence_text
from hall.doors.console.show import local_time, ticket_badges
from hall.doors.console.ticket_words import mark_of, offered, questions
from hall.settings import Settings
from hall.web import inputs
from hall.web.attachment_links import AttachmentLinks, attachment_links
from knowledge_base.model.answer import Answer
from knowledge_base.rendering import folded_blocks, plain_blocks
from service_desk.attachments.checking import MOST_FILES
from service_desk.errors import ContactError, UnknownTicket
from service_desk.model import Message, Sender, Ticket
from service_desk.staff import Right

SENDERS = {
    Sender.CITIZEN: "市民",
    Sender.BOT: "智能客服",
    Sender.STAFF: "工作人员",
    Sender.SYSTEM: "系统提示",
}


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page of a ticket and what it asks for."""
    desk = application.desk

    @blueprint.get("/tickets/<number>")
    @only(Right.SEE_STATISTICS)
    def ticket(number: str) -> ResponseReturnValue:
        return show_ticket(application, find_ticket(application, number))

    @blueprint.get("/tickets/<number>/messages")
    @only(Right.SEE_STATISTICS)
    def live_messages(number: str) -> ResponseReturnValue:
        return jsonify(_news(application, find_ticket(application, number)))

    @blueprint.post("/tickets/<number>/contact")
    @only(Right.SEE_STATISTICS)
    def contact(number: str) -> ResponseReturnValue:
        shown = find_ticket(application, number)
        if not ActionForm().validate_on_submit():
            abort(400)
        try:
            return show_ticket(
                application, shown, contact=desk.reveal_contact(number, current_clerk())
            )
        except ContactError as error:
            return show_ticket(application, shown, fault=f"{error}。", at="contact"), 409


def _news(application: Application, ticket: Ticket) -> dict[str, Any]:
    """Return what is new since the message and the mark that the page has; all of the page where the mark differs."""
    guides = _guides(application, ticket)
    files = attachment_links(application.settings)
    since = inputs.number(request.args.get("after", "0"), digits=18)
    names = _names(application, ticket)
    part = application.desk.own_part(ticket.number, current_clerk(), since)
    news = [message_to_dict(message, names, guides, files) for message in part.messages]
    ticket = find_ticket(application, ticket.number)
    is_same = request.args.get("mark", "") == _mark(application, ticket)
    return {
        "messages": render_template("console/messages.html", messages=news),
        "last_id": part.messages[-1].id if part.messages else since,
        "presence": _presence(application, ticket),
        "page": "" if is_same else show_ticket(application, ticket),
    }


def find_ticket(application: Application, number: str) -> Ticket:
    """Return a ticket the clerk may see; for any other there is no such page."""
    try:
        return application.desk.ticket_for(number, current_clerk())
    except UnknownTicket:
        abort(404)


def show_ticket(
    application: Application,
    ticket: Ticket,
    *,
    refused: FlaskForm | None = None,
    contact: str = "",
    fault: str = "",
    at: str = "",
) -> str:
    """Return the page of a ticket.

    `refused` is a form that could not be taken, `contact` one in clear; `fault` is said in the part `at` of the page.
    """
    desk, clerk = application.desk, current_clerk()
    part = desk.own_part(ticket.number, clerk)
    talk = desk.open_conversation(ticket.conversation_id, ticket.door)
    ticket = find_ticket(application, ticket.number)
    names, guides = _names(application, ticket), _guides(application, ticket)
    files = attachment_links(application.settings)
    last_id = part.messages[-1].id if part.messages else 0
    reassign = refused if isinstance(refused, ReassignForm) else ReassignForm(formdata=None)
    reassign.department.choices = _others(application, ticket)
    draft = refused.text.data if isinstance(refused, ReplyForm) else ""
    return render_template(
        "console/ticket.html",
        ticket=ticket,
        questions=questions(ticket, part.messages),
        speaker=talk.speaker.value,
        is_mine=talk.clerk_id == clerk.id,
        in_hours=desk.staff_are_in(),
        presence=_presence(application, ticket),
        mark=_mark(application, ticket),
        messages=[message_to_dict(message, names, guides, files) for message in part.messages],
        choose=files_hint(application.settings),
        last_id=last_id,
        hidden=part.hidden,
        guide=guides.of_item(ticket.item),
        notes=desk.notes.of(ticket.number, clerk),
        transfers=desk.notes.transfers(ticket.number, clerk),
        canned=offered(application, ticket, clerk),
        reply=ReplyForm(
            formdata=None, text=draft, reply_id=secrets.token_hex(16), seen=str(last_id)
        ),
        draft=draft,
        note=refused if isinstance(refused, NoteForm) else NoteForm(formdata=None),
        close=refused if isinstance(refused, CloseForm) else CloseForm(formdata=None),
        reassign=reassign,
        action=ActionForm(formdata=None),
        contact=contact,
        fault=fault,
        fault_at=at,
    )


def _presence(application: Application, ticket: Ticket) -> str:
    """Return whether the citizen is still there; of a closed ticket nobody asks."""
    if ticket.closed_at:
        return ""
    seen = application.desk.presence(ticket.number, current_clerk())
    return presence_text(seen, ticket.door, application.clock())


def _mark(application: Application, ticket: Ticket) -> str:
    """Return the mark of all that the page shows beside the messages."""
    desk, clerk, now = application.desk, current_clerk(), application.clock()
    talk = desk.conversation(ticket.conversation_id)
    word = f"{talk.speaker} {talk.clerk_id}" if talk else ""
    badges = str(ticket_badges(ticket, now, desk.policy.due_soon))
    notes = desk.notes.of(ticket.number, clerk)
    return mark_of(ticket, word, badges, notes, desk.notes.transfers(ticket.number, clerk))


def files_hint(settings: Settings) -> str:
    """Return what may be chosen, for the field with the files."""
    return (
        f"PDF、图片（PNG、JPG）、Word（docx）、Excel（xlsx），一次最多 {MOST_FILES} 个，"
        f"每个最多 {settings.max_attachment_mib} MB。照片里的拍摄地点会自动去掉。"
    )


def _others(application: Application, ticket: Ticket) -> dict[str, str]:
    names = department_choices(application.desk.router.departments, "请选择部门")
    return {key: name for key, name in names.items() if key != ticket.department}


def _guides(application: Application, ticket: Ticket) -> GuideLinks:
    return GuideLinks(application.kb, ticket.door, looks_back=current_clerk().may(Right.AUDIT))


def _names(application: Application, ticket: Ticket) -> dict[int, str]:
    return application.desk.reply_names(ticket.number)


def message_to_dict(
    message: Message, names: dict[int, str], guides: GuideLinks, files: AttachmentLinks
) -> dict[str, Any]:
    """Return a message as the page shows it."""
    answer = Answer.from_dict(message.answer) if message.answer else None
    return {
        "id": message.id,
        "sender": message.sender.value,
        "name": names.get(message.id) or SENDERS[message.sender],
        "text": message.text,
        "folded": _folded(answer) if answer else [],
        "cited": guides.of_answer(answer) if answer else [],
        "then": guides.then(answer) if answer else "",
        "attachments": _files(message, files),
        "time": local_time(message.created_at),
    }


def _files(message: Message, links: AttachmentLinks) -> list[dict[str, str]]:
    """Return what was sent beside the message, in words, each with its link."""
    return [
        {
            "text": f"{one.name}（{one.kind_label}，{one.size_label}）",
            "url": links.path(one),
        }
        for one in message.attachments
    ]


def _folded(answer: Answer) -> list[dict[str, str]]:
    """Return what the citizen could open under the message: title and text."""
    return [
        {"title": block.title, "text": plain_blocks([replace(block, title="", folded=False)])}
        for block in folded_blocks(answer.blocks)
    ]
