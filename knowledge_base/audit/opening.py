"""The audit's own tables and the hash that its entries take."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select, update

from knowledge_base.audit.chain import append
from knowledge_base.audit.hashing import require
from knowledge_base.audit.tables import HeadRow
from knowledge_base.store.engine import migrate
from knowledge_base.store.trouble import unit_of_work

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_audit"


def migrate_audit(engine: Engine) -> None:
    """Bring the tables of the audit to the newest revision."""
    migrate(engine, MIGRATIONS, VERSION_TABLE)


def take_algorithm(engine: Engine, algorithm: str, at: datetime) -> None:
    """Have new entries hashed by the algorithm; that it changed is an entry itself.

    Raises:
        UnknownAlgorithm: this machine cannot compute it.
    """
    require(algorithm)
    with unit_of_work(engine) as session:
        if session.scalar(select(HeadRow.algorithm)) == algorithm:
            return
        session.execute(update(HeadRow).values(algorithm=algorithm))
        append(session, at=at, actor="system", action="audit_algorithm", subject=algorithm)
