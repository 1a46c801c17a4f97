"""Staff: which roles there are, what each may do, and the record of what was done."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

CENTRE = "zhengwu"
"""The government service centre (政务服务中心): routes what nobody else owns and sees every ticket."""


class Role(StrEnum):
    """What somebody is employed for; an account has one or more."""

    CLERK = "clerk"
    EDITOR = "editor"
    CHECKER = "checker"
    REVIEWER = "reviewer"
    ADMIN = "admin"
    AUDITOR = "auditor"
    MANAGER = "manager"


class Right(StrEnum):
    """What somebody may do."""

    ANSWER_TICKETS = "answer_tickets"
    """Deal with citizens: read conversations and contacts, and move tickets."""
    SEE_STATISTICS = "see_statistics"
    """Read figures and lists."""
    SEE_ALL_DEPARTMENTS = "see_all_departments"
    """Lists and figures are of every department."""
    EDIT = "edit"
    CHECK = "check"
    PUBLISH = "publish"
    ADMINISTER = "administer"
    AUDIT = "audit"


ROLE_LABELS = {
    Role.CLERK: "坐席",
    Role.EDITOR: "编辑",
    Role.CHECKER: "核对",
    Role.REVIEWER: "审核",
    Role.ADMIN: "系统管理员",
    Role.AUDITOR: "审计",
    Role.MANAGER: "统计查看",
}
ROLE_WORK = {
    Role.CLERK: "接待市民，办工单",
    Role.EDITOR: "写和改本部门的办事指南",
    Role.CHECKER: "按实际核对本部门的办事指南",
    Role.REVIEWER: "批准发布；自己写的不能自己批",
    Role.ADMIN: "管账号，看审计，也能办全部工单",
    Role.AUDITOR: "只看审计、核验记录，核查“窗口多要材料”，看不到市民的对话",
    Role.MANAGER: "只看统计和列表",
}
"""Role → what is said of it beside its checkbox."""
RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.CLERK: frozenset({Right.ANSWER_TICKETS, Right.SEE_STATISTICS}),
        Role.EDITOR: frozenset({Right.EDIT}),
        Role.CHECKER: frozenset({Right.CHECK}),
        Role.REVIEWER: frozenset({Right.PUBLISH}),
        Role.ADMIN: frozenset(
            {
                *(Right.ANSWER_TICKETS, Right.SEE_STATISTICS, Right.SEE_ALL_DEPARTMENTS),
                *(Right.ADMINISTER, Right.AUDIT),
            }
        ),
        Role.AUDITOR: frozenset({Right.AUDIT}),
        Role.MANAGER: frozenset({Right.SEE_STATISTICS, Right.SEE_ALL_DEPARTMENTS}),
    }
)


def rights_of(roles: Set[Role]) -> frozenset[Right]:
    """Return what somebody with these roles may do."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


def names_of(roles: Set[Role]) -> str:
    """Return what the roles are called, in their order."""
    return "、".join(label for role, label in ROLE_LABELS.items() if role in roles)


@dataclass(frozen=True)
class Clerk:
    """A member of staff.

    stamp: changes with the password; a device that is known by an old one is a stranger.
    address: where the clerk acts from now, for the record; empty at the shell.
    """

    id: int
    login: str
    name: str
    roles: frozenset[Role]
    department: str
    active: bool
    must_change: bool
    stamp: str
    address: str = field(default="", compare=False)

    def may(self, right: Right) -> bool:
        """Whether one of the clerk's roles gives this right."""
        return right in rights_of(self.roles)

    @property
    def sees_all(self) -> bool:
        """Whether lists and figures are of every department."""
        return self.may(Right.SEE_ALL_DEPARTMENTS) or self.department == CENTRE

    def may_list(self, department: str) -> bool:
        """Whether what is of this department stands in the clerk's lists."""
        return self.sees_all or self.department == department

    def may_see(self, department: str) -> bool:
        """Whether a ticket of this department may be opened, and what is in the lists be changed."""
        return self.may(Right.ANSWER_TICKETS) and self.may_list(department)


@dataclass(frozen=True)
class AuditEntry:
    """One thing done, by whom, to what; never with personal data of citizens."""

    id: int
    at: datetime
    login: str
    action: str
    subject: str
    detail: str
    address: str = ""
