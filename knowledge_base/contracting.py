"""Ask the questions of a version of what is published now and of what would be, and keep what differs."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from knowledge_base.lifecycle.contract import MOST, ContractQuestion, questions_of
from knowledge_base.lifecycle.contract_runs import Run
from knowledge_base.lifecycle.judging import Pair, Told, report
from knowledge_base.lifecycle.reach import guides_of, words_of
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.soundness import Check
from knowledge_base.lifecycle.states import State
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.qa import SubjectKind
from knowledge_base.policy_file import read_policy
from knowledge_base.policy_texts import POLICY
from knowledge_base.services import KnowledgeBase
from knowledge_base.snapshot import Snapshot
from knowledge_base.store.kinds import KINDS, with_records

FEW = 40
"""Questions of a neighbour, or of one of many guides that a record reaches."""
NEIGHBOURS = 6
"""Guides beside those that a change reaches whose questions are asked too."""
MOST_WORDS = 60
"""Words of a record for which neighbours are looked for."""
TELL_SECONDS, WAIT_SECONDS = 1.0, 20.0
CANNOT_ASK = "这一版没能生成可以答复的内容，所以问不了。请把下面这行转给技术人员：{fault}"

log = logging.getLogger(__name__)

Tell = Callable[[int, int], None]
"""Told how many questions were asked, and of how many."""


@cache
def asked_words() -> Mapping[str, str]:
    """Return how each element is asked for (policy/contract.yml)."""
    asked: Mapping[str, str] = read_policy(POLICY / "contract.yml")["asked"]
    return asked


def builds_with(kb: KnowledgeBase) -> Check:
    """Return what tries whether something can be asked once it is published; where nobody is answered it says nothing."""

    def faults(catalogue: Catalogue) -> Sequence[str]:
        if not kb.ready:
            return ()
        try:
            kb.candidate(catalogue)
        except Exception as fault:  # whatever breaks here would break the halls
            log.exception("candidate cannot be built")
            return (f"{type(fault).__name__}: {fault}",)
        return ()

    return faults


@dataclass(frozen=True)
class Plan:
    """What is asked of two snapshots."""

    now: Snapshot
    then: Snapshot
    questions: tuple[ContractQuestion, ...]

    def answers(self, tell: Tell) -> Iterator[Pair]:
        """Yield each question with what is told now and what would be told."""
        for number, question in enumerate(self.questions):
            tell(number, len(self.questions))
            before, after = (Told.of(s.ask(question.text)) for s in (self.now, self.then))
            yield question, before, after

    @property
    def names(self) -> dict[str, str]:
        """The names of the items by code, the newest ones."""
        both = {**self.now.catalogue.guides, **self.then.catalogue.guides}
        return {code: guide.item.name for code, guide in both.items()}


@dataclass(frozen=True)
class Contracts:
    """The answer contracts of versions: asked in the background, one after the other, and kept."""

    kb: KnowledgeBase
    record: Record
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def last(self, version_id: int) -> Run | None:
        """Return the last run of a version, whether it goes on or not; of one in force, that of its withdrawal.

        Raises:
            UnknownVersion: there is none with this id.
        """
        leaves = self._is_in_force(version_id)
        return self.record.contract_runs.last(version_id, withdrawal=leaves)

    def start(self, version_id: int, by: str) -> bool:
        """Begin to ask in the background; return False where it is being asked already, and nothing begins.

        Of a version in force it is asked what would be answered without it.

        Raises:
            UnknownVersion: there is none with this id.
        """
        leaves = self._is_in_force(version_id)
        run_id, is_new = self._begin(version_id, by, leaves)
        if is_new:
            name, given = f"contract-{run_id}", (run_id, version_id, leaves)
            threading.Thread(target=self._ask, args=given, name=name).start()
        return is_new

    def ask(self, version_id: int, by: str) -> Run:
        """Ask now, and return the run.

        Raises:
            UnknownVersion: there is none with this id.
        """
        leaves = self._is_in_force(version_id)
        run_id, is_new = self._begin(version_id, by, leaves)
        if is_new:
            self._ask(run_id, version_id, leaves)
        found = self.record.contract_runs.last(version_id, withdrawal=leaves)
        assert found is not None
        return found

    def plan(self, kind: str, key: str, value: Any) -> Plan:
        """Return what is asked where a record would say this, or where it would be gone: None."""
        now = self.kb.snapshot()
        then = self.kb.candidate(with_records(now.catalogue, {(kind, key): value}))
        own = guides_of(kind, key, (now if value is None else then).catalogue)
        said = KINDS[kind].records(now.catalogue)[key] if value is None else value
        near = neighbours(words_of(said), own, (now, then))
        most = MOST if len(own) <= 1 else FEW
        return Plan(now, then, tuple(_questions(now, then, [*own], most, near)))

    def _is_in_force(self, version_id: int) -> bool:
        return self.record.versions.version(version_id).state is State.PUBLISHED

    def _begin(self, version_id: int, by: str, leaves: bool) -> tuple[int, bool]:
        runs, now = self.record.contract_runs, self.record.clock()
        return runs.begin(version_id, self.kb.generation, by, now, withdrawal=leaves)

    def _ask(self, run_id: int, version_id: int, leaves: bool) -> None:
        """Ask when it is this run's turn; whatever fails is kept as its fault."""
        runs, clock = self.record.contract_runs, self.record.clock
        while not self._turn.acquire(timeout=WAIT_SECONDS):
            runs.tell(run_id, 0, 0, clock())
        try:
            version = self.record.versions.version(version_id)
            value = None if leaves else self.record.versions.value(version_id)
            plan = self.plan(version.kind, version.key, value)
            tell = _now_and_then(lambda done, total: runs.tell(run_id, done, total, clock()))
            found = replace(report(plan.answers(tell), plan.names), is_withdrawal=leaves)
            runs.end(run_id, found, clock())
        except (
            Exception
        ) as fault:  # a candidate may be wrong in any way; who asked has to hear of it
            log.exception("contract of version %s cannot be asked", version_id)
            words = CANNOT_ASK.format(fault=f"{type(fault).__name__}: {fault}")
            runs.fail(run_id, words, clock())
        finally:
            self._turn.release()


