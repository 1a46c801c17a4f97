"""Move a version from one state to the next, by whoever may, in one place."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from knowledge_base.lifecycle.errors import MoveRefused, no_version
from knowledge_base.lifecycle.people import Person
from knowledge_base.lifecycle.registering import register_move, register_version
from knowledge_base.lifecycle.states import LABELS, MOVES, Rule, State
from knowledge_base.store.tables import MoveRow, StateRow, VersionRow

NOT_ALLOWED = "这一版现在是“{now}”，不能改成“{to}”：可能别人刚处理过，请刷新页面看最新状态"
NOT_YOURS = "您的账号没有这一步的权限，请找有权限的同事，或者请系统管理员调整角色"
OWN_WORK = "这一版是您自己写的（或改过），要由另一位审核人员批准"
NO_REASON = "请写一句原因，对方要看"


def begin(session: Session, version: VersionRow, to: State, by: Person, now: datetime) -> None:
    """Put a new version on record and into its first state."""
    register_version(session, version)
    _note(session, version.id, State.DRAFT, to, by, now, "")
    session.add(StateRow(version_id=version.id, state=to, since=now))
    session.flush()


def move(
    session: Session, version_id: int, to: State, by: Person, now: datetime, comment: str = ""
) -> State:
    """Move a version and return the state it was in.

    Raises:
        UnknownVersion: there is none with this id.
        MoveRefused: the table of moves does not have it, not for this person, or not without a reason.
    """
    version = session.get(VersionRow, version_id)
    row = session.get(StateRow, version_id, with_for_update=True)
    if version is None or row is None:
        raise no_version(version_id)
    before = State(row.state)
    rule = MOVES.get((before, to))
    if rule is None:
        raise MoveRefused(NOT_ALLOWED.format(now=LABELS[before], to=LABELS[to]))
    _require(rule, version, by, comment)
    _note(session, version_id, before, to, by, now, comment)
    row.state, row.since = to, now
    session.flush()
    return before


def state_of(session: Session, version_id: int) -> State:
    """Return the state of a version.

    Raises:
        UnknownVersion: there is none with this id.
    """
    row = session.get(StateRow, version_id)
    if row is None:
        raise no_version(version_id)
    return State(row.state)


def why_not(rule: Rule, by: Person, department: str, authors: Collection[str]) -> str:
    """Return why this person may not make a move; empty where nothing but the reason may be missing."""
    if not rule.duties & by.duties or not by.may_work_on(department):
        return NOT_YOURS
    return OWN_WORK if rule.by_another and by.login in authors else ""


def _require(rule: Rule, version: VersionRow, by: Person, comment: str) -> None:
    if reason := why_not(rule, by, version.department, version.authors):
        raise MoveRefused(reason)
    if rule.explained and not comment.strip():
        raise MoveRefused(NO_REASON)


def _note(
    session: Session,
    version_id: int,
    before: State,
    to: State,
    by: Person,
    now: datetime,
    comment: str,
) -> None:
    row = MoveRow(
        version_id=version_id,
        from_state=before,
        to_state=to,
        actor=by.login,
        at=now,
        comment=comment.strip(),
    )
    session.add(row)
    session.flush()
    register_move(session, row)
