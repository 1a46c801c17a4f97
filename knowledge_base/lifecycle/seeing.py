"""What whoever approves a version has to have seen, because it would happen unseen otherwise."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.errors import MoveRefused
from knowledge_base.lifecycle.overtaking import overtaken_by
from knowledge_base.store.tables import ContractRunRow, VersionRow

LOOK_FIRST = (
    "发布这一版后，有 {count} 个现在答对的问题会答错：请先看“答复变化”，再勾选“我看过这些变化”"
)
LOOKED = "（看过答复变化：{count} 个问题由答对变为答错）"
OTHERS_GO = "批准这一版以后，{fates}：请看清楚，再勾选“我知道”"
OTHERS_WENT = "（知道：{fates}）"


@dataclass(frozen=True)
class Seen:
    """What was ticked as seen.

    lost: how many right answers would be lost.
    overtaken: the ids of versions that wait for their day and give way.
    """

    lost: int = 0
    overtaken: frozenset[int] = frozenset()


def require_seen(session: Session, row: VersionRow, seen: Seen, today: date) -> str:
    """Return what is noted with the approval of what was seen.

    Raises:
        MoveRefused: something would be lost or replaced that was not seen so.
    """
    return _lost(session, row.id, seen) + _others(session, row, seen, today)


def _lost(session: Session, version_id: int, seen: Seen) -> str:
    wanted = select(ContractRunRow.worse).where(
        ContractRunRow.version_id == version_id,
        ContractRunRow.ended_at.is_not(None),
        ContractRunRow.fault == "",
    )
    worse = session.scalars(wanted.order_by(ContractRunRow.id.desc()).limit(1)).first() or 0
    if worse and seen.lost != worse:
        raise MoveRefused(LOOK_FIRST.format(count=worse))
    return LOOKED.format(count=worse) if worse else ""


def _others(session: Session, row: VersionRow, seen: Seen, today: date) -> str:
    found = overtaken_by(session, row, today)
    fates = "；".join(str(one) for one in found)
    if not seen.overtaken.issuperset(one.version_id for one in found):
        raise MoveRefused(OTHERS_GO.format(fates=fates))
    return OTHERS_WENT.format(fates=fates) if found else ""
