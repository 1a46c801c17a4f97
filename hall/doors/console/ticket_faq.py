"""A clerk's reply becomes a draft of a question with its answer (把答复写成问答): one click, or looked through first."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import FaqForm, first_fault
from hall.doors.console.gap_page import guides_for, item_choices
from hall.doors.console.login import current_clerk, only
from hall.doors.console.tickets import find_ticket
from knowledge_base.errors import KnowledgeBaseError
from service_desk.errors import DeskError
from service_desk.gaps.changes import usable
from service_desk.gaps.drafting import Written
from service_desk.gaps.model import Placed
from service_desk.model import StaffReply, Ticket
from service_desk.staff import Right

NO_REPLY = "这个工单还没有答复，答复以后再写成问答"


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the form and the click."""

    @blueprint.get("/tickets/<number>/faq")
    @only(Right.ANSWER_TICKETS)
    def faq_of_reply(number: str) -> ResponseReturnValue:
        ticket = find_ticket(application, number)
        return _form(application, ticket, _filled(application, ticket))

    @blueprint.post("/tickets/<number>/faq")
    @only(Right.ANSWER_TICKETS)
    def reply_as_faq(number: str) -> ResponseReturnValue:
        ticket, form = find_ticket(application, number), FaqForm()
        if not form.validate_on_submit():
            return _form(application, ticket, form, first_fault(form)), 400
        if "question" not in request.form:
            form = _filled(application, ticket)
        try:
            placed = _placed(application, ticket, form)
        except KnowledgeBaseError as error:
            return _form(application, ticket, form, f"{error}。"), 409
        flash(f"已写进“{placed.title}”的问答草稿，经审核发布后市民才看到。", "ok")
        if current_clerk().may(Right.EDIT):
            return redirect(url_for("console.edit_draft", draft_id=placed.draft), 303)
        return redirect(url_for("console.ticket", number=number), 303)


def _last_reply(application: Application, ticket: Ticket) -> StaffReply | None:
    return next(reversed(application.desk.replies(ticket.number)), None)


def _filled(application: Application, ticket: Ticket) -> FaqForm:
    """Return the form with the guide of the ticket, its first question and the last reply."""
    form, reply = FaqForm(formdata=None), _last_reply(application, ticket)
    asked = [text for text in ticket.questions if usable(text)]
    form.item.data = ticket.item.item_code if ticket.item else ""
    form.question.data, form.texts.data = next(iter(asked), ""), "\n".join(asked[1:])
    form.answer.data = reply.message.text if reply else ""
    return form


def _placed(application: Application, ticket: Ticket, form: FaqForm) -> Placed:
    """Write the draft: for the group of the question where it is on the work list, else by itself."""
    reply, loop, clerk = _last_reply(application, ticket), application.loop, current_clerk()
    if reply is None:
        raise DeskError(NO_REPLY)
    loop.sorting.sort_in()
    item, question = form.item.data or "", form.question.data or ""
    group = loop.groups.of_question(next(iter(ticket.questions), ""), clerk)
    texts = [one.question for one in loop.groups.questions(group, clerk)] if group else []
    written = Written(item, question, form.answer.data or "", (*form.lines, *texts))
    if group is not None:
        return loop.writing.answer(group, clerk, written)
    return loop.writing.propose(f"m{reply.message.id}", clerk, written)


def _form(application: Application, ticket: Ticket, form: FaqForm, fault: str = "") -> str:
    guides = guides_for(application)
    form.item.choices = item_choices(guides)
    if form.item.data not in guides:
        form.item.data = ""
    return render_template("console/ticket_faq.html", ticket=ticket, form=form, fault=fault)
