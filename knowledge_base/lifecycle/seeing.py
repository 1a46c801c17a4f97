"""What whoever approves a version has to have seen, because it would happen unseen otherwise.

Answers that were asked before something else was published do not hold an approval back: on a morning with twenty
approvals each would make all others wait for another run. Whoever approves is told what came since, asks again or
ticks that the older run will do, and that stands with the approval.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.errors import MoveRefused
from knowledge_base.lifecycle.overtaking import overtaken_by
from knowledge_base.store.reading import newest_generation
from knowledge_base.store.tables import ContractRunRow, VersionRow

LOOK_FIRST = (
    "发布这一版后，有 {count} 个现在答对的问题会答错：请先看“答复变化”，再勾选“我看过这些变化”"
)
ASK_AGAIN = (
    "“答复变化”问完以后又发布了 {since} 次，结果可能不一样：请再问一遍，"
    "或者看过以后发布了什么，再勾选“按那次问的结果批准”"
)
OLDER_RUN = "（答复变化是 {since} 次发布以前问的，没有再问）"
LOOKED = "（看过答复变化：{count} 个问题由答对变为答错）"
OTHERS_GO = "批准这一版以后，{fates}：请看清楚，再勾选“我知道”"
OTHERS_WENT = "（知道：{fates}）"


@dataclass(frozen=True)
class Seen:
    """What was ticked as seen.

    lost: how many right answers would be lost.
    asked_in: the generation in which the questions were asked, where something was published since.
    overtaken: the ids of versions that wait for their day and give way.
    """

    lost: int = 0
    asked_in: int = 0
    overtaken: frozenset[int] = frozenset()


def require_seen(session: Session, row: VersionRow, seen: Seen, today: date) -> str:
    """Return what is noted with the approval of what was seen.

    Raises:
        MoveRefused: something would be lost or replaced that was not seen so.
    """
    return _answers(session, row.id, seen) + _others(session, row, seen, today)


def _answers(session: Session, version_id: int, seen: Seen) -> str:
    wanted = select(ContractRunRow.worse, ContractRunRow.generation).where(
        ContractRunRow.version_id == version_id,
        ContractRunRow.ended_at.is_not(None),
        ContractRunRow.fault == "",
    )
    last = session.execute(wanted.order_by(ContractRunRow.id.desc()).limit(1)).first()
    if last is None:
        return ""
    worse, asked_in = last
    since = newest_generation(session) - asked_in
    if since and seen.asked_in != asked_in:
        raise MoveRefused(ASK_AGAIN.format(since=since))
    if worse and seen.lost != worse:
        raise MoveRefused(LOOK_FIRST.format(count=worse))
    looked = LOOKED.format(count=worse) if worse else ""
    return looked + (OLDER_RUN.format(since=since) if since else "")


def _others(session: Session, row: VersionRow, seen: Seen, today: date) -> str:
    found = overtaken_by(session, row, today)
    fates = "；".join(str(one) for one in found)
    if not seen.overtaken.issuperset(one.version_id for one in found):
        raise MoveRefused(OTHERS_GO.format(fates=fates))
    return OTHERS_WENT.format(fates=fates) if found else ""
