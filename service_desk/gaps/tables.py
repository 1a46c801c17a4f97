"""Tables of what is missing in the knowledge: groups of questions, and demands that no guide knows."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service_desk.tables import Base


class GapGroupRow(Base):
    """Questions that ask for the same (一组待补问题); their words stand with the questions alone.

    placed: where the answer was written, `model.Placed` as JSON data; None while there is none.
    effect: what came of it when the questions were asked again, `model.Effect` as JSON data.
    """

    __tablename__ = "desk_gap_group"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    department: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    clerk_id: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(500))
    placed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    effect: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    made_at: Mapped[datetime]
    touched_at: Mapped[datetime]


class DemandRow(Base):
    """Something was demanded of a citizen that the guide does not ask for (窗口多要了材料).

    ticket_number: what the citizen was told. version: of the guide in force then. door: where it was reported.
    """

    __tablename__ = "desk_demand"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ticket_number: Mapped[str] = mapped_column(String(32), unique=True)
    item_code: Mapped[str] = mapped_column(String(40))
    item_name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer)
    department: Mapped[str] = mapped_column(String(64), index=True)
    venue: Mapped[str] = mapped_column(String(200))
    demanded: Mapped[str] = mapped_column(Text)
    door: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), index=True)
    note: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
