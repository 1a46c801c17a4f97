"""What the knowledge base does for the doors: the snapshot in force, and what is kept beside it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from knowledge_base import building, checklists, feedback
from knowledge_base.answering.screen import Screener
from knowledge_base.answering.views import View
from knowledge_base.answering.wording import shipped_wording
from knowledge_base.asking import Asking
from knowledge_base.assembling import Assembled, Assembler
from knowledge_base.checklists import Notice
from knowledge_base.decision import read_decision
from knowledge_base.errors import StaleIndex
from knowledge_base.lifecycle.seeding import SeedReport
from knowledge_base.memory import settle_memory, uncollected
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.policy_texts import POLICY
from knowledge_base.published import Published, PublishedContent
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.retrieval.queries import read_phrasings
from knowledge_base.retrieval.vectors import RebuildReport
from knowledge_base.snapshot import Snapshot
from knowledge_base.store.keeping import Keeping, sweep
from knowledge_base.store.ratings import RatingCount, ratings
from knowledge_base.store.repository import GuideStore
from knowledge_base.upcoming import Upcoming

__all__ = ["POLICY", "KnowledgeBase"]

SHEET_KINDS = ("department", "venue", "material")
"""What a checklist names beside its guide."""

log = logging.getLogger(__name__)


@cache
def _screener() -> Screener:
    """The screener of the shipped policy; what it learns from examples takes some seconds."""
    return Screener.load(POLICY)


class _Bound(threading.local):
    """The snapshot that a thread keeps to, and how many blocks it is in that keep to one."""

    snapshot: Snapshot | None = None
    blocks = 0


class KnowledgeBase(Asking):
    """The snapshot of what is published, ready to be asked; `reload` swaps in the next one.

    What is asked within `bound` is told from one snapshot, whatever is published meanwhile.
    """

    def __init__(
        self, engine: Engine, models: Path, *, encoder: str = "", clock: Callable[[], datetime]
    ) -> None:
        self._engine, self._clock = engine, clock
        self.store = GuideStore(engine)
        self._content = PublishedContent(self.store, clock)
        wording = shipped_wording()
        self._assembler = Assembler(
            read_phrasings(POLICY / "elements.yml"),
            wording,
            read_decision(POLICY / "decision.yml"),
            _screener,
            building.ModelFolder(models),
            encoder,
            Upcoming(self.store, wording.statement, wording.notice).line,
        )
        self._current: Snapshot | None = None
        self._bound = _Bound()
        self._building, self._trying = threading.Lock(), threading.Lock()
        self._candidate: Snapshot | None = None
        self.trouble = ""

    trouble: str
    """Why what is published newly could not be read or built, in words for the log; empty while it could."""

    def is_question(self, text: str) -> bool:
        """Whether a text asks for something a guide could tell: no greeting, no emergency, no call for a person."""
        verdict = _screener().screen(text)
        return verdict is None or not verdict.certain

    def seed(self, catalogue: Catalogue) -> SeedReport:
        """Publish what files say, without review; published content that is equal stays as it is."""
        return self._content.seed(catalogue)

    def published(self) -> Published:
        """Return what is in force; what was read before is kept while it still is."""
        return self._content.in_force()

    def train_if_stale(self, say: Callable[[str], None]) -> bool:
        """Train the models unless they fit what is published; return whether they were trained.

        While another process trains into the same folder it is waited for.
        """
        assembler = self._assembler
        subjects = assembler.derive(self.published()).subjects
        if not building.is_stale(subjects, assembler.phrasings, assembler.models):
            return False
        with building.alone_in(assembler.models):
            if not building.is_stale(subjects, assembler.phrasings, assembler.models):
                return False
            building.train(subjects, assembler.phrasings, assembler.models, say)
        return True

    def reload(self) -> RebuildReport:
        """Build what is published aside and swap it in at once; only what changed is built anew."""
        with self._building, uncollected():
            started, found, before = time.perf_counter(), self.published(), self._current
            if before is not None and not self._assembler.can_go_on(before.assembled):
                before = None
            made = self._assembled(found, before)
            questions = self._assembler.phrasings.questions
            snapshot = Snapshot(made, questions, self._clock(), 0.0)
            snapshot.rehearse(before)
            seconds = time.perf_counter() - started
            self._current = replace(snapshot, built_at=self._clock(), seconds=seconds)
            self._candidate, self.trouble = None, ""
            if before is None:
                settle_memory()
        return made.finder.index.report

    def candidate(self, catalogue: Catalogue) -> Snapshot:
        """Return a snapshot of what might be published, built beside the one in force; the last one is kept.

        Raises:
            Exception: of any kind, where something in the catalogue cannot be built.
        """
        with self._trying, uncollected():
            known, before = self._candidate, self.snapshot()
            if known is not None and known.catalogue == catalogue:
                return known
            goes_on = self._assembler.can_go_on(before.assembled)
            found = Published(catalogue, before.generation)
            made = self._assembled(found, before if goes_on else None)
            questions = self._assembler.phrasings.questions
            self._candidate = Snapshot(made, questions, self._clock(), 0.0)
            self._candidate.rehearse(before)
            return self._candidate

    def _assembled(self, found: Published, before: Snapshot | None) -> Assembled:
        """Return what is asked; models that turn out to be missing or broken are trained first."""
        assembler = self._assembler
        if before is not None:
            return assembler.next(found, before.assembled)
        try:
            return assembler.first(found)
        except StaleIndex as fault:
            log.warning("models cannot be used (%s): they are trained now, nothing to do", fault)
            subjects = assembler.derive(found).subjects
            building.train(subjects, assembler.phrasings, assembler.models, log.info)
            return assembler.first(found)

    def reload_if_due(self) -> bool:
        """Swap in what was published since the snapshot was built; return whether there was any.

        Where it cannot be built the snapshot stays in force, and `trouble` says why until it can.
        """
        if self._current is None:
            return False
        try:
            if self._content.newest() == self._current.generation:
                self.trouble = ""
                return False
            self.reload()
        except Exception as fault:
            self.trouble = f"{type(fault).__name__}: {fault}"
            raise
        return True

    def exchange_finder(self, before: HybridFinder, after: HybridFinder) -> bool:
        """Swap in a finder that knows more of the same generation; False where another one is in force by now."""
        with self._building:
            now = self._current
            if now is None or now.base.finder is not before:
                return False
            self._current = now.with_finder(after)
        return True

    def age(self) -> float:
        """Return for how many seconds the snapshot has been in force."""
        return (self._clock() - self.snapshot().built_at).total_seconds()

    @contextmanager
    def bound(self) -> Iterator[None]:
        """Inside, this thread is told everything from one snapshot: the one in force when it first asks."""
        self._bound.blocks += 1
        try:
            yield
        finally:
            self._bound.blocks -= 1
            if not self._bound.blocks:
                self._bound.snapshot = None

    def bind_anew(self) -> None:
        """Go on with the snapshot in force: what was told before in this block was not said to anybody."""
        self._bound.snapshot = None

    def snapshot(self) -> Snapshot:
        """Return the snapshot that this thread keeps to, else the one in force; built on first use."""
        if self._bound.snapshot is not None:
            return self._bound.snapshot
        if self._current is None:
            self.reload()
        assert self._current is not None
        found = self._current
        if self._bound.blocks:
            self._bound.snapshot = found
        return found

    @property
    def ready(self) -> bool:
        """Whether a snapshot is built and in force."""
        return self._current is not None

    @property
    def greeting(self) -> str:
        """What a door says first."""
        said = self.snapshot().base if self.ready else self._assembler
        return said.wording.greeting

    def save_checklist(self, item_code: str, situation: Mapping[str, str]) -> str:
        """Keep a checklist behind a short link and return its short name.

        Raises:
            UnknownItem: no published item has this code.
        """
        now = self.snapshot()
        view = now.view(item_code, situation)
        return checklists.save(self._engine, view, now.generation, self._clock())

    def saved_checklist(self, short: str) -> Notice | None:
        """Return the list behind a short link as it was saved, even when a newer version is in force."""
        found = checklists.saved(self._engine, short)
        if found is None:
            return None
        guide = self.store.version(found.item_code, found.version)
        if guide is None:
            return None
        then = self.store.replayed(found.generation, SHEET_KINDS)
        now = self.snapshot()
        return now.notice(View(guide, then, found.situation, now.base.wording))

    def tend(self, keeping: Keeping) -> int:
        """Delete ratings and checklists whose time is over; return how many."""
        return sweep(self._engine, keeping, self._clock())

    def ratings(self, since: datetime, until: datetime) -> tuple[RatingCount, ...]:
        """Return the ratings given from one moment until before the other, counted."""
        return ratings(self._engine, since, until)

    def give_feedback(self, item_code: str, element: str, helpful: bool, door: str) -> None:
        """Count a citizen's “有用/没解决”; nothing about the person is kept."""
        feedback.give(self._engine, item_code, element, helpful, door, self._clock())
