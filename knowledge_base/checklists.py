"""One-visit checklists (一次性告知单): for one situation, and kept behind a short link."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from knowledge_base.answering.base import Base
from knowledge_base.answering.compose import notice, situation_labels
from knowledge_base.answering.views import View, necessities, sheet_blocks
from knowledge_base.model.answer import Block
from knowledge_base.model.codec import to_plain
from knowledge_base.store.tables import ChecklistRow
from knowledge_base.store.trouble import unit_of_work

SHORT_BYTES = 6
"""A short link has 8 letters from 48 random bits; it holds no personal data."""


@dataclass(frozen=True)
class Notice:
    """A one-visit checklist (一次性告知单) for one situation, from one version.

    necessities: how far each material of the blocks is needed (必要, 非必要, 容缺后补), in their order.
    """

    item_code: str
    item_name: str
    department: str
    version: int
    situation: Mapping[str, str]
    situation_label: str
    blocks: tuple[Block, ...]
    necessities: tuple[str, ...]
    notice: str

    def to_dict(self) -> dict[str, Any]:
        """Return the checklist as plain JSON data."""
        data: dict[str, Any] = to_plain(self)
        return data


def notice_of(view: View, base: Base) -> Notice:
    """Return the checklist of a guide seen in a situation."""
    guide = view.guide
    return Notice(
        item_code=guide.item.code,
        item_name=guide.item.name,
        department=view.catalogue.departments[guide.item.department].name,
        version=guide.version,
        situation=dict(view.answers),
        situation_label=situation_labels(guide, view.answers),
        blocks=sheet_blocks(view),
        necessities=necessities(view),
        notice=notice(guide, base),
    )


@dataclass(frozen=True)
class Saved:
    """What was saved: which item, which of its versions in which generation, for which situation."""

    item_code: str
    version: int
    generation: int
    situation: Mapping[str, str]


def save(engine: Engine, view: View, generation: int, now: datetime) -> str:
    """Keep a checklist behind a short link and return its short name."""
    short = secrets.token_urlsafe(SHORT_BYTES)
    with unit_of_work(engine) as session:
        session.add(
            ChecklistRow(
                short=short,
                item_code=view.guide.item.code,
                version=view.guide.version,
                generation=generation,
                situation=dict(view.answers),
                created_at=now,
            )
        )
    return short


def saved(engine: Engine, short: str) -> Saved | None:
    """Return what a short link was saved for."""
    with unit_of_work(engine) as session:
        row = session.get(ChecklistRow, short)
        if row is None:
            return None
        return Saved(row.item_code, row.version, row.generation, dict(row.situation))
