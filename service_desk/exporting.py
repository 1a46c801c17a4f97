"""How much leaves the desk as a sheet (导出), and that it is put on record."""

from datetime import datetime

from sqlalchemy.orm import Session

from service_desk.audit import Action, record
from service_desk.errors import TooMany
from service_desk.staff import Clerk

MOST_ROWS = 10_000
"""Rows of one sheet: a few seconds of work, and more than anybody reads."""
AT_ONCE = 500
"""Rows read in one unit of work while a sheet is written, so that nobody waits for its reader."""


def put_on_record(session: Session, at: datetime, clerk: Clerk, what: str, many: int) -> None:
    """Put on record who takes a sheet of how many rows away.

    Raises:
        TooMany: it would hold more rows than a sheet may.
    """
    if many > MOST_ROWS:
        raise TooMany(
            f"符合条件的超过 {MOST_ROWS:,} 条，一次导不出这么多，请把筛选条件收窄后再导出"
        )
    record(session, at, clerk, Action.EXPORTED, what, f"{many} 条")
