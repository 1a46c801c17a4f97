"""How the console shows times, states and badges."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from hall.bootstrap import Application
from hall.doors.registration import channels
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.materials import counted, replaced_by
from knowledge_base.model.element import LABELS, Element
from service_desk.audit import ACTION_LABELS, Action
from service_desk.deadlines import due_text
from service_desk.model import Callback, Ticket


@dataclass(frozen=True)
class Badge:
    """A short mark with a kind that gives its colour; the text alone says it too."""

    text: str
    kind: str


def add_filters(blueprint: Blueprint, application: Application) -> None:
    """Add what the templates of the console use."""

    def badges(ticket: Ticket) -> list[Badge]:
        return ticket_badges(ticket, application.clock(), application.desk.policy.due_soon)

    def department_name(department: str) -> str:
        found = application.desk.router.departments.get(department)
        return found.name if found else "全部部门"

    @blueprint.record_once
    def bind(state: BlueprintSetupState) -> None:
        state.app.jinja_env.filters.update(
            local_time=local_time,
            due_text=due_text,
            ticket_badges=badges,
            department_name=department_name,
            door_name=door_name,
            action_name=action_name,
            element_name=element_name,
            paper_count=counted,
            replaced_by=replaced_by,
        )


def local_time(moment: datetime) -> str:
    """Return the moment as the clock on the wall shows it."""
    return f"{moment.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"


def local_clock(moment: datetime) -> str:
    """Return the time of the moment alone: 14:05:09."""
    return f"{moment.astimezone(CITY_TIME):%H:%M:%S}"


def ticket_badges(ticket: Ticket, now: datetime, due_soon: timedelta) -> list[Badge]:
    """Return what one must see at once about a ticket."""
    badges = [Badge(ticket.state_label, ticket.state.value)]
    if ticket.is_overdue(now):
        badges.append(Badge("已超时", "overdue"))
    elif ticket.is_unsettled and ticket.due_at - now <= due_soon:
        badges.append(Badge("即将到期", "soon"))
    if ticket.callback is Callback.PENDING and not ticket.closed_at:
        badges.append(Badge(ticket.callback_label, "soon"))
    if ticket.unread and not ticket.closed_at:
        badges.append(Badge("新留言", "unread"))
    return badges


def door_name(door: str) -> str:
    """Return what the channel is called; the name itself where it is no longer open."""
    channel = channels().get(door)
    return channel.label if channel else door


def action_name(action: str) -> str:
    """Return what an audit entry's action is called."""
    return ACTION_LABELS.get(Action(action), action) if action in set(Action) else action


def element_name(element: str) -> str:
    """Return what a guide's element is called."""
    return LABELS[Element(element)] if element in set(Element) else element or "其他"
