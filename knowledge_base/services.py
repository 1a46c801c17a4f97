"""What the knowledge base does for the doors: one use case, one method."""

import gc
import logging
import math
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from knowledge_base import building
from knowledge_base.answering.base import Base
from knowledge_base.answering.compose import notice, situation_labels
from knowledge_base.answering.matters import ask_all
from knowledge_base.answering.offering import item_option
from knowledge_base.answering.outcomes import published_figures
from knowledge_base.answering.pipeline import ask, check_question, look_ahead
from knowledge_base.answering.screen import Screener
from knowledge_base.answering.views import View, necessities, sheet_blocks, visits_text
from knowledge_base.answering.wording import read_wording
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.decision import read_decision
from knowledge_base.deriving import derive_subjects
from knowledge_base.errors import StaleIndex, UnknownItem
from knowledge_base.lifecycle.seeding import SeedReport, publish_files
from knowledge_base.lookup import Lookup
from knowledge_base.model.answer import Answer, Block, Option
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.codec import to_plain
from knowledge_base.model.context import Context
from knowledge_base.model.element import Element
from knowledge_base.model.finding import Finder, Hit
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject
from knowledge_base.model.situation import replay
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.retrieval.index import Index
from knowledge_base.retrieval.queries import Phrasings, read_phrasings
from knowledge_base.retrieval.vectors import RebuildReport
from knowledge_base.store.keeping import Keeping, sweep
from knowledge_base.store.ratings import RatingCount, ratings
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import ChecklistRow, FeedbackRow
from knowledge_base.store.trouble import unit_of_work
from knowledge_base.text import mask, prepared, units

POLICY = Path(__file__).parent / "policy"
SHORT_BYTES = 6
"""A short link has 8 letters from 48 random bits; it holds no personal data."""

REHEARSED = 500
"""Items asked about before a generation is in force; the first citizen who asks about another waits a little."""

log = logging.getLogger(__name__)

SHEET_KINDS = ("department", "venue", "material")
"""What a checklist names beside its guide."""

NO_CONTEXT = Context()
"""A question that stands alone."""


@dataclass(frozen=True)
class Notice:
    """A one-visit checklist (一次性告知单) for one situation, from one version.

    necessities: how far each material of the blocks is needed (必要, 非必要, 容缺后补), in their order.
    """

    item_code: str
    item_name: str
    department: str
    version: int
    situation: Mapping[str, str]
    situation_label: str
    blocks: tuple[Block, ...]
    necessities: tuple[str, ...]
    notice: str

    def to_dict(self) -> dict[str, Any]:
        """Return the checklist as plain JSON data."""
        data: dict[str, Any] = to_plain(self)
        return data


@cache
def _screener() -> Screener:
    """The screener of the shipped policy; what it learns from examples takes some seconds."""
    return Screener.load(POLICY)


def _rehearse(base: Base) -> None:
    """Ask about items once, so that no citizen waits while wordings and figures are first read."""
    for guide in islice(base.catalogue.guides.values(), REHEARSED):
        ask(guide.item.name, NO_CONTEXT, base)
        published_figures(guide, base)


