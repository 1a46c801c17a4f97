"""The record of what staff did (审计): entries of the one chain, free of citizens' personal data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import NewEntry, append_at_end
from knowledge_base.audit.faults import Verdict
from knowledge_base.audit.tables import EntryRow
from knowledge_base.text import mask
from service_desk.staff import AuditEntry, Clerk
from service_desk.store import DeskStore

SYSTEM = "system"
"""Stands for the login name where no person acted."""

Actor: TypeAlias = Clerk | str
"""Who did something: a clerk, with the address they act from, or a login name alone."""


class Action(StrEnum):
    """What can be done that is put on record."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    TOTP_SET = "totp_set"
    TOTP_PASSED = "totp_passed"
    TOTP_FAILED = "totp_failed"
    TOTP_RESET = "totp_reset"
    RECOVERY_CODE_USED = "recovery_used"
    CLERK_CREATED = "clerk_created"
    CLERK_CHANGED = "clerk_changed"
    TAKEN_OVER = "taken_over"
    REPLIED = "replied"
    RETURNED = "returned"
    RETURNED_IDLE = "returned_idle"
    REASSIGNED = "reassigned"
    CLOSED = "closed"
    EXPORTED = "exported"
    CALLED_BACK = "called_back"
    CONTACT_SHOWN = "contact_shown"
    NOTED = "noted"
    CANNED_CHANGED = "canned_changed"
    CONTACTS_DELETED = "contacts_deleted"
    REPORT_SETTLED = "report_settled"
    GAP_ASSIGNED = "gap_assigned"
    GAP_SETTLED = "gap_settled"
    GAP_ASKED_AGAIN = "gap_asked_again"
    DEMAND_SETTLED = "demand_settled"
    BLANKED = "audit_blanked"
    ROOTED = "audit_rooted"
    ALGORITHM = "audit_algorithm"
    VERSION_MADE = "version_made"
    VERSION_COMMENTED = "version_commented"
    INSPECTED = "inspected"
    FINDING_ACCEPTED = "finding_accepted"
    FINDING_MENDED = "finding_mended"
    FINDING_REOPENED = "finding_reopened"
    VERSION_MOVED = "version_moved"
    GENERATION_MADE = "generation_made"
    RECORD_TAKEN_OVER = "record_taken_over"
    VERIFIED = "audit_verified"
    DOCUMENT_READ = "document_read"
    FIELD_NAME_TAUGHT = "field_name_taught"
    FIELD_NAME_FORGOTTEN = "field_name_forgotten"


ACTION_LABELS = {
    Action.LOGIN: "登录",
    Action.LOGIN_FAILED: "登录失败",
    Action.LOGOUT: "退出",
    Action.SESSION_ENDED: "登录被结束",
    Action.PASSWORD_CHANGED: "修改密码",
    Action.PASSWORD_RESET: "重置密码",
    Action.TOTP_SET: "设置两步验证",
    Action.TOTP_PASSED: "通过两步验证",
    Action.TOTP_FAILED: "验证码不对",
    Action.TOTP_RESET: "重置两步验证",
    Action.RECOVERY_CODE_USED: "使用恢复码",
    Action.CLERK_CREATED: "新建账号",
    Action.CLERK_CHANGED: "修改账号",
    Action.TAKEN_OVER: "接入对话",
    Action.REPLIED: "答复",
    Action.RETURNED: "交还机器人",
    Action.RETURNED_IDLE: "超时自动交还",
    Action.REASSIGNED: "改派",
    Action.CLOSED: "办结",
    Action.EXPORTED: "导出",
    Action.CALLED_BACK: "回电",
    Action.CONTACT_SHOWN: "查看联系方式",
    Action.NOTED: "写内部备注",
    Action.CANNED_CHANGED: "修改常用语",
    Action.CONTACTS_DELETED: "到期删除联系方式",
    Action.REPORT_SETTLED: "处理指南纠错",
    Action.GAP_ASSIGNED: "分派待补知识",
    Action.GAP_SETTLED: "处理待补知识",
    Action.GAP_ASKED_AGAIN: "重新问过待补问题",
    Action.DEMAND_SETTLED: "处理多要材料的反映",
    Action.BLANKED: "到期抹去操作人等内容",
    Action.ROOTED: "签名留存审计记录",
    Action.ALGORITHM: "更换审计摘要算法",
    Action.VERSION_MADE: "写成新版本",
    Action.VERSION_COMMENTED: "对版本写批注",
    Action.INSPECTED: "专项检查",
    Action.FINDING_ACCEPTED: "专项检查：保留问题",
    Action.FINDING_MENDED: "专项检查：问题已改好",
    Action.FINDING_REOPENED: "专项检查：问题再次出现",
    Action.VERSION_MOVED: "版本流转",
    Action.GENERATION_MADE: "发布",
    Action.RECORD_TAKEN_OVER: "升级时登记",
    Action.VERIFIED: "核验审计记录",
    Action.DOCUMENT_READ: "导入文件",
    Action.FIELD_NAME_TAUGHT: "添加字段名",
    Action.FIELD_NAME_FORGOTTEN: "删除字段名",
}


