"""The tables of the record and of the audit that it writes to."""

from datetime import datetime

from sqlalchemy import Engine

from knowledge_base.audit.opening import migrate_audit
from knowledge_base.lifecycle.registering import take_over
from knowledge_base.store.repository import GuideStore


def prepare_tables(engine: Engine, now: datetime) -> None:
    """Bring both to the newest revision, and enter in the chain what an earlier release had published."""
    migrate_audit(engine)
    GuideStore(engine).migrate()
    take_over(engine, now)
