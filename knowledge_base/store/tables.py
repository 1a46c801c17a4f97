"""Tables of the system of record: one row per published version, and what versions refer to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Tables of the knowledge base."""

    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy reads it from the class


class RecordRow(Base):
    """A department, venue, material, catalogue entry or not-covered service, as its current content."""

    __tablename__ = "kb_record"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]


class ItemRow(Base):
    """A service item (业务办理项) and which of its versions is in force."""

    __tablename__ = "kb_item"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    catalog_code: Mapped[str] = mapped_column(String(12), index=True)
    department: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    published_version: Mapped[int | None] = mapped_column(Integer)


class GuideVersionRow(Base):
    """One version of a guide (办事指南版本). Rows are added, never changed: this is the base table."""

    __tablename__ = "kb_guide_version"
    __table_args__ = (UniqueConstraint("item_code", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_code: Mapped[str] = mapped_column(ForeignKey("kb_item.code"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    effective_from: Mapped[date] = mapped_column(Date)
    verified: Mapped[bool] = mapped_column(Boolean)
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    content: Mapped[dict[str, Any]]


class GenerationRow(Base):
    """A published state of the whole base; `digest` covers everything an index is built from."""

    __tablename__ = "kb_generation"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ChecklistRow(Base):
    """A saved one-visit checklist behind a short link: which item, which situation, which version."""

    __tablename__ = "kb_checklist"

    short: Mapped[str] = mapped_column(String(16), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    situation: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class FeedbackRow(Base):
    """A citizen's “有用/没解决” on one answer; no text, no person."""

    __tablename__ = "kb_feedback"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40))
    element: Mapped[str] = mapped_column(String(20))
    door: Mapped[str] = mapped_column(String(20))
    helpful: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
