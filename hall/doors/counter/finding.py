"""What the counter's search box finds: items, and where ticket numbers and scanned lists lead."""

import re
from dataclasses import dataclass
from typing import Any

from flask import url_for

from hall.bootstrap import Application
from hall.web.notice_sheet import ticked
from hall.web.wording import Wording
from service_desk.numbers import find_numbers, is_mistyped

SHOWN = 8
"""Results that fit a screen beside the card."""
_SAVED_LIST = re.compile(r"/l/([\w-]{6,16})(?:\?([\w=&-]{0,400}))?(?:#.{0,100})?$", re.ASCII)


@dataclass(frozen=True)
class Way:
    """A link that leads on."""

    text: str
    address: str


@dataclass(frozen=True)
class Row:
    """An item in the list; `detail` says whose it is, `element` what was asked of it."""

    name: str
    detail: str
    code: str
    address: str
    element: str


@dataclass(frozen=True)
class Found:
    """What was found: `state` says so in a sentence; Enter opens the first row, or the first way where there is none."""

    state: str = ""
    ways: tuple[Way, ...] = ()
    rows: tuple[Row, ...] = ()


NOTHING = Found()
"""Nothing was asked."""


def find(application: Application, words: Wording, query: str) -> Found:
    """Return what a query finds, or where it leads."""
    if not query:
        return NOTHING
    return _ticket(words, query) or _saved_list(words, query) or _items(application, words, query)


def _ticket(words: Wording, query: str) -> Found | None:
    """What to do with a ticket number: the counter is open to anybody, so nothing of the ticket is told here."""
    number = next(iter(find_numbers(query)), "")
    if not number:
        return None
    if is_mistyped(number):
        return Found(words.say("ticket_mistyped", number=number))
    ways = (
        Way(words.say("ticket_answer"), url_for("ticket_page.page", number=number)),
        Way(words.say("ticket_desk"), url_for("console.ticket_list", state="all", q=number)),
    )
    return Found(words.say("ticket", number=number), ways)


def _saved_list(words: Wording, query: str) -> Found | None:
    """A citizen's list whose code was scanned, with what is ticked on it."""
    scanned = _SAVED_LIST.search(query)
    if scanned is None:
        return None
    pairs = (pair.partition("=") for pair in (scanned[2] or "").split("&"))
    have = sorted(ticked(value for name, _, value in pairs if name == "have"))
    address = url_for("counter.saved_list", short=scanned[1], have=have)
    return Found(words.say("saved_list"), (Way(words.say("open_list"), address),))


def _items(application: Application, words: Wording, query: str) -> Found:
    report = application.kb.search(query, limit=SHOWN)
    rows = tuple(_row(words, result) for result in report["results"])
    name = ("found" if rows else "nothing") + ("_read" if report["read_as"] else "")
    said = {"query": query, "count": len(rows), "read_as": report["read_as"]}
    return Found(words.say(name, **said), rows=rows)


def _row(words: Wording, result: dict[str, Any]) -> Row:
    code, department = result["item_code"] or result["catalog_code"], result["department"]
    if result["item_code"]:
        address = url_for("counter.item", item_code=code)
    else:
        address = url_for("counter.entry", catalog_code=code)
        department = words.say("no_guide", department=department)
    return Row(result["item_name"], department, code, address, result["element"])
