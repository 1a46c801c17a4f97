"""How a list of tickets is narrowed and sorted: read from the address, kept for the way back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import session

from hall.bootstrap import Application
from hall.web import inputs
from service_desk.days import one_day
from service_desk.model import UNSETTLED, TicketState
from service_desk.staff import Clerk
from service_desk.tickets import Order, Outcome, TicketFilter

PER_PAGE = 30
LAST_PAGE = 10_000
KEPT = "console_list"
"""Where the browser's signed cookie keeps how the list was narrowed last."""

STATES: dict[str, tuple[str, frozenset[TicketState]]] = {
    "open": ("待处理", frozenset()),
    "answered": ("已答复", frozenset({TicketState.ANSWERED})),
    "closed": ("已办结", frozenset({TicketState.CLOSED})),
    "all": ("全部", frozenset()),
}
"""The choices of the list's state filter: label and the states it means; `open` is what needs staff."""
DUES = {
    "": "不限",
    "soon": "即将到期和已超时",
    "overdue": "已超时",
    Outcome.IN_TIME.value: "按时答复的",
    Outcome.LATE.value: "超时的（含后来答复的）",
    Outcome.PENDING.value: "还没到期的",
}
ORDERS = {Order.DUE.value: "先到期的在前", Order.NEWEST.value: "新登记的在前"}


@dataclass(frozen=True)
class Wanted:
    """The list's filters as they stand in the address; what stands there by itself is left out of it."""

    state: str = "open"
    department: str = ""
    due: str = ""
    mine: bool = False
    text: str = ""
    since: str = ""
    until: str = ""
    door: str = ""
    sort: str = Order.DUE.value
    page: int = 1

    @property
    def parts(self) -> dict[str, str]:
        """The filters as parts of an address, without the page."""
        given = {
            "state": "" if self.state == "open" else self.state,
            "department": self.department,
            "due": self.due,
            "mine": "1" if self.mine else "",
            "q": self.text,
            "since": self.since,
            "until": self.until,
            "door": self.door,
            "sort": "" if self.sort == Order.DUE else self.sort,
        }
        return {key: value for key, value in given.items() if value}

    @property
    def address(self) -> dict[str, str]:
        """The filters and the page as parts of an address."""
        return {**self.parts, **({"page": str(self.page)} if self.page > 1 else {})}

    @property
    def is_narrowed(self) -> bool:
        """Whether the list shows less than everything that waits."""
        return bool(self.parts.keys() - {"sort"})


def page_of(arguments: Mapping[str, str], name: str = "page") -> int:
    """Return the number of the page that an address names, 1 where it names none."""
    page = arguments.get(name, "1")
    return min(max(int(page[:9]), 1), LAST_PAGE) if re.fullmatch("[0-9]+", page) else 1


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """Return the filters of the address; what makes no sense counts as not given."""
    state = arguments.get("state", "open")
    sort, due = arguments.get("sort", ""), arguments.get("due", "")
    return Wanted(
        state=state if state in STATES else "open",
        department=inputs.clean(arguments.get("department", ""), "department")[:64],
        due=due if due in DUES else "",
        mine=arguments.get("mine") == "1",
        text=inputs.clean(arguments.get("q", ""), "q")[:100],
        since=arguments.get("since", "") if one_day(arguments.get("since", "")) else "",
        until=arguments.get("until", "") if one_day(arguments.get("until", "")) else "",
        door=inputs.clean(arguments.get("door", ""), "door")[:20],
        sort=sort if sort in ORDERS else Order.DUE.value,
        page=page_of(arguments),
    )


def as_left(arguments: Mapping[str, str]) -> Wanted:
    """Return the filters of the address, which are kept; an address without any brings the kept ones back."""
    if not arguments:
        return read_wanted(session.get(KEPT, {}))
    wanted = read_wanted(arguments)
    if session.get(KEPT, {}) != wanted.address:
        session[KEPT] = wanted.address
    return wanted


def to_filter(wanted: Wanted, clerk: Clerk, application: Application) -> TicketFilter:
    """Return the desk's filter for these choices; late and soon due tickets are those that still wait."""
    soon = {"overdue": timedelta(), "soon": application.desk.policy.due_soon}.get(wanted.due)
    since, until = one_day(wanted.since), one_day(wanted.until)
    return TicketFilter(
        needs_staff=wanted.state == "open",
        states=STATES[wanted.state][1] if soon is None else UNSETTLED,
        department=wanted.department,
        clerk_id=clerk.id if wanted.mine else None,
        due_before=None if soon is None else application.clock() + soon,
        made_from=since.begin if since else None,
        made_until=until.end if until else None,
        door=wanted.door,
        outcome=Outcome(wanted.due) if wanted.due in set(Outcome) else None,
        as_of=application.clock(),
        text=wanted.text,
        order=Order(wanted.sort),
        limit=PER_PAGE,
        offset=(wanted.page - 1) * PER_PAGE,
    )
