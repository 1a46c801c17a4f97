"""How long the knowledge base keeps what citizens leave in it (留存期限): ratings and saved checklists.

Every table has a rule in `RULES` or a reason in `KEPT`; a test walks the tables and fails where one has neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, select

from knowledge_base.store.import_tables import FieldNameRow, ImportRow
from knowledge_base.store.tables import Base, ChecklistRow, FeedbackRow
from knowledge_base.store.trouble import unit_of_work

AT_ONCE = 2_000
"""Rows deleted in one unit of work, so that nobody waits for the writer; the next sweep goes on."""


@dataclass(frozen=True)
class Keeping:
    """How long things are kept."""

    checklists: timedelta = timedelta(days=365)
    feedback: timedelta = timedelta(days=365)
    imports: timedelta = timedelta(days=365)


@dataclass(frozen=True)
class Rule:
    """One table's end: how long its rows are kept after they were made."""

    table: type[Base]
    kept: str
    key: Any
    made: Any


RULES = (
    Rule(ChecklistRow, "checklists", ChecklistRow.short, ChecklistRow.created_at),
    Rule(FeedbackRow, "feedback", FeedbackRow.id, FeedbackRow.created_at),
    Rule(ImportRow, "imports", ImportRow.id, ImportRow.at),
)

KEPT: Mapping[str, str] = {
    FieldNameRow.__tablename__: "how documents call the parts of a guide, about nobody",
    "kb_record": "published content, about nobody",
    "kb_version": "published content, about nobody; old versions stay readable",
    "kb_move": "who approved what citizens were told; proof is kept as long as the content",
    "kb_state": "of the versions",
    "kb_generation": "published content, about nobody",
    "kb_generation_member": "published content, about nobody",
    "kb_receipt": "which door showed which generation, about nobody",
    "kb_draft": "work on published content, about nobody",
    "kb_save": "work on published content, about nobody",
    "kb_comment": "who said what before it was approved; proof is kept as long as the content",
    "kb_check": "which department confirmed what citizens were told; kept as long as the content",
    "kb_contract_run": "what a version was found to answer before it was approved, about nobody",
}
"""Tables without an end → why."""


def sweep(engine: Engine, keeping: Keeping, now: datetime) -> int:
    """Delete what its time is over for; return how many rows."""
    now = now.astimezone(UTC)  # SQLite keeps moments in UTC and drops the zone
    return sum(_delete(engine, rule, now - getattr(keeping, rule.kept)) for rule in RULES)


def _delete(engine: Engine, rule: Rule, before: datetime) -> int:
    with unit_of_work(engine) as session:
        old = session.scalars(select(rule.key).where(rule.made < before).limit(AT_ONCE)).all()
        if old:
            session.execute(delete(rule.table).where(rule.key.in_(old)))
        return len(old)
