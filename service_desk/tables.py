"""Tables of the service desk. Texts of citizens are masked before they get here; contacts are encrypted."""

from collections.abc import Set
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from knowledge_base.store.moment import Moment
from service_desk.staff import Role


class Roles(TypeDecorator[frozenset[Role]]):
    """The roles of an account, as their names with commas between them."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Set[Role] | None, dialect: Dialect) -> str | None:
        """Return the names, in the order in which roles are listed."""
        return None if value is None else ",".join(role for role in Role if role in value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Role] | None:
        """Return the roles of the names."""
        return None if value is None else frozenset(map(Role, value.split(",")))


class SealedBytes(TypeDecorator[bytes]):
    """A value sealed by `service_desk.safe`; a new contact key finds it by this type."""

    impl = LargeBinary
    cache_ok = True


class Base(DeclarativeBase):
    """Tables of the service desk."""

    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON}  # noqa: RUF012 - read from the class


class ConversationRow(Base):
    """A conversation and who speaks in it; every write to it starts by updating `touched_at`, which locks it."""

    __tablename__ = "desk_conversation"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    door: Mapped[str] = mapped_column(String(20))
    speaker: Mapped[str] = mapped_column(String(10), index=True)
    context: Mapped[dict[str, Any]]
    clerk_id: Mapped[int | None] = mapped_column(ForeignKey("desk_clerk.id"))
    polls: Mapped[bool] = mapped_column(default=True)
    address: Mapped[bytes | None] = mapped_column(SealedBytes)
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)
    citizen_at: Mapped[datetime | None]
    staff_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]


class MessageRow(Base):
    """A message; a client's own id is taken once in a conversation.

    ticket_number: the ticket about which staff had the word when it was written.
    """

    __tablename__ = "desk_message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_message_id"),
        Index("ix_desk_message_conversation", "conversation_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("desk_conversation.id"))
    sender: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    client_message_id: Mapped[str | None] = mapped_column(String(128))
    ticket_number: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(index=True)


class TicketRow(Base):
    """A ticket (工单); `questions` holds one question a line.

    replied_at: of the first reply, which outlives the reply's text; answered_at: of the latest.
    """

    __tablename__ = "desk_ticket"

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("desk_conversation.id"), index=True)
    questions: Mapped[str] = mapped_column(Text)
    item_code: Mapped[str] = mapped_column(String(40))
    catalog_code: Mapped[str] = mapped_column(String(12))
    item_name: Mapped[str] = mapped_column(String(200))
    item_department: Mapped[str] = mapped_column(String(200))
    department: Mapped[str] = mapped_column(String(64), index=True)
    department_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), index=True)
    clerk_id: Mapped[int | None] = mapped_column(ForeignKey("desk_clerk.id"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    due_estimated: Mapped[bool] = mapped_column(Boolean)
    replied_at: Mapped[datetime | None]
    promised_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(500))
    code_digest: Mapped[str | None] = mapped_column(String(64))


class CodeTryRow(Base):
    """Wrong read codes: how many came from one asker, or for one ticket, since when."""

    __tablename__ = "desk_code_try"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(index=True)


class ContactRow(Base):
    """How a citizen can be reached about a ticket: encrypted, with the mask that is shown."""

    __tablename__ = "desk_contact"

    ticket_number: Mapped[str] = mapped_column(ForeignKey("desk_ticket.number"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(SealedBytes)
    masked: Mapped[str] = mapped_column(String(80))
    callback: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]


class StaffReplyRow(Base):
    """Which message answers which ticket, and who wrote it."""

    __tablename__ = "desk_staff_reply"

    message_id: Mapped[int] = mapped_column(ForeignKey("desk_message.id"), primary_key=True)
    ticket_number: Mapped[str] = mapped_column(ForeignKey("desk_ticket.number"), index=True)
    clerk_id: Mapped[int] = mapped_column(ForeignKey("desk_clerk.id"))


class PushRow(Base):
    """A message that still has to reach a citizen who cannot poll (WeChat)."""

    __tablename__ = "desk_push"

    message_id: Mapped[int] = mapped_column(ForeignKey("desk_message.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("desk_conversation.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    tries: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]


class UnansweredRow(Base):
    """A question nobody could answer, and how often it was asked.

    times: without an answer; rated: the answer did not help; corrected: a clerk answered instead.
    item, element: what it was understood to be about. group_id: of `desk_gap_group`, None until it is sorted in.
    """

    __tablename__ = "desk_unanswered"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    department: Mapped[str] = mapped_column(String(200), index=True)
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)
    group_id: Mapped[int | None] = mapped_column(Integer, index=True)
    reason: Mapped[str] = mapped_column(String(500), default="")
    times: Mapped[int] = mapped_column(Integer)
    rated: Mapped[int] = mapped_column(Integer, default=0)
    corrected: Mapped[int] = mapped_column(Integer, default=0)
    item: Mapped[str] = mapped_column(String(200), default="")
    element: Mapped[str] = mapped_column(String(20), default="")
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)


class ClerkRow(Base):
    """A staff account; the password is an argon2 hash."""

    __tablename__ = "desk_clerk"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    roles: Mapped[frozenset[Role]] = mapped_column(Roles(80))
    department: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(Boolean)
    must_change: Mapped[bool] = mapped_column(Boolean)
    password_hash: Mapped[str] = mapped_column(String(200))
    stamp: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]


class GuideReportRow(Base):
    """A fault in a guide, reported at the counter."""

    __tablename__ = "desk_guide_report"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40), index=True)
    item_name: Mapped[str] = mapped_column(String(200))
    field: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    reporter: Mapped[str] = mapped_column(String(64))
    department: Mapped[str] = mapped_column(String(64), default="", index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    note: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class ProbeRow(Base):
    """The one row that is written again and again to see whether the database takes a write."""

    __tablename__ = "desk_probe"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
