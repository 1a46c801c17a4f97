"""What a door tells the hall about itself; adding a door is adding a folder with a `DOOR` in it."""

import pkgutil
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TypeAlias

from flask import Blueprint
from httpx import Client

import hall.doors
from hall.bootstrap import Application
from hall.settings import Settings
from knowledge_base.answering.base import Ground
from knowledge_base.answering.views import View
from knowledge_base.model.answer import Answer, Block
from knowledge_base.model.element import Element
from knowledge_base.rendering import to_plain

Create: TypeAlias = Callable[[Application], Blueprint]


@dataclass(frozen=True)
class Channel:
    """A way in which citizens and the hall talk (渠道).

    Args:
        name: stored with each conversation, answer and rating that came this way.
        label: what staff read.
        render: the answer as text of this channel.
        push: starts what brings messages to citizens whose client does not look for them itself; returns
            the event that stops it, None where the settings do not allow it.
        limits: how often one citizen may write, read from the settings.
    """

    name: str
    label: str
    render: Callable[[Answer], str] = to_plain
    push: Callable[[Application], threading.Event | None] | None = None
    limits: Callable[[Settings], str] = lambda settings: settings.rate_limit_conversation


@dataclass(frozen=True)
class Telling:
    """One element of a guide in one situation, to be shown by a door; `answer` is what a talk says of it."""

    view: View
    element: Element
    answer: Answer
    public_url: str


@dataclass(frozen=True)
class Shown:
    """What a door says: blocks where it lays them out, else text as it is sent; `text` is all of it in any case."""

    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Showing:
    """A place where citizens read of an item, for whoever wants to see what they read there.

    Args:
        name: in addresses and commands.
        label: what staff read.
        show: what stands there.
    """

    name: str
    label: str
    show: Callable[[Telling], Shown]


@dataclass(frozen=True)
class Evidence:
    """What is said of an item: the number of its version, 0 where nothing is, and a digest of all that is said."""

    version: int = 0
    digest: str = ""


NOTHING_SAID = Evidence()


@dataclass(frozen=True)
class DoorProof:
    """How a hall finds out, over a door's own route, whether the door shows what is published.

    Args:
        name: of the door, on receipts.
        label: what staff read.
        ask: asks about one item, over HTTP, and returns what the door says.
        due: returns what it has to say, by what the store holds; called within a request.
        is_open: whether the settings open this door at all.
    """

    name: str
    label: str
    ask: Callable[[Application, Client, str], Evidence]
    due: Callable[[Application, Ground, str], Evidence]
    is_open: Callable[[Settings], bool] = lambda _settings: True


@dataclass(frozen=True)
class Sign:
    """What the front page says about a door."""

    endpoint: str
    name: str
    text: str
    for_staff: bool = False


@dataclass(frozen=True)
class Lane:
    """Threads of their own for the paths that begin so: nobody else's waiting keeps these waiting."""

    paths: tuple[str, ...]
    threads: Callable[[Settings], int]


@dataclass(frozen=True)
class LargeForm:
    """A form that carries files: where it is sent, how many bytes it may have, and what who sends it must hold.

    Args:
        path: of the address.
        most: bytes of the body, read from the settings.
        key: stands in the signed session of whoever may send so much; others may not even begin.
    """

    path: re.Pattern[str]
    most: Callable[[Settings], int]
    key: str


@dataclass(frozen=True)
class Door:
    """A door: its routes, the channels it carries and its signs.

    Args:
        programs: routes for programs; they carry no cookie, so no form can be forged with one.
        pages: routes for people; every form carries a CSRF token.
        channels: the ways of talking that come in here.
        signs: for the front page.
        lanes: threads of its own, for what must be answered while other requests wait.
        large_forms: the forms that may be larger than `MAX_BODY_KIB`.
        showings: where citizens read of an item.
        proof: how it is found out whether the door shows what is published; None where it shows no items.
    """

    programs: tuple[Create, ...] = ()
    pages: tuple[Create, ...] = ()
    channels: tuple[Channel, ...] = ()
    signs: tuple[Sign, ...] = ()
    lanes: tuple[Lane, ...] = ()
    large_forms: tuple[LargeForm, ...] = ()
    showings: tuple[Showing, ...] = ()
    proof: DoorProof | None = None


@cache
def doors() -> tuple[Door, ...]:
    """Return every door there is, by the name of its folder."""
    folders = sorted(m.name for m in pkgutil.iter_modules(hall.doors.__path__) if m.ispkg)
    return tuple(import_module(f"hall.doors.{folder}").DOOR for folder in folders)


def channels() -> dict[str, Channel]:
    """Return every channel by its name."""
    return {channel.name: channel for door in doors() for channel in door.channels}


def showings() -> dict[str, Showing]:
    """Return everywhere citizens read of an item, by its name."""
    return {showing.name: showing for door in doors() for showing in door.showings}


def shown_by(channel: str) -> str:
    """Return the name of the place where the answers of a channel are read; empty for a channel that has none."""
    found = (
        door.showings[0].name
        for door in doors()
        if door.showings and channel in {one.name for one in door.channels}
    )
    return next(found, "")


def proofs(settings: Settings) -> tuple[DoorProof, ...]:
    """Return how each door that these settings open is asked what it shows."""
    found = (door.proof for door in doors())
    return tuple(proof for proof in found if proof is not None and proof.is_open(settings))


def signs() -> tuple[Sign, ...]:
    """Return every sign, those for citizens first."""
    every = (sign for door in doors() for sign in door.signs)
    return tuple(sorted(every, key=lambda sign: sign.for_staff))


def start_pushing(application: Application) -> tuple[threading.Event, ...]:
    """Start every channel that has to bring its messages; return what stops them."""
    started = (c.push(application) for c in channels().values() if c.push is not None)
    return tuple(stop for stop in started if stop is not None)
