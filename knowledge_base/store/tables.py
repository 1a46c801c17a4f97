"""Tables of the system of record: every version of every record, how each came about, and what was said when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from knowledge_base.store.moment import Moment


class Base(DeclarativeBase):
    """Tables of the knowledge base."""

    type_annotation_map = {dict[str, Any]: JSON, datetime: Moment}  # noqa: RUF012 - SQLAlchemy reads it from the class


class RecordRow(Base):
    """Something a citizen can read about or that helps to find it: a guide, a material, a venue, a phrasing.

    Records of a kind are listed in the order in which they were made.
    """

    __tablename__ = "kb_record"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(200))


class VersionRow(Base):
    """One version of a record. Rows are added, never changed: this is the base table.

    Attributes:
        schema: number of the model that wrote the content, see `model.upcasting`.
        content: the value as JSON data, fields that have their default left out.
        digest: of the content.
        origin: `file`, `import` or `staff`.
        author: who submitted it; authors: everybody who wrote on it.
        title, department, effective_from, effective_until, review_on: of the content, to list and to schedule by.
    """

    __tablename__ = "kb_version"
    __table_args__ = (UniqueConstraint("record_id", "no"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("kb_record.id"), index=True)
    no: Mapped[int] = mapped_column(Integer)
    schema: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    based_on: Mapped[int | None] = mapped_column(Integer)
    origin: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(String(64))
    authors: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(200))
    department: Mapped[str] = mapped_column(String(64), index=True)
    effective_from: Mapped[date | None] = mapped_column(Date)
    effective_until: Mapped[date | None] = mapped_column(Date)
    review_on: Mapped[date | None] = mapped_column(Date)


class MoveRow(Base):
    """A step in the life of a version; its state is the last one. Rows are added, never changed."""

    __tablename__ = "kb_move"
    __table_args__ = (Index("ix_kb_move_version", "version_id", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("kb_version.id"))
    from_state: Mapped[str] = mapped_column(String(12))
    to_state: Mapped[str] = mapped_column(String(12), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(Text)


class StateRow(Base):
    """The state of each version, kept in step with its last move so that lists need not look for it."""

    __tablename__ = "kb_state"

    version_id: Mapped[int] = mapped_column(ForeignKey("kb_version.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    since: Mapped[datetime]


class GenerationRow(Base):
    """A published state of everything (发布代); `digest` covers all its versions. Rows are added, never changed."""

    __tablename__ = "kb_generation"

    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(index=True)
    cause: Mapped[str] = mapped_column(String(200))


class MemberRow(Base):
    """What a generation changed: the version of a record that it shows from then on; none where it is withdrawn."""

    __tablename__ = "kb_generation_member"

    no: Mapped[int] = mapped_column(ForeignKey("kb_generation.no"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("kb_record.id"), primary_key=True, index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("kb_version.id"))


class ReceiptRow(Base):
    """A door of one hall has been asked and shows this generation."""

    __tablename__ = "kb_receipt"

    generation: Mapped[int] = mapped_column(ForeignKey("kb_generation.no"), primary_key=True)
    door: Mapped[str] = mapped_column(String(20), primary_key=True)
    replica: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]


class DraftRow(Base):
    """Somebody's work on the next version of a record; `closed_at` once it is submitted or given up.

    based_on: the version in force then. source_id: the version whose words it began with.
    """

    __tablename__ = "kb_draft"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("kb_record.id"), index=True)
    based_on: Mapped[int | None] = mapped_column(Integer)
    source_id: Mapped[int | None] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(64), index=True)
    origin: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    version_id: Mapped[int | None] = mapped_column(Integer)


class SaveRow(Base):
    """A draft as it was saved once, by hand or by itself; `beside` where somebody else had saved in between."""

    __tablename__ = "kb_save"
    __table_args__ = (Index("ix_kb_save_draft", "draft_id", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("kb_draft.id"))
    based_on: Mapped[int | None] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    beside: Mapped[bool] = mapped_column(Boolean)
    schema: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]]
    title: Mapped[str] = mapped_column(String(200))
    department: Mapped[str] = mapped_column(String(64))


class CommentRow(Base):
    """What somebody said about a version without moving it. Rows are added, never changed."""

    __tablename__ = "kb_comment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("kb_version.id"), index=True)
    author: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class CheckRow(Base):
    """A department was asked whether the facts of a version are right (部门核对).

    Attributes:
        token_digest: of the token in the link that is sent on.
        due_on: the last day for the answer.
        answer: by section whether it is right, and what is said of it; None until somebody answered.
        closed_at: when it was answered, or nobody waited for it any longer.
    """

    __tablename__ = "kb_check"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("kb_version.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    department: Mapped[str] = mapped_column(String(64), index=True)
    note: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(Date)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    answered_by: Mapped[str] = mapped_column(String(64))
    closed_at: Mapped[datetime | None] = mapped_column(index=True)


class ChecklistRow(Base):
    """A saved one-visit checklist behind a short link: which item, which situation, as which generation said it."""

    __tablename__ = "kb_checklist"

    short: Mapped[str] = mapped_column(String(16), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    generation: Mapped[int] = mapped_column(Integer)
    situation: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class FeedbackRow(Base):
    """A citizen's “有用/没解决” on one answer; no text, no person."""

    __tablename__ = "kb_feedback"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40))
    element: Mapped[str] = mapped_column(String(20))
    door: Mapped[str] = mapped_column(String(20))
    helpful: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime]


class ContractRunRow(Base):
    """The questions of a version asked once, before it is approved: what it would answer, beside what is answered now.

    Attributes:
        generation: in force when it was asked.
        told_at: when it was last heard of; one that is not heard of any more has broken off.
        ended_at: when the last question was answered, or it failed; `fault` says why.
        worse: how many right answers would be lost.
        report: `lifecycle.judging.Report` as JSON data.
    """

    __tablename__ = "kb_contract_run"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("kb_version.id"), index=True)
    generation: Mapped[int] = mapped_column(Integer)
    asked_by: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    told_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    worse: Mapped[int] = mapped_column(Integer)
    fault: Mapped[str] = mapped_column(Text)
    report: Mapped[dict[str, Any]]
