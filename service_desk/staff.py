"""Staff (坐席): who may see and do what, and the record of what was done."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

CENTRE = "zhengwu"
"""The government service centre (政务服务中心): routes what nobody else owns and sees every ticket."""


class Role(StrEnum):
    """What a clerk may do."""

    CLERK = "clerk"
    MANAGER = "manager"
    ADMIN = "admin"


ROLE_LABELS = {Role.CLERK: "坐席", Role.MANAGER: "管理者（只看统计和列表）", Role.ADMIN: "管理员"}


@dataclass(frozen=True)
class Clerk:
    """A member of staff.

    stamp: changes with the password; a device that is known by an old one is a stranger.
    address: where the clerk acts from now, for the record; empty at the shell.
    """

    id: int
    login: str
    name: str
    role: Role
    department: str
    active: bool
    must_change: bool
    stamp: str
    address: str = field(default="", compare=False)

    @property
    def is_admin(self) -> bool:
        """Whether the clerk manages accounts and reads the audit list."""
        return self.role is Role.ADMIN

    @property
    def serves(self) -> bool:
        """Whether the clerk deals with citizens: reads conversations and contacts, and moves tickets."""
        return self.role is not Role.MANAGER

    @property
    def sees_all(self) -> bool:
        """Whether lists and figures are of every department."""
        return self.is_admin or not self.serves or self.department == CENTRE

    def may_list(self, department: str) -> bool:
        """Whether what is of this department stands in the clerk's lists."""
        return self.sees_all or self.department == department

    def may_see(self, department: str) -> bool:
        """Whether a ticket of this department may be opened, and what is in the lists be changed."""
        return self.serves and self.may_list(department)


@dataclass(frozen=True)
class AuditEntry:
    """One thing done, by whom, to what; never with personal data."""

    id: int
    at: datetime
    login: str
    action: str
    subject: str
    detail: str
    address: str = ""
