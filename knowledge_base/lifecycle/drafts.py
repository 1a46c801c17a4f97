"""Drafts: what somebody is writing, saved again and again, until it is submitted or given up.

A save never overwrites another one. Of two who save on the same state, the second one's text is kept beside the
draft (`Conflict`); whoever then saves on what the draft says has settled it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle import draft_rows as rows
from knowledge_base.lifecycle.draft_lists import DraftFilter, count_open, open_drafts
from knowledge_base.lifecycle.draft_rows import Draft, Save
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.moves import begin
from knowledge_base.lifecycle.people import Person
from knowledge_base.lifecycle.soundness import Check, faults_when_submitted
from knowledge_base.lifecycle.states import State
from knowledge_base.store.engine import alone
from knowledge_base.store.kinds import KINDS, content_of
from knowledge_base.store.reading import in_force, newest_generation
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import RecordRow, SaveRow
from knowledge_base.store.trouble import unit_of_work
from knowledge_base.store.writing import add_version, find_record, known_record, newest_no

TAKEN = "已经有“{key}”了：请打开它修改，或者换一个编码"
BEHIND = "别人已经发布了更新的第 {no} 版，这份草稿是在旧版上改的：请先并入新版的改动，再提交"
FAULTY = "还有要改的地方：{faults}"
SAVED_MEANWHILE = "提交前别人又改了这份草稿：请先打开草稿看过，再提交"
NOTHING_BEFORE = "没有可以撤销的改动了"


@dataclass(frozen=True)
class Conflict:
    """Somebody saved in between: `theirs` is what the draft says, `mine` was kept beside it."""

    theirs: Save
    mine: Save


@dataclass(frozen=True)
class Drafts:
    """Use cases of drafts; editors see and write those of their department.

    check: looks at everything as it would be published; what it newly finds keeps a draft from being submitted.
    """

    store: GuideStore
    clock: Callable[[], datetime]
    check: Check

    def open(
        self,
        kind: str,
        key: str,
        by: Person,
        version_no: int | None = None,
        origin: str = rows.STAFF,
    ) -> Draft:
        """Return the open draft of a record; one is begun on what is in force, or on another version, if there is none.

        Raises:
            UnknownVersion: there is no such record or version.
            MoveRefused: it is not this person's to edit.
        """
        with alone(self.store.engine) as connection, Session(connection) as session:
            record = find_record(session, kind, key)
            if record is None:
                raise UnknownVersion(f"没有“{key}”这条{KINDS[kind].label}")
            row = rows.open_draft(session, record.id)
            if row is None:
                row = rows.begin_draft(session, record, version_no, by, self.clock(), origin)
            rows.require_editor(by, rows.newest(session, row).department)
            found = rows.draft(session, row)
            session.commit()
        return found

    def create(
        self, kind: str, key: str, value: Any, by: Person, origin: str = rows.STAFF
    ) -> Draft:
        """Begin a record that does not exist yet.

        Raises:
            MoveRefused: there is one with this key, or it would not be this person's to edit.
        """
        with alone(self.store.engine) as connection, Session(connection) as session:
            record = known_record(session, kind, key)
            if newest_no(session, record.id) or rows.open_draft(session, record.id):
                raise MoveRefused(TAKEN.format(key=key))
            row = rows.add_draft(session, record, None, by, self.clock(), origin)
            save = rows.add_save(session, row, value, by, self.clock(), based_on=None)
            rows.require_editor(by, save.department)
            found = rows.draft(session, row)
            session.commit()
        return found

    def draft(self, draft_id: int) -> Draft:
        """Return a draft, open or closed.

        Raises:
            UnknownVersion: there is none with this id.
        """
        with unit_of_work(self.store.engine) as session:
            return rows.draft(session, rows.known(session, draft_id))

    def listed(
        self, by: Person, kind: str = "", key: str = "", limit: int | None = None, offset: int = 0
    ) -> tuple[Draft, ...]:
        """Return the open drafts of this person's departments, the last begun first."""
        wanted = DraftFilter(kind, key, by.department)
        with unit_of_work(self.store.engine) as session:
            return tuple(open_drafts(session, wanted, limit, offset))

    def counted(self, by: Person, kind: str = "") -> int:
        """Return how many open drafts this person's departments have."""
        with unit_of_work(self.store.engine) as session:
            return count_open(session, DraftFilter(kind, department=by.department))

    def newest(self, draft_id: int) -> Save:
        """Return what a draft says now."""
        with unit_of_work(self.store.engine) as session:
            return rows.saved(session, rows.newest(session, rows.known(session, draft_id)))

    def saves(self, draft_id: int) -> tuple[Save, ...]:
        """Return every save of a draft, the newest first."""
        wanted = select(SaveRow).where(SaveRow.draft_id == draft_id).order_by(SaveRow.id.desc())
        with unit_of_work(self.store.engine) as session:
            return tuple(rows.saved(session, row) for row in session.scalars(wanted))

    def save(self, draft_id: int, value: Any, by: Person, based_on: int) -> Save | Conflict:
        """Keep what is written; what says the same as the draft already does adds nothing.

        Args:
            draft_id: the draft.
            value: of the record's model.
            by: who writes.
            based_on: the save that was on the screen.

        Raises:
            UnknownVersion: there is no such draft.
            MoveRefused: it is closed, not this person's to edit, or would be another department's then.
        """
        with alone(self.store.engine) as connection, Session(connection) as session:
            row = rows.for_editing(session, draft_id, by)
            newest = rows.newest(session, row)
            if (
                content_of("", value).digest
                == content_of("", rows.saved(session, newest).value).digest
            ):
                return rows.saved(session, newest)
            beside = newest.id != based_on
            added = rows.add_save(
                session, row, value, by, self.clock(), based_on=based_on, beside=beside
            )
            rows.require_kept(by, added)
            mine, theirs = rows.saved(session, added), rows.saved(session, newest)
            session.commit()
        return Conflict(theirs, mine) if beside else mine

    def undo(self, draft_id: int, by: Person) -> Save:
        """Go back to the save on which the newest one was written; going back is a save of its own.

        Raises:
            UnknownVersion: there is no such draft.
            MoveRefused: there is nothing to go back to, it is closed, or not this person's to edit.
        """
        with unit_of_work(self.store.engine) as session:
            before = rows.newest(session, rows.for_editing(session, draft_id, by)).based_on
        if before is None:
            raise MoveRefused(NOTHING_BEFORE)
        return self.go_back(draft_id, before, by)

    def go_back(self, draft_id: int, save_id: int, by: Person) -> Save:
        """Let a draft say again what it said in an earlier save.

        Raises:
            UnknownVersion: there is no such draft, or no such save of it.
            MoveRefused: it is closed, or not this person's to edit.
        """
        with alone(self.store.engine) as connection, Session(connection) as session:
            row = rows.for_editing(session, draft_id, by)
            earlier = session.get(SaveRow, save_id)
            if earlier is None or earlier.draft_id != row.id:
                raise UnknownVersion("这份草稿没有这次保存")
            value = rows.saved(session, earlier).value
            added = rows.add_save(session, row, value, by, self.clock(), based_on=earlier.based_on)
            rows.require_kept(by, added)
            back = rows.saved(session, added)
            session.commit()
        return back

    def discard(self, draft_id: int, by: Person) -> None:
        """Give a draft up; its saves stay readable.

        Raises:
            UnknownVersion: there is no such draft.
            MoveRefused: it is closed, or not this person's to edit.
        """
        with alone(self.store.engine) as connection, Session(connection) as session:
            rows.for_editing(session, draft_id, by).closed_at = self.clock()
            session.commit()

    def rebase(self, draft_id: int, by: Person) -> Draft:
        """Say that a draft has been compared with what is in force now.

        Raises:
            UnknownVersion: there is no such draft.
            MoveRefused: it is closed, or not this person's to edit.
        """
        with alone(self.store.engine) as connection, Session(connection) as session:
            row = rows.for_editing(session, draft_id, by)
            current = in_force(session, row.record_id)
            row.based_on = current.id if current else None
            found = rows.draft(session, row)
            session.commit()
        return found

    def submit(self, draft_id: int, by: Person, looked_at: int | None = None) -> int:
        """Make a version of what the draft says, close it, and return the version's id.

        Whoever submits twice gets the version that the first time made. `looked_at` is the save that was checked.

        Raises:
            UnknownVersion: there is no such draft.
            MoveRefused: it was given up, is not this person's, has faults, a newer version was published meanwhile,
                or somebody saved after it was checked.
        """
        with alone(self.store.engine) as connection, Session(connection) as session:
            made = rows.known(session, draft_id).version_id
            if made is not None:
                return made
            row = rows.for_editing(session, draft_id, by)
            if behind := rows.draft(session, row).behind:
                raise MoveRefused(BEHIND.format(no=behind))
            newest = rows.newest(session, row)
            if looked_at not in (None, newest.id):
                raise MoveRefused(SAVED_MEANWHILE)
            record = session.get_one(RecordRow, row.record_id)
            value = rows.saved(session, newest).value
            self._require_sound(session, record, value)
            version = add_version(
                session,
                record,
                value,
                author=by.login,
                authors=rows.authors(session, row),
                origin=row.origin,
                now=self.clock(),
                based_on=row.based_on,
            )
            begin(session, version, State.SUBMITTED, by, self.clock())
            row.closed_at, row.version_id = self.clock(), version.id
            session.commit()
            return version.id

    def _require_sound(self, session: Session, record: RecordRow, value: Any) -> None:
        published = self.store.read_generation(session, newest_generation(session))
        changed = {(record.kind, record.key): value}
        today = self.clock().astimezone(CITY_TIME).date()
        if faults := faults_when_submitted(self.check, published, changed, today):
            raise MoveRefused(FAULTY.format(faults="；".join(faults)))
