"""The record of what staff did (审计): added to, never changed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service_desk.rows import audit_entry
from service_desk.staff import AuditEntry
from service_desk.store import DeskStore
from service_desk.tables import AuditRow

SYSTEM = "system"
"""Stands for the login name where no person acted."""


class Action(StrEnum):
    """What can be done that is put on record."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    CLERK_CREATED = "clerk_created"
    CLERK_CHANGED = "clerk_changed"
    TAKEN_OVER = "taken_over"
    REPLIED = "replied"
    RETURNED = "returned"
    RETURNED_IDLE = "returned_idle"
    REASSIGNED = "reassigned"
    CLOSED = "closed"
    CALLED_BACK = "called_back"
    CONTACT_SHOWN = "contact_shown"
    CONTACTS_DELETED = "contacts_deleted"
    REPORT_SETTLED = "report_settled"


ACTION_LABELS = {
    Action.LOGIN: "登录",
    Action.LOGIN_FAILED: "登录失败",
    Action.LOGOUT: "退出",
    Action.PASSWORD_CHANGED: "修改密码",
    Action.PASSWORD_RESET: "重置密码",
    Action.CLERK_CREATED: "新建账号",
    Action.CLERK_CHANGED: "修改账号",
    Action.TAKEN_OVER: "接入对话",
    Action.REPLIED: "答复",
    Action.RETURNED: "交还机器人",
    Action.RETURNED_IDLE: "超时自动交还",
    Action.REASSIGNED: "改派",
    Action.CLOSED: "办结",
    Action.CALLED_BACK: "回电",
    Action.CONTACT_SHOWN: "查看联系方式",
    Action.CONTACTS_DELETED: "到期删除联系方式",
    Action.REPORT_SETTLED: "处理指南纠错",
}


def record(
    session: Session, at: datetime, login: str, action: Action, subject: str, detail: str = ""
) -> None:
    """Add an entry; it stands or falls with the unit of work it is about."""
    session.add(
        AuditRow(at=at, login=login[:64], action=action.value, subject=subject, detail=detail[:500])
    )


class Audit:
    """The audit list, newest first."""

    def __init__(self, store: DeskStore) -> None:
        self._store = store

    def entries(self, limit: int = 100, offset: int = 0, login: str = "") -> tuple[AuditEntry, ...]:
        """Return entries, newest first, of one login name where given."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit).offset(offset)
        if login:
            query = query.where(AuditRow.login == login)
        with self._store.unit() as session:
            return tuple(audit_entry(row) for row in session.scalars(query))

    def count(self, login: str = "") -> int:
        """Return how many entries there are."""
        query = select(func.count()).select_from(AuditRow)
        if login:
            query = query.where(AuditRow.login == login)
        with self._store.unit() as session:
            return session.scalar(query) or 0