def kept(snapshot: Snapshot, item_code: str) -> Iterator[tuple[ContractQuestion, Told]]:
    """Yield every question of one guide with what a snapshot tells."""
    guide = snapshot.guide(item_code)
    for question in questions_of(guide, snapshot.catalogue, asked_words()):
        yield question, Told.of(snapshot.ask(question.text))


def neighbours(
    words: Sequence[str], own: Sequence[str], snapshots: Iterable[Snapshot]
) -> tuple[str, ...]:
    """Return the codes of the guides that lie nearest to some words, the nearest first."""
    near: Counter[str] = Counter()
    for snapshot in snapshots:
        finder = snapshot.base.finder
        for word in _some(words, MOST_WORDS):
            found = finder.find(finder.prepare(word), limit=NEIGHBOURS + len(own)).hits
            items = [h.subject.key for h in found if h.subject.kind is SubjectKind.ITEM]
            others = [key for key in items if key not in own]
            near.update({key: 1 / rank for rank, key in enumerate(others, start=1)})
    return tuple(key for key, _ in near.most_common(NEIGHBOURS))


def _some(words: Sequence[str], most: int) -> Sequence[str]:
    """Return at most so many, evenly from all of them."""
    step = -(-len(words) // most) or 1
    return words[::step]


def _questions(
    now: Snapshot, then: Snapshot, own: Sequence[str], most: int, near: Sequence[str]
) -> Iterator[ContractQuestion]:
    """Yield what the guides ask for as they would be, what they ask for now, and what their neighbours do."""
    asked: set[tuple[str, str]] = set()
    wanted = [(then, code, most) for code in own] + [(now, code, most) for code in own]
    for snapshot, code, count in (*wanted, *((then, code, FEW) for code in near)):
        guide = snapshot.catalogue.guides.get(code)
        if guide is None:
            continue
        for question in questions_of(guide, snapshot.catalogue, asked_words(), count):
            if (code, question.text) not in asked:
                asked.add((code, question.text))
                yield _still_known(question, then)


def _still_known(question: ContractQuestion, then: Snapshot) -> ContractQuestion:
    """Return a question without the statement that answers it, where that would no longer be there."""
    guide = then.catalogue.guides.get(question.item_code)
    faqs = {faq.id for faq in guide.faq} if guide else set()
    gone = question.statement and question.statement not in faqs and question.covers
    return replace(question, statement="") if gone else question


def _now_and_then(tell: Tell) -> Tell:
    """Return what tells no more often than once a second."""
    told = [0.0]

    def seldom(done: int, total: int) -> None:
        if time.monotonic() - told[0] >= TELL_SECONDS:
            told[0] = time.monotonic()
            tell(done, total)

    return seldom
