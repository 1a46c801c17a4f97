"""Ask the questions of a group again once their answer is in force, and put down what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge_base.errors import BadQuestion
from knowledge_base.lifecycle.errors import UnknownVersion
from knowledge_base.lifecycle.judging import Told
from knowledge_base.lifecycle.record import Record
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.codec import to_plain
from knowledge_base.services import KnowledgeBase
from knowledge_base.snapshot import Snapshot
from service_desk.audit import SYSTEM, Action, Actor, record
from service_desk.errors import DeskError
from service_desk.gaps import reading
from service_desk.gaps.changes import GUIDE
from service_desk.gaps.groups import require, set_state
from service_desk.gaps.model import Effect, GapState, Placed
from service_desk.gaps.tables import GapGroupRow
from service_desk.staff import Clerk
from service_desk.store import DeskStore
from service_desk.tables import UnansweredRow
from service_desk.unanswered import MOST_ASKED_FIRST

MOST_ASKED = 200
"""Questions of a group that are asked again, a few seconds of work."""
TOLD_SHOWN = 20
GIVEN_UP = "草稿被放弃了，还没有补上"
NOT_YET = "答复还没有发布，发布以后再问"
MEANWHILE = "同事刚处理过这一组，这次问的结果没有记下：请刷新页面看最新状态"
ASKED_AGAIN = frozenset({GapState.OPEN, GapState.DRAFTED, GapState.FILLED})
NOT_READY = "知识库正在装载，请过一会儿再问"


@dataclass(frozen=True)
class Asked:
    """The digests of the questions of a group that are answered, and of the others with what is told instead."""

    answered: tuple[str, ...]
    told: dict[str, str]

    @property
    def count(self) -> int:
        """How many were asked."""
        return len(self.answered) + len(self.told)


@dataclass(frozen=True)
class AskingAgain:
    """Use cases of asking again; nothing is closed that was not measured."""

    store: DeskStore
    clock: Callable[[], datetime]
    record: Record
    kb: KnowledgeBase

    def follow(self, group_id: int | None = None) -> int:
        """Ask again wherever an answer came into force, or for one group; return for how many something changed.

        A group closes where every question is answered by what was written for it; else it comes back with the rest.
        """
        if not self.kb.ready:
            return 0
        query = select(GapGroupRow).where(GapGroupRow.state == GapState.DRAFTED.value)
        if group_id is not None:
            query = query.where(GapGroupRow.id == group_id)
        with self.store.unit() as session:
            waiting = [(row.id, reading.placed_of(row)) for row in session.scalars(query)]
        return sum(self._followed(number, placed) for number, placed in waiting if placed)

    def ask(self, group_id: int, clerk: Clerk) -> Effect:
        """Ask the questions of a group again now, and return what came of it.

        Raises:
            NotYours: it is another department's.
            DeskError: no answer is in force, or somebody dealt with the group meanwhile.
        """
        with self.store.unit() as session:
            row = reading.for_a_step(session, group_id, clerk)
            require(row, *ASKED_AGAIN)
            placed = reading.placed_of(row)
        if not self.kb.ready:
            raise DeskError(NOT_READY)
        snapshot = self.kb.snapshot()
        if placed is None or not is_live(placed, snapshot.catalogue):
            raise DeskError(NOT_YET)
        effect = self._measured(group_id, placed, snapshot, clerk)
        if effect is None:
            raise DeskError(MEANWHILE)
        return effect

    def _followed(self, group_id: int, placed: Placed) -> bool:
        snapshot = self.kb.snapshot()
        if is_live(placed, snapshot.catalogue):
            return self._measured(group_id, placed, snapshot, SYSTEM) is not None
        if not self._is_given_up(placed):
            return False
        with self.store.unit() as session:
            row = session.get_one(GapGroupRow, group_id, with_for_update=True)
            if row.state != GapState.DRAFTED or reading.placed_of(row) != placed:
                return False
            row.placed = None
            self._settle(session, row, SYSTEM, GapState.OPEN, GIVEN_UP)
        return True

    def _is_given_up(self, placed: Placed) -> bool:
        """Whether the draft was discarded, or is not there any more."""
        try:
            draft = self.record.drafts.draft(placed.draft)
        except UnknownVersion:
            return True
        return not draft.is_open and draft.version_id is None

    def _measured(
        self, group_id: int, placed: Placed, snapshot: Snapshot, by: Actor
    ) -> Effect | None:
        """Ask, and put down what came of it; None where somebody dealt with the group meanwhile."""
        asked = self._asked(group_id, placed, snapshot)
        effect = Effect(
            generation=snapshot.generation,
            at=self.clock().isoformat(),
            asked=asked.count,
            answered=len(asked.answered),
            title=placed.title,
            item_code=placed.item_code,
            told=dict(list(asked.told.items())[:TOLD_SHOWN]),
        )
        with self.store.unit() as session:
            row = session.get_one(GapGroupRow, group_id, with_for_update=True)
            if reading.placed_of(row) != placed or row.state not in ASKED_AGAIN:
                return None
            row.effect = to_plain(effect)
            _put(session, tuple(asked.told), GapState.OPEN)
            _put(session, asked.answered, GapState.FILLED)
            state = GapState.OPEN if _left(session, group_id, asked) else GapState.FILLED
            self._settle(session, row, by, state, "", f"{effect.answered}/{effect.asked}")
        return effect

    def _asked(self, group_id: int, placed: Placed, snapshot: Snapshot) -> Asked:
        """Return what is told now; outside a unit of work, for it may take a second.

        What an earlier answer to the group reached need not be answered by this one.
        """
        query = select(UnansweredRow).where(UnansweredRow.group_id == group_id)
        open_first = UnansweredRow.state == GapState.FILLED.value
        with self.store.unit() as session:
            found = session.scalars(query.order_by(open_first, *MOST_ASKED_FIRST).limit(MOST_ASKED))
            questions = [(row.digest, row.question, row.state) for row in found]
        answered: list[str] = []
        others: dict[str, str] = {}
        for digest, question, state in questions:
            told = _told(question, snapshot)
            wanted = state == GapState.FILLED or (told and placed.statement in told.statements)
            if told is not None and told.answered and wanted:
                answered.append(digest)
            else:
                others[digest] = told.line if told else ""
        return Asked(tuple(answered), others)

    def _settle(
        self,
        session: Session,
        row: GapGroupRow,
        by: Actor,
        state: GapState,
        reason: str,
        said: str = "",
    ) -> None:
        now = self.clock()
        set_state(session, row, state, reason, now)
        record(session, now, by, Action.GAP_ASKED_AGAIN, f"gap {row.id}", said or reason)


def is_live(placed: Placed, catalogue: Catalogue) -> bool:
    """Whether what was written for a group is in force."""
    if placed.kind == GUIDE:
        guide = catalogue.guides.get(placed.item_code)
        return guide is not None and any(faq.id == placed.statement for faq in guide.faq)
    questions = catalogue.questions.get(placed.key)
    texts = {one.text for one in questions.labelled} if questions else set()
    return not texts.isdisjoint(placed.texts)


def _told(question: str, snapshot: Snapshot) -> Told | None:
    try:
        return Told.of(snapshot.ask(question))
    except BadQuestion:
        return None


def _left(session: Session, group_id: int, asked: Asked) -> bool:
    """Whether a question of the group is not answered: one that was asked, or one that was not."""
    query = select(UnansweredRow.digest).where(UnansweredRow.group_id == group_id)
    query = query.where(UnansweredRow.state != GapState.FILLED.value)
    return bool(asked.told) or session.scalars(query).first() is not None


def _put(session: Session, digests: tuple[str, ...], state: GapState) -> None:
    some = update(UnansweredRow).where(UnansweredRow.digest.in_(digests))
    session.execute(some.values(state=state.value))
