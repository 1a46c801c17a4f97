"""Tables of the audit: its entries, which are added and never changed, and the end of the chain."""

from datetime import UTC, datetime

from sqlalchemy import Dialect, Integer, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PRINTED = "%Y-%m-%dT%H:%M:%S.%fZ"


def printed(moment: datetime) -> str:
    """Return a moment in UTC as it is hashed; in this form earlier ones sort before later ones."""
    return moment.astimezone(UTC).strftime(PRINTED)


def moment_of(text: str) -> datetime:
    """Return the moment of its printed form.

    Raises:
        ValueError: it is no such form.
    """
    return datetime.strptime(text, PRINTED).replace(tzinfo=UTC)


class PrintedMoment(TypeDecorator[datetime]):
    """An aware moment, kept as the text that is hashed, so that every database gives it back alike."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the text of the moment."""
        return None if value is None else printed(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        return None if value is None else moment_of(value)


class Base(DeclarativeBase):
    """Tables of the audit."""

    type_annotation_map = {datetime: PrintedMoment}  # noqa: RUF012 - read from the class


class EntryRow(Base):
    """Something done. `digest` is that of the row it is about, and empty where it is about none.

    salt, actor, subject, detail, address: what tells about a person; `words` is their hash, which stays when they
    are blanked. An entry with a digest is never blanked.
    """

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(32), index=True)
    subject: Mapped[str] = mapped_column(String(200), index=True)
    detail: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(String(64))
    algorithm: Mapped[str] = mapped_column(String(8))
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class HeadRow(Base):
    """The one row that says where the chain ends and which algorithm new entries take; it is updated to lock it."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))
    algorithm: Mapped[str] = mapped_column(String(8))
