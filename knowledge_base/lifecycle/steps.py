"""Steps in the life of a version that publish nothing: sending back, saying something, having looked again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.check_rows import close_open
from knowledge_base.lifecycle.errors import MoveRefused, no_version
from knowledge_base.lifecycle.moves import NOT_YOURS, move
from knowledge_base.lifecycle.people import Person
from knowledge_base.lifecycle.registering import register_comment
from knowledge_base.lifecycle.states import State
from knowledge_base.store.engine import alone
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import CommentRow, VersionRow
from knowledge_base.store.trouble import unit_of_work

STILL_RIGHT = "复查过，仍然正确"
NOTHING_SAID = "还没有写内容：写一句再发"
NOT_IN_FORCE = "这一版现在不是现行版，不用复查：可能别人刚发布了新版，请刷新页面"
LONGEST_COMMENT = 1000
TOO_LONG = f"一次最多写 {LONGEST_COMMENT} 字，请写短一些"


@dataclass(frozen=True)
class Comment:
    """What somebody said about a version."""

    id: int
    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Steps:
    """Use cases that move a version without changing what citizens are told."""

    store: GuideStore
    clock: Callable[[], datetime]

    def send_back(self, version_id: int, by: Person, reason: str) -> None:
        """Return a version to its authors; a check that was asked for is waited for no longer.

        Raises:
            UnknownVersion: there is none with this id.
            MoveRefused: not now, not by this person, or not without a reason.
        """
        self._move(version_id, State.RETURNED, by, reason)

    def stop_waiting(self, version_id: int, by: Person, reason: str) -> None:
        """Take a version back from the department that was to check it.

        Raises:
            UnknownVersion: there is none with this id.
            MoveRefused: not now, not by this person, or not without a reason.
        """
        self._move(version_id, State.SUBMITTED, by, reason)

    def archive(self, version_id: int, by: Person, reason: str = "") -> None:
        """Put a version away for good.

        Raises:
            UnknownVersion: there is none with this id.
            MoveRefused: not now, or not by this person.
        """
        self._move(version_id, State.ARCHIVED, by, reason)

    def still_right(self, version_id: int, by: Person, comment: str = "") -> None:
        """Note that somebody looked through what is in force and found it right.

        Raises:
            UnknownVersion: there is none with this id.
            MoveRefused: it is not in force, or not this person's.
        """
        self._move(version_id, State.PUBLISHED, by, comment.strip() or STILL_RIGHT, State.PUBLISHED)

    def comment(self, version_id: int, by: Person, text: str) -> None:
        """Keep what somebody says about a version.

        Raises:
            UnknownVersion: there is none with this id.
            MoveRefused: it is not this person's to speak of, nothing was said, or too much.
        """
        said = text.strip()
        if not said:
            raise MoveRefused(NOTHING_SAID)
        if len(said) > LONGEST_COMMENT:
            raise MoveRefused(TOO_LONG)
        if not by.duties:
            raise MoveRefused(NOT_YOURS)
        with alone(self.store.engine) as connection, Session(connection) as session:
            if session.get(VersionRow, version_id) is None:
                raise no_version(version_id)
            last = session.scalars(_said(version_id).order_by(CommentRow.id.desc())).first()
            if last is not None and (last.author, last.text) == (by.login, said):
                return
            row = CommentRow(version_id=version_id, author=by.login, at=self.clock(), text=said)
            session.add(row)
            session.flush()
            register_comment(session, row)
            session.commit()

    def comments(self, version_id: int) -> tuple[Comment, ...]:
        """Return what was said about a version, the oldest first."""
        with unit_of_work(self.store.engine) as session:
            rows = session.scalars(_said(version_id).order_by(CommentRow.id))
            return tuple(Comment(row.id, row.author, row.at, row.text) for row in rows)

    def _move(
        self, version_id: int, to: State, by: Person, reason: str, only_from: State | None = None
    ) -> None:
        with alone(self.store.engine) as connection, Session(connection) as session:
            before = move(session, version_id, to, by, self.clock(), reason)
            if only_from not in (None, before):
                raise MoveRefused(NOT_IN_FORCE)
            if before is State.CHECKING:
                close_open(session, version_id, self.clock())
            session.commit()


def _said(version_id: int) -> Select[CommentRow]:
    return select(CommentRow).where(CommentRow.version_id == version_id)
