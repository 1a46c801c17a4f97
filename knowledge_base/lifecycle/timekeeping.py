"""What its day demands: versions come into force and end by themselves; what cannot is told, and tried ever more seldom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from knowledge_base.lifecycle.errors import CannotPublish, MoveRefused
from knowledge_base.lifecycle.moves import move, state_of
from knowledge_base.lifecycle.overtaking import in_state, supersede
from knowledge_base.lifecycle.people import SYSTEM
from knowledge_base.lifecycle.publishing import Publishing
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.steps import LONGEST_COMMENT, Steps
from knowledge_base.store.tables import VersionRow
from knowledge_base.store.trouble import unit_of_work

FIRST_PAUSE = timedelta(minutes=2)
"""Until what failed is tried again; each pause twice as long as the one before."""
LONGEST_PAUSE = timedelta(hours=1)
NOT_DONE = (
    "到了日子，系统没能自动发布（或下线）：{faults}。改好以后系统会自己再试，不要了就取消定时"
)


@dataclass(frozen=True)
class _Failure:
    """A version could not be published or withdrawn on its day."""

    tries: int
    at: datetime
    generation: int


@dataclass(frozen=True)
class Timekeeping:
    """Publishes and withdraws what is due."""

    publishing: Publishing
    steps: Steps
    _failed: dict[int, _Failure] = field(default_factory=dict, repr=False)

    def keep_time(self) -> int | None:
        """Publish what takes effect and withdraw what ends; return the generation, None if there was nothing to do.

        All that is due comes into force together, unless something has faults: then each by itself. What has faults
        is tried again after a while, or at once when something else was published.

        Raises:
            CannotPublish: what has faults stays as it is, and is told in its life; everything else was done.
        """
        due = [one for one in self._due() if not self._waits(one)]
        if not due:
            return None
        try:
            return self._do(due)
        except CannotPublish as refused:
            done, faults = self._one_by_one(due, refused)
            if faults:
                raise CannotPublish(faults) from refused
            return done

    def _one_by_one(
        self, due: Sequence[int], refused: CannotPublish
    ) -> tuple[int | None, list[str]]:
        """Return the last generation that could be made, and the faults of the others."""
        if len(due) == 1:
            self._failed_again(due[0], refused)
            return None, list(refused.faults)
        done: int | None = None
        faults: list[str] = []
        for version_id in due:
            try:
                done = self._do([version_id]) or done
            except CannotPublish as error:
                self._failed_again(version_id, error)
                faults += error.faults
        return done, faults

    def _failed_again(self, version_id: int, refused: CannotPublish) -> None:
        """Keep when a version was tried, and tell in its life why it failed, once for each reason."""
        before = self._failed.get(version_id)
        self._failed[version_id] = _Failure(
            before.tries + 1 if before else 1,
            self.publishing.clock(),
            self.publishing.store.newest(),
        )
        said = NOT_DONE.format(faults="；".join(refused.faults))[:LONGEST_COMMENT]
        told = [one.text for one in self.steps.comments(version_id) if one.author == SYSTEM.login]
        if said not in told:
            self.steps.comment(version_id, SYSTEM, said)

    def _waits(self, version_id: int) -> bool:
        """Whether a version failed so lately that it is not tried again yet."""
        last = self._failed.get(version_id)
        if last is None or last.generation != self.publishing.store.newest():
            return False
        pause = min(FIRST_PAUSE * 2.0 ** min(last.tries - 1, 10), LONGEST_PAUSE)
        return abs(self.publishing.clock() - last.at) < pause

    def _do(self, due: Sequence[int]) -> int | None:
        publishing = self.publishing

        def kept(session: Session) -> int | None:
            now = publishing.clock()
            changes: dict[int, int | None] = {}
            causes = []
            for row in (session.get_one(VersionRow, i) for i in due):
                state = state_of(session, row.id)
                if state is State.PUBLISHED:
                    move(session, row.id, State.WITHDRAWN, SYSTEM, now, "有效期已到")
                    changes[row.record_id] = None
                    causes.append(f"到期 {row.title}")
                elif state is State.SCHEDULED:
                    supersede(session, row, SYSTEM, now)
                    move(session, row.id, State.PUBLISHED, SYSTEM, now)
                    changes[row.record_id] = row.id
                    causes.append(f"生效 {row.title}")
            return publishing.add(session, changes, "；".join(causes), SYSTEM) if changes else None

        try:
            return publishing.trial.do(kept)
        except MoveRefused as refused:
            raise CannotPublish([str(refused)]) from refused

    def _due(self) -> list[int]:
        """Return the versions whose day has come: those that end first, for others take their place, and the newest first.

        Of two versions of a record whose days have both come, the older one gives way to the newer one unseen.
        """
        day = self.publishing.today
        ending = in_state(State.PUBLISHED).where(VersionRow.effective_until < day)
        beginning = in_state(State.SCHEDULED).where(VersionRow.effective_from <= day)
        with unit_of_work(self.publishing.store.engine) as session:
            ended = [row.id for row in session.scalars(ending)]
            return ended + [row.id for row in session.scalars(beginning)][::-1]
