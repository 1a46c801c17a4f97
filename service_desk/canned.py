"""Canned replies (常用语): what a department says often, with places that a ticket fills."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from service_desk.audit import Action, record
from service_desk.conversations import screened
from service_desk.errors import DeskError, NotYours
from service_desk.model import Sender
from service_desk.staff import Clerk, Right
from service_desk.store import DeskStore
from service_desk.ticket_tables import CannedRow

PLACEHOLDERS = ("市民问题", "事项", "工单编号", "部门", "坐席")
"""What may stand in braces in a canned reply."""
LONGEST_TITLE = 30
LONGEST_TEXT = 1000
"""Half of a reply: what is filled in and what is added have room."""
MOST = 200
"""Canned replies of one department: more than anybody finds his way in."""
COMMON = ""
"""Stands for the department of what every department uses."""
_WIDE = str.maketrans("｛｝", "{}")
"""Chinese input methods write braces so."""
_IN_BRACES = re.compile(r"\{([^{}]{0,40})\}")


@dataclass(frozen=True)
class Canned:
    """A canned reply; `department` is empty where every department uses it."""

    id: int
    department: str
    title: str
    text: str


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its places filled, each once: what is filled in is not read again."""
    return _IN_BRACES.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def may_change(clerk: Clerk, department: str) -> bool:
    """Whether the clerk keeps the canned replies of this department: the own one's; administrators every one's."""
    own = department == clerk.department != COMMON
    return clerk.may(Right.ADMINISTER) or (clerk.may(Right.ANSWER_TICKETS) and own)


@dataclass(frozen=True)
class CannedReplies:
    """Use cases of canned replies."""

    store: DeskStore
    clock: Callable[[], datetime]

    def offered(self, clerk: Clerk, department: str = COMMON) -> tuple[Canned, ...]:
        """Return what the clerk may use on a ticket of a department: the own ones, its own, the common ones."""
        wanted = {COMMON, clerk.department} | ({department} if clerk.sees_all else set())
        query = select(CannedRow).where(CannedRow.department.in_(sorted(wanted)))
        return self._listed(query.order_by(CannedRow.department.desc(), CannedRow.title))

    def kept_by(self, clerk: Clerk) -> tuple[Canned, ...]:
        """Return what the clerk reads on the page where they are kept; administrators read all."""
        query = select(CannedRow).order_by(CannedRow.department, CannedRow.title)
        if not clerk.may(Right.ADMINISTER):
            query = query.where(CannedRow.department.in_((COMMON, clerk.department)))
        return self._listed(query)

    def _listed(self, query: Select[CannedRow]) -> tuple[Canned, ...]:
        with self.store.unit() as session:
            return tuple(_canned(row) for row in session.scalars(query))

    def add(self, clerk: Clerk, department: str, title: str, text: str) -> None:
        """Keep a new one.

        Raises:
            NotYours: it would be another department's.
            DeskError: title or text cannot be taken; the message says why.
        """
        if not may_change(clerk, department):
            raise NotYours("只能添加自己部门的常用语")
        with self.store.unit() as session:
            _refuse_more(session, department)
            row = CannedRow(department=department, title="", text="", changed_at=self.clock())
            self._write(session, row, title, text)
            session.add(row)
            self._record(session, clerk, f"添加 {row.title}")

    def change(self, clerk: Clerk, canned_id: int, title: str, text: str) -> None:
        """Change one; raises what `add` raises."""
        with self.store.unit() as session:
            row = _own(session, clerk, canned_id)
            self._write(session, row, title, text)
            self._record(session, clerk, f"修改 {row.title}")

    def delete(self, clerk: Clerk, canned_id: int) -> None:
        """Delete one; NotYours where it is another department's."""
        with self.store.unit() as session:
            row = _own(session, clerk, canned_id)
            session.delete(row)
            self._record(session, clerk, f"删除 {row.title}")

    def _write(self, session: Session, row: CannedRow, title: str, text: str) -> None:
        title, text = " ".join(title.split()), text.strip().translate(_WIDE)
        _refuse_faults(title, text)
        _refuse_twice(session, row, title)
        row.title, row.text = title, screened(Sender.STAFF, text)
        row.changed_at = self.clock()

    def _record(self, session: Session, clerk: Clerk, detail: str) -> None:
        record(session, self.clock(), clerk, Action.CANNED_CHANGED, "", detail)


def _canned(row: CannedRow) -> Canned:
    return Canned(row.id, row.department, row.title, row.text)


def _own(session: Session, clerk: Clerk, canned_id: int) -> CannedRow:
    row = session.get(CannedRow, canned_id)
    if row is None or not may_change(clerk, row.department):
        raise NotYours("没有这条常用语，或者它不归您的部门")
    return row


def _refuse_faults(title: str, text: str) -> None:
    """Raise for what is blank, too long, or has places that no ticket fills."""
    if not title or not text:
        raise DeskError("标题和内容都要写")
    if len(title) > LONGEST_TITLE:
        raise DeskError(f"标题请不超过 {LONGEST_TITLE} 字，现在是 {len(title)} 字")
    if len(text) > LONGEST_TEXT:
        raise DeskError(f"内容请不超过 {LONGEST_TEXT} 字，现在是 {len(text)} 字")
    strange = [name for name in _IN_BRACES.findall(text) if name.strip() not in PLACEHOLDERS]
    if strange:
        known = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise DeskError(f"{{{strange[0]}}} 不认识，请改成 {known} 中的一个，或者去掉大括号")
    if set("{}") & set(_IN_BRACES.sub("", text)):
        raise DeskError("有一个大括号没有配对，请成对写成 {事项} 这样，或者去掉它")


def _refuse_twice(session: Session, row: CannedRow, title: str) -> None:
    same = select(CannedRow.id).where(
        CannedRow.department == row.department, CannedRow.title == title
    )
    with session.no_autoflush:
        if any(found != row.id for found in session.scalars(same)):
            raise DeskError(f"已经有一条叫“{title}”的常用语，请换个标题")


def _refuse_more(session: Session, department: str) -> None:
    query = select(func.count()).where(CannedRow.department == department)
    if (session.scalar(query) or 0) >= MOST:
        raise DeskError(f"一个部门最多 {MOST} 条常用语，请先删掉不用的")