def record(
    session: Session,
    at: datetime,
    by: Actor,
    action: Action,
    subject: str,
    detail: str = "",
    address: str = "",
) -> None:
    """Add an entry, personal data in its detail masked; it stands or falls with the unit it is about."""
    login, from_where = (by.login, by.address) if isinstance(by, Clerk) else (by, "")
    entry = NewEntry(
        at=at,
        actor=login[:64],
        action=action.value,
        subject=subject[:128],
        detail=mask(detail)[:500],
        address=(address or from_where)[:64],
    )
    append_at_end(session, entry)


@dataclass(frozen=True)
class AuditFilter:
    """Which entries to list; empty parts do not narrow. `until` itself is not included."""

    login: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Audit:
    """The audit list, newest first."""

    def __init__(self, store: DeskStore) -> None:
        self._store = store

    def entries(self, limit: int = 100, offset: int = 0, login: str = "") -> tuple[AuditEntry, ...]:
        """Return entries, newest first, of one login name where given."""
        return self.found(AuditFilter(login), limit, offset)

    def found(
        self, wanted: AuditFilter, limit: int = 100, offset: int = 0
    ) -> tuple[AuditEntry, ...]:
        """Return the entries asked for, newest first."""
        query = _narrowed(select(EntryRow), wanted).order_by(EntryRow.seq.desc())
        with self._store.unit() as session:
            return tuple(_entry(row) for row in session.scalars(query.limit(limit).offset(offset)))

    def note_check(self, by: Clerk, at: datetime, verdict: Verdict) -> None:
        """Put on record that all of it was checked, and what came of it."""
        found = f"{len(verdict.faults)} 处对不上" if verdict.faults else "完整"
        with self._store.unit() as session:
            record(session, at, by, Action.VERIFIED, "", f"{verdict.entries} 条，{found}")

    def count(self, login: str = "") -> int:
        """Return how many entries there are."""
        return self.counted(AuditFilter(login))

    def counted(self, wanted: AuditFilter) -> int:
        """Return how many entries were asked for, on all pages."""
        query = _narrowed(select(func.count()).select_from(EntryRow), wanted)
        with self._store.unit() as session:
            return session.scalar(query) or 0


def _narrowed(query: Select[Any], wanted: AuditFilter) -> Select[Any]:
    if wanted.login:
        query = query.where(EntryRow.actor == wanted.login)
    if wanted.action:
        query = query.where(EntryRow.action == wanted.action)
    if wanted.since is not None:
        query = query.where(EntryRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(EntryRow.at < wanted.until)
    return query


def _entry(row: EntryRow) -> AuditEntry:
    return AuditEntry(row.seq, row.at, row.actor, row.action, row.subject, row.detail, row.address)
