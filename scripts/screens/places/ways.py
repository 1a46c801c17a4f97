"""What a place is, and ways that lead to many of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from playwright.sync_api import Page

from scripts.screens.stage import Stage, log_in

Go: TypeAlias = Callable[[Page, Stage], None]


@dataclass(frozen=True)
class Place:
    """A page in one state.

    Args:
        name: of its pictures.
        title: as the document calls it.
        purpose: what it is for, in a sentence of its users.
        go: leads a fresh page there.
        login: of the member of staff who is there; empty for a citizen.
        part: what axe looks at.
    """

    name: str
    title: str
    purpose: str
    go: Go
    login: str = ""
    part: str = "html"


def at(address: str) -> Go:
    """Return the way to an address."""

    def go(page: Page, _stage: Stage) -> None:
        page.goto(address)

    return go


def dark(go: Go) -> Go:
    """Return the same way in dark colours."""

    def gone(page: Page, stage: Stage) -> None:
        page.emulate_media(color_scheme="dark")
        go(page, stage)

    return gone


def staff(login: str, address: str) -> Go:
    """Return the way of somebody of the staff to an address, which may name what the stage has."""

    def go(page: Page, stage: Stage) -> None:
        log_in(page, login)
        page.goto(address.format(**vars(stage)))

    return go
