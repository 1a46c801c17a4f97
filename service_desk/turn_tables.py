"""The table of turns: one narrow row for each question that was answered, for the figures (统计)."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from service_desk.tables import Base


class TurnRow(Base):
    """How one question ended, about what and when by the clock of the city; never who asked.

    item: the key of the subject, empty for none. asked: a fingerprint of the masked question, so that equal ones
    count together. asked, question_id and answer_id are empty where no text is kept, and are emptied with the
    text: the row then is a figure and nothing else. They are no foreign keys, so that it may stay.
    """

    __tablename__ = "desk_turn"
    __table_args__ = (
        Index(
            "ix_desk_turn_figures",
            *("day", "status", "hour", "door", "department", "item", "asked"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    day: Mapped[date] = mapped_column(Date)
    hour: Mapped[int] = mapped_column(SmallInteger)
    door: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(24))
    department: Mapped[str] = mapped_column(String(200))
    item: Mapped[str] = mapped_column(String(200))
    item_name: Mapped[str] = mapped_column(String(200))
    asked: Mapped[int | None] = mapped_column(BigInteger)
    question_id: Mapped[int | None] = mapped_column(Integer, index=True)
    answer_id: Mapped[int | None] = mapped_column(Integer)
