"""The one-visit notice (一次性告知单) as a sheet: on the screen, on paper, and as text to paste."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import segno
from markupsafe import Markup

from hall.web.item_card import Paper, missing, papers
from knowledge_base.checklists import Notice
from knowledge_base.model.answer import Block
from knowledge_base.model.element import LABELS, Element
from knowledge_base.rendering import plain_blocks
from knowledge_base.services import KnowledgeBase

QR_BORDER = 4
"""Quiet zone in modules (ISO/IEC 18004)."""
QR_SCALE = 3
"""Pixels a module; the style sheet sets the size on paper."""
MOST_PAPERS = 200
"""No notice lists so many materials."""


@dataclass(frozen=True)
class Sheet:
    """A notice with what the applicant brought: `have` is empty where nothing was ticked."""

    notice: Notice
    papers: tuple[Paper, ...]
    have: frozenset[int]
    sources: tuple[str, ...]
    printed_on: date
    address: str

    @property
    def ending(self) -> Block | None:
        """What ends the matter in this situation: then the list says nothing else."""
        blocks = self.notice.blocks
        return blocks[0] if len(blocks) == 1 and blocks[0].kind == "text" else None

    @property
    def missing(self) -> tuple[Paper, ...]:
        """What is still to be brought (还缺)."""
        return missing(self.papers, self.have)

    @property
    def brought(self) -> tuple[Paper, ...]:
        """What was brought."""
        return tuple(p for p in self.papers if p.number in self.have)

    @property
    def certain(self) -> tuple[Paper, ...]:
        """The materials without which nothing goes in this situation."""
        return tuple(p for p in self.papers if p.counts)

    @property
    def sometimes(self) -> tuple[Paper, ...]:
        """The materials for those of whom the note speaks."""
        return tuple(p for p in self.papers if not p.depends and not p.necessary)

    @property
    def depending(self) -> tuple[Paper, ...]:
        """The materials that depend on what was not told yet."""
        return tuple(p for p in self.papers if p.depends)

    @property
    def place(self) -> tuple[Block, ...]:
        """Where to go, whom to call and when it is open."""
        return tuple(b for b in self.notice.blocks if b.title == LABELS[Element.PLACE])

    @property
    def qr(self) -> Markup:
        """The address, with what was ticked, as a QR code."""
        ticks = urlencode([("have", n) for n in sorted(self.have)])
        return qr_code(f"{self.address}?{ticks}" if ticks else self.address)


def qr_code(address: str) -> Markup:
    """Return an address as a QR code, an SVG without style rules."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(scale=QR_SCALE, border=QR_BORDER, omitsize=True))


def sheet(
    notice: Notice,
    sources: tuple[str, ...],
    printed_on: date,
    address: str = "",
    have: frozenset[int] = frozenset(),
) -> Sheet:
    """Return the notice laid out; `address` is the short link, empty while it is not saved."""
    listed = papers(notice.blocks, notice.necessities)
    return Sheet(notice, listed, have, sources, printed_on, address)


def saved_sheet(
    kb: KnowledgeBase, short: str, public_url: str, printed_on: date, have: frozenset[int]
) -> Sheet | None:
    """Return the list behind a short link laid out as it was saved; None where there is none."""
    notice = kb.saved_checklist(short)
    if notice is None:
        return None
    guide = kb.store.version(notice.item_code, notice.version)
    address = f"{public_url.rstrip('/')}/l/{short}"
    return sheet(notice, guide.sources if guide else (), printed_on, address, have)


def ticked(values: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the materials that were ticked; what is no number is not looked at."""
    numbers = (int(v) for v in values if v.isascii() and v.isdigit() and len(v) <= 3)
    return frozenset(n for n in numbers if 0 < n <= MOST_PAPERS)


def as_text(notice: Notice) -> str:
    """Return the notice as text to paste into a message."""
    title = f"【一次性告知单】{notice.item_name}"
    told = f"情形：{notice.situation_label}" if notice.situation_label else ""
    parts = [title, told, plain_blocks(notice.blocks), notice.notice, "咨询热线：12345"]
    return "\n".join(part for part in parts if part)