def _settle_memory() -> None:
    """Let go of the generation before, and leave this one out of the garbage collector's rounds.

    What is in memory now stays, so the collector need not look through it in the middle of a turn.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Inside, nobody looks for garbage: what a generation is built of stays, and looking takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True)
class Published:
    """What is in force, and the number of its generation."""

    catalogue: Catalogue
    generation: int


@dataclass(frozen=True)
class Generation:
    """What one state of the published knowledge is asked through, swapped as a whole."""

    base: Base
    lookup: Lookup


@dataclass(frozen=True)
class Sureness:
    """How probably a result is what is meant, from how probably the first one found is.

    Whether that one is shown or not (it may be no item of the base, or another department's), what it takes is
    not left for the others.
    """

    probability: float
    first: Hit | None

    def of(self, hit: Hit) -> float:
        """Return the probability that this is what is meant."""
        if self.first is None or hit.subject.key == self.first.subject.key:
            return self.probability
        behind = min(1.0, math.exp(hit.score - self.first.score))
        return min(self.probability * behind, 1.0 - self.probability)


class KnowledgeBase:
    """One generation of published knowledge, ready to be asked; `reload` swaps in the next one."""

    def __init__(
        self, engine: Engine, models: Path, *, encoder: str = "", clock: Callable[[], datetime]
    ) -> None:
        self._engine, self._encoder, self._clock = engine, encoder, clock
        self.store = GuideStore(engine)
        self._models = building.ModelFolder(models)
        self._phrasings: Phrasings = read_phrasings(POLICY / "elements.yml")
        self._wording = read_wording(POLICY / "wording.yml")
        self._decision = read_decision(POLICY / "decision.yml")
        self._current: Generation | None = None
        self._read: Published | None = None
        self._reloading = threading.Lock()

    def is_question(self, text: str) -> bool:
        """Whether a text asks for something a guide could tell: no greeting, no emergency, no call for a person."""
        verdict = _screener().screen(text)
        return verdict is None or not verdict.certain

    def seed(self, catalogue: Catalogue) -> SeedReport:
        """Publish what files say, without review; published content that is equal stays as it is."""
        self.store.migrate()
        return publish_files(self.store, catalogue, self._clock())

    def train_if_stale(self, say: Callable[[str], None]) -> bool:
        """Train the models unless they fit what is published; return whether they were trained.

        While another process trains into the same folder it is waited for.
        """
        subjects = self._subjects(self.published().catalogue)
        if not building.is_stale(subjects, self._phrasings, self._models):
            return False
        with building.alone_in(self._models):
            if not building.is_stale(subjects, self._phrasings, self._models):
                return False
            building.train(subjects, self._phrasings, self._models, say)
        return True

    def reload(self) -> RebuildReport:
        """Build the index over what is published and swap it in at once."""
        with self._reloading, _uncollected():
            found = self.published()
            subjects = self._subjects(found.catalogue)
            index = self._index(subjects)
            speller = building.build_speller(subjects, self._phrasings)
            finder = HybridFinder(index, speller, self._decision.subject)
            chooser = building.build_chooser(
                subjects, index, self._models, self._decision.statements
            )
            case = building.build_case_reader(found.catalogue, chooser, self._decision.case)
            base = Base(
                catalogue=found.catalogue,
                finder=finder,
                screener=_screener(),
                asker=building.asker(),
                case=case,
                chooser=chooser,
                wording=self._wording,
                generation=found.generation,
                thresholds=self._decision.thresholds,
            )
            _rehearse(base)
            self._current = Generation(base, Lookup(subjects))
            _settle_memory()
        return index.report

    def published(self) -> Published:
        """Return what is in force; what was read before is kept while it still is."""
        known = self._read
        if known is None or known.generation != self.store.newest():
            known = self._read = Published(*self.store.published())
        return known

    def _index(self, subjects: tuple[Subject, ...]) -> Index:
        """Return the index; models that turn out to be missing or broken are trained first."""
        try:
            return building.build_index(subjects, self._phrasings, self._models, self._encoder)
        except StaleIndex as fault:
            log.warning("models cannot be used (%s): they are trained now, nothing to do", fault)
            building.train(subjects, self._phrasings, self._models, log.info)
            return building.build_index(subjects, self._phrasings, self._models, self._encoder)

    def reload_if_due(self) -> bool:
        """Swap in what was published since the generation was built; return whether there was any."""
        if self._current is None or self.store.newest() == self._current.base.generation:
            return False
        self.reload()
        return True

    def _subjects(self, catalogue: Catalogue) -> tuple[Subject, ...]:
        words = self._wording.statement
        return tuple(derive_subjects(catalogue, self._phrasings.questions, words))

    @property
    def today(self) -> date:
        """The day in the city, by which guides take effect."""
        return self._clock().astimezone(CITY_TIME).date()

    def exchange_finder(self, before: Finder, after: Finder) -> bool:
        """Swap in a finder that knows more of the same generation; False where another one is in force by now."""
        with self._reloading:
            now = self._current
            if now is None or now.base.finder is not before:
                return False
            self._current = replace(now, base=replace(now.base, finder=after))
        return True

    @property
    def base(self) -> Base:
        """The generation in force; built on first use."""
        return self._generation.base

    @property
    def _generation(self) -> Generation:
        if self._current is None:
            self.reload()
        assert self._current is not None
        return self._current

    @property
    def ready(self) -> bool:
        """Whether a generation is built and in force."""
        return self._current is not None

    @property
    def generation(self) -> int:
        """The number of the generation in force."""
        return self.base.generation

    @property
    def catalogue(self) -> Catalogue:
        """Everything published."""
        return self.base.catalogue

    @property
    def greeting(self) -> str:
        """What a door says first."""
        return self._wording.greeting

    def ask(
        self, question: str, context: Context = NO_CONTEXT, *, option: str = "", door: str = "api"
    ) -> Answer:
        """Return the answer to one question, the same at every door; `option` is the id of what was tapped.

        Raises:
            BadQuestion: blank, too long or not text.
        """
        return ask(question, context, self.base, option)

    def look_ahead(self, question: str, context: Context) -> None:
        """Begin to look for what a message is about; whoever answers it next finds the search done."""
        look_ahead(question, context, self.base)

    def answer_turn(
        self, text: str, context: Context = NO_CONTEXT, *, option: str = "", door: str = "api"
    ) -> tuple[Answer, ...]:
        """Return one answer for each matter of a message, two at most; `option` is the id of what was tapped.

        Raises:
            BadQuestion: blank, too long or not text.
        """
        return ask_all(text, context, self.base, option)

    def guide(self, item_code: str) -> Guide:
        """Return the guide in force.

        Raises:
            UnknownItem: no published item has this code.
        """
        return _guide(self.catalogue, item_code)

    def search(
        self,
        query: str,
        limit: int = 10,
        element: str | None = None,
        item_code: str | None = None,
        department: str | None = None,
    ) -> dict[str, Any]:
        """Return the search report of the HTTP contract: at most one result an item, best first, none where nothing is found.

        The words are compared as they are, for nothing of them is kept; what the report repeats is masked.

        Raises:
            BadQuestion: blank, too long or not text.
        """
        started = time.perf_counter()
        check_question(query)
        now, plain = self._generation, prepared(query)
        meant = now.lookup.meant(plain) or plain
        exact = now.lookup.keys(plain, limit)
        findings = now.base.finder.find(meant, limit=limit * 4 + 20, keep=exact)
        kept = {h.subject.key: h for h in findings.kept}
        named = [kept[key] for key in exact if key in kept]
        by_sound = _may_be_heard(meant)
        found = [h for h in findings.hits if h.subject.key not in kept and h.is_found]
        found = [h for h in found if by_sound or h.shares_words]
        hits = named + [h for h in found if h.subject.catalog_code]
        hits = [h for h in hits if department in (None, h.subject.department)]
        hits = [h for h in hits if item_code in (None, h.subject.key)]
        sure = Sureness(findings.probability, next(iter((*named, *findings.hits)), None))
        return {
            "query": mask(query),
            "normalized": prepared(mask(query)),
            "read_as": mask(_read_as(plain, now.base.finder.prepare(meant))),
            "generation": now.base.generation,
            "took_ms": round((time.perf_counter() - started) * 1000, 2),
            "results": [
                self._result(rank, hit, element, sure.of(hit), now.base.catalogue)
                for rank, hit in enumerate(hits[:limit], start=1)
            ],
        }

    def _result(
        self, rank: int, hit: Hit, element: str | None, probability: float, catalogue: Catalogue
    ) -> dict[str, Any]:
        guide = catalogue.guides.get(hit.subject.key)
        shown = Element(element or hit.element)
        return {
            "rank": rank,
            "score": round(hit.score, 4),
            "probability": round(probability, 4),
            "item_code": hit.subject.key if guide else "",
            "catalog_code": hit.subject.catalog_code,
            "item_name": hit.subject.name,
            "department": catalogue.departments[hit.subject.department].name,
            "element": shown,
            "question": self._phrasings.questions[shown].replace("{x}", hit.subject.name),
            "preview": guide.summary if guide else "",
            "version": guide.version if guide else None,
            "url": f"/items/{hit.subject.key}" if guide else "",
        }

    def named(self, query: str) -> frozenset[str]:
        """Return the codes of the items that a name, its pinyin initials or a code calls so."""
        now, plain = self._generation, prepared(query)
        found = now.lookup.named(plain) or now.lookup.named(now.base.finder.prepare(plain))
        return frozenset(found)

    def items(
        self,
        max_visits: int | None = None,
        department: str | None = None,
        audience: str | None = None,
        theme: str | None = None,
    ) -> list[dict[str, Any]]:
        """Return the items by department; those that need at most `max_visits` trips are the one-visit list (“一次办”)."""
        catalogue = self.catalogue
        wanted = [
            g
            for g in catalogue.guides.values()
            if (max_visits is None or g.visits.max <= max_visits)
            and department in (None, g.item.department)
            and (audience is None or audience in g.item.audience)
            and (theme is None or theme in g.item.themes)
        ]
        order = list(catalogue.departments)
        wanted.sort(key=lambda g: (order.index(g.item.department), g.item.code))
        return [self._listed(g, catalogue) for g in wanted]

    def _listed(self, guide: Guide, catalogue: Catalogue) -> dict[str, Any]:
        return {
            "item_code": guide.item.code,
            "catalog_code": guide.item.catalog_code,
            "name": guide.item.name,
            "department_id": guide.item.department,
            "department": catalogue.departments[guide.item.department].name,
            "audience": list(guide.item.audience),
            "themes": list(guide.item.themes),
            "visits": guide.visits.max,
            "visits_text": visits_text(guide, self._wording),
            "verified": guide.verified,
        }

    def view(self, item_code: str, situation: Mapping[str, str]) -> View:
        """Return a guide seen in a situation; answers that do not fit the guide are dropped.

        Raises:
            UnknownItem: no published item has this code.
        """
        catalogue = self.catalogue
        guide = _guide(catalogue, item_code)
        return View(guide, catalogue, replay(guide.situations, situation), self._wording)

    def checklist(self, item_code: str, situation: Mapping[str, str]) -> Notice:
        """Return the one-visit checklist for a situation, from the version in force.

        Raises:
            UnknownItem: no published item has this code.
        """
        return self._notice(self.view(item_code, situation))

    def _notice(self, view: View) -> Notice:
        guide = view.guide
        return Notice(
            item_code=guide.item.code,
            item_name=guide.item.name,
            department=view.catalogue.departments[guide.item.department].name,
            version=guide.version,
            situation=dict(view.answers),
            situation_label=situation_labels(guide, view.answers),
            blocks=sheet_blocks(view),
            necessities=necessities(view),
            notice=notice(guide, self.base),
        )

    def save_checklist(self, item_code: str, situation: Mapping[str, str]) -> str:
        """Keep a checklist behind a short link and return its short name.

        Raises:
            UnknownItem: no published item has this code.
        """
        view = self.view(item_code, situation)
        short = secrets.token_urlsafe(SHORT_BYTES)
        with unit_of_work(self._engine) as session:
            session.add(
                ChecklistRow(
                    short=short,
                    item_code=item_code,
                    version=view.guide.version,
                    generation=self.generation,
                    situation=dict(view.answers),
                    created_at=self._clock(),
                )
            )
        return short

    def saved_checklist(self, short: str) -> Notice | None:
        """Return the list behind a short link as it was saved, even when a newer version is in force."""
        with unit_of_work(self._engine) as session:
            row = session.get(ChecklistRow, short)
            if row is None:
                return None
            code, version, generation = row.item_code, row.version, row.generation
            situation = dict(row.situation)
        guide = self.store.version(code, version)
        if guide is None:
            return None
        then = self.store.replayed(generation, SHEET_KINDS)
        return self._notice(View(guide, then, situation, self._wording))

    def most_asked(self, count: int) -> tuple[Option, ...]:
        """Return the most asked items as options that ask for their materials."""
        catalogue = self.catalogue
        guides = [catalogue.guides.get(code) for code in self._wording.most_asked[:count]]
        return tuple(item_option(g) for g in guides if g)

    def tend(self, keeping: Keeping) -> int:
        """Delete ratings and checklists whose time is over; return how many."""
        return sweep(self._engine, keeping, self._clock())

    def ratings(self, since: datetime, until: datetime) -> tuple[RatingCount, ...]:
        """Return the ratings given from one moment until before the other, counted."""
        return ratings(self._engine, since, until)

    def give_feedback(self, item_code: str, element: str, helpful: bool, door: str) -> None:
        """Count a citizen's “有用/没解决”; nothing about the person is kept."""
        with unit_of_work(self._engine) as session:
            session.add(
                FeedbackRow(
                    item_code=item_code[:40],
                    element=element[:20],
                    door=door[:20],
                    helpful=helpful,
                    created_at=self._clock(),
                )
            )


def _read_as(plain: str, read: str) -> str:
    """Return what a normalised query was read as; empty where it was read as it stands."""
    return read if read.replace(" ", "") != plain.replace(" ", "") and units(read) > 1 else ""


def _may_be_heard(plain: str) -> bool:
    """Return whether a text may tell by its sound alone what is meant.

    One character does not; nor do characters beyond GB 2312 (生僻字), which nobody picks by mistake.
    """
    try:
        plain.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return units(plain) > 1


def _guide(catalogue: Catalogue, item_code: str) -> Guide:
    guide = catalogue.guides.get(item_code)
    if guide is None:
        raise UnknownItem(f"没有编码为 {item_code!r} 的事项")
    return guide
