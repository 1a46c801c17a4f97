"""Which colleagues have the console open now (在线), told by the looks of their pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from knowledge_base.model.catalogue import Department
from service_desk.account_tables import SessionRow
from service_desk.store import DeskStore
from service_desk.tables import ClerkRow

HERE = timedelta(minutes=2)
"""A page looks every few seconds; a browser puts one in the background off for up to a minute."""
AWAY = timedelta(minutes=10)
"""Without a click for so long somebody is marked as away: the page is open, but who knows."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who is logged in now; department: its short name, empty for none."""

    name: str
    department: str
    is_away: bool


@dataclass(frozen=True)
class Colleagues:
    """Tells who is there; only staff may ask."""

    store: DeskStore
    clock: Callable[[], datetime]
    departments: Mapping[str, Department]

    def online(self) -> tuple[Colleague, ...]:
        """Return who has the console open, by department and name; each person once."""
        now, clicked = self.clock(), func.max(SessionRow.seen_at)
        query = (
            select(ClerkRow.name, ClerkRow.department, clicked)
            .join(SessionRow, SessionRow.clerk_id == ClerkRow.id)
            .where(
                ClerkRow.active.is_(True),
                SessionRow.verified.is_(True),
                SessionRow.ends_at > now,
                SessionRow.here_at > now - HERE,
            )
            .group_by(ClerkRow.id, ClerkRow.name, ClerkRow.department)
            .order_by(ClerkRow.department, ClerkRow.name)
        )
        with self.store.unit() as session:
            return tuple(
                Colleague(name, self._short_name(department), now - at >= AWAY)
                for name, department, at in session.execute(query)
            )

    def _short_name(self, department: str) -> str:
        found = self.departments.get(department)
        return (found.short_name or found.name) if found else ""
