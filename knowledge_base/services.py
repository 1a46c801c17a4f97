"""What the knowledge base does for the doors: one use case, one method."""

import gc
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge_base import building
from knowledge_base.answering.base import Base
from knowledge_base.answering.compose import item_option, notice, situation_labels
from knowledge_base.answering.outcomes import published_figures
from knowledge_base.answering.pipeline import ask, ask_all, check_question, look_ahead
from knowledge_base.answering.screen import Screener
from knowledge_base.answering.views import View, visits_text
from knowledge_base.answering.wording import read_wording
from knowledge_base.deriving import derive_subjects
from knowledge_base.errors import UnknownItem
from knowledge_base.lookup import Lookup
from knowledge_base.model.answer import Answer, Block, Context, Option
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.codec import to_plain
from knowledge_base.model.element import Element
from knowledge_base.model.finding import Hit
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import replay
from knowledge_base.retrieval.finder import HybridFinder, Tuning, read_tuning
from knowledge_base.retrieval.queries import Phrasings, read_phrasings
from knowledge_base.retrieval.vectors import RebuildReport
from knowledge_base.store.repository import GuideStore, SeedReport
from knowledge_base.store.tables import ChecklistRow, FeedbackRow
from knowledge_base.text import mask, normalise, strip_fillers

POLICY = Path(__file__).parent / "policy"
SHORT_BYTES = 6
"""A short link has 8 letters from 48 random bits; it holds no personal data."""

NO_CONTEXT = Context()
"""A question that stands alone."""


@dataclass(frozen=True)
class Notice:
    """A one-visit checklist (一次性告知单) for one situation, from one version."""

    item_code: str
    item_name: str
    department: str
    version: int
    situation: Mapping[str, str]
    situation_label: str
    blocks: tuple[Block, ...]
    notice: str

    def to_dict(self) -> dict[str, Any]:
        """Return the checklist as plain JSON data."""
        data: dict[str, Any] = to_plain(self)
        return data


@cache
def _screener() -> Screener:
    """The screener of the shipped policy; what it learns from examples takes a second."""
    return Screener.load(POLICY)


def _rehearse(base: Base) -> None:
    """Ask about every item once, so that no citizen waits while wordings and figures are first read.

    What is then in memory stays: the garbage collector need not look through it in the middle of a turn.
    """
    for guide in base.catalogue.guides.values():
        ask(guide.item.name, NO_CONTEXT, base)
        published_figures(guide, base)
    gc.collect()
    gc.freeze()


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
        self._base: Base | None = None
        self._lookup = Lookup(())
        self._reloading = threading.Lock()

    def seed(self, catalogue: Catalogue) -> SeedReport:
        """Publish what the guide files say; published content that is equal stays as it is."""
        self.store.migrate()
        return self.store.seed(catalogue, self._clock())

    def train_if_stale(self, say: Callable[[str], None]) -> bool:
        """Train the models unless they fit what is published; return whether they were trained.

        While another process trains into the same folder it is waited for.
        """
        subjects = derive_subjects(self.store.published()[0], self._phrasings.questions)
        if not building.is_stale(subjects, self._phrasings, self._models):
            return False
        with building.alone_in(self._models):
            if not building.is_stale(subjects, self._phrasings, self._models):
                return False
            building.train(subjects, self._phrasings, self._models, say)
        return True

    def reload(self) -> RebuildReport:
        """Build the index over what is published and swap it in at once."""
        with self._reloading:
            catalogue, generation = self.store.published()
            subjects = derive_subjects(catalogue, self._phrasings.questions)
            index = building.build_index(subjects, self._phrasings, self._models, self._encoder)
            speller = building.build_speller(subjects, self._phrasings)
            finder = HybridFinder(index, speller, self._tuning())
            base = Base(catalogue, finder, _screener(), self._wording, generation)
            _rehearse(base)
            self._lookup, self._base = Lookup(subjects), base
        return index.report

    def _tuning(self) -> Tuning:
        """The tuning of our own encoder; for any other one the file is refitted (`hall fit`)."""
        path = POLICY / "tuning.yml"
        return read_tuning(path) if path.exists() else Tuning()

    @property
    def base(self) -> Base:
        """The generation in force; built on first use."""
        if self._base is None:
            self.reload()
        assert self._base is not None
        return self._base

    @property
    def ready(self) -> bool:
        """Whether a generation is built and in force."""
        return self._base is not None

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

    def ask(self, question: str, context: Context = NO_CONTEXT, *, door: str = "api") -> Answer:
        """Return the answer to one question, the same at every door.

        Raises:
            BadQuestion: blank, too long or not text.
        """
        return ask(question, context, self.base)

    def look_ahead(self, question: str, context: Context) -> None:
        """Begin to look for what a message is about; whoever answers it next finds the search done."""
        look_ahead(question, context, self.base)

    def answer_turn(
        self, text: str, context: Context = NO_CONTEXT, *, door: str = "api"
    ) -> tuple[Answer, ...]:
        """Return one answer for each matter of a message, two at most.

        Raises:
            BadQuestion: blank, too long or not text.
        """
        return ask_all(text, context, self.base)

    def guide(self, item_code: str) -> Guide:
        """Return the guide in force.

        Raises:
            UnknownItem: no published item has this code.
        """
        guide = self.catalogue.guides.get(item_code)
        if guide is None:
            raise UnknownItem(f"没有编码为 {item_code!r} 的事项")
        return guide

    def search(
        self,
        query: str,
        limit: int = 10,
        element: str | None = None,
        item_code: str | None = None,
        department: str | None = None,
    ) -> dict[str, Any]:
        """Return the search report of the HTTP contract: at most one result an item, best first.

        Raises:
            BadQuestion: blank, too long or not text.
        """
        started = time.perf_counter()
        check_question(query)
        base, plain = self.base, strip_fillers(normalise(mask(query)))
        exact = self._lookup.keys(plain, limit)
        findings = base.finder.find(plain, limit=limit * 4 + 20, keep=exact)
        kept = {h.subject.key: h for h in findings.kept}
        hits = [h for h in findings.hits if h.subject.catalog_code and h.subject.key not in kept]
        hits = [kept[key] for key in exact if key in kept] + hits
        hits = [h for h in hits if department in (None, h.subject.department)]
        hits = [h for h in hits if item_code in (None, h.subject.key)]
        best = hits[0].score if hits else 0.0
        return {
            "query": mask(query),
            "normalized": plain,
            "generation": base.generation,
            "took_ms": round((time.perf_counter() - started) * 1000, 2),
            "results": [
                self._result(rank, hit, element, findings.probability, best)
                for rank, hit in enumerate(hits[:limit], start=1)
            ],
        }

    def _result(
        self, rank: int, hit: Hit, element: str | None, probability: float, best: float
    ) -> dict[str, Any]:
        guide = self.catalogue.guides.get(hit.subject.key)
        shown = Element(element or hit.element)
        return {
            "rank": rank,
            "score": round(hit.score, 4),
            "probability": round(probability * min(1.0, 2.718 ** (hit.score - best)), 4),
            "item_code": hit.subject.key if guide else "",
            "catalog_code": hit.subject.catalog_code,
            "item_name": hit.subject.name,
            "department": self.catalogue.departments[hit.subject.department].name,
            "element": shown,
            "question": self._phrasings.questions[shown].replace("{x}", hit.subject.name),
            "preview": guide.summary if guide else "",
            "version": guide.version if guide else None,
            "url": f"/items/{hit.subject.key}" if guide else "",
        }

    def one_visit_items(
        self,
        max_visits: int = 1,
        department: str | None = None,
        audience: str | None = None,
        theme: str | None = None,
    ) -> list[dict[str, Any]]:
        """Return the items that need at most `max_visits` trips (“一次办”事项清单), by department."""
        wanted = [
            g
            for g in self.catalogue.guides.values()
            if g.visits.max <= max_visits
            and department in (None, g.item.department)
            and (audience is None or audience in g.item.audience)
            and (theme is None or theme in g.item.themes)
        ]
        order = list(self.catalogue.departments)
        wanted.sort(key=lambda g: (order.index(g.item.department), g.item.code))
        return [self._listed(g) for g in wanted]

    def _listed(self, guide: Guide) -> dict[str, Any]:
        return {
            "item_code": guide.item.code,
            "catalog_code": guide.item.catalog_code,
            "name": guide.item.name,
            "department_id": guide.item.department,
            "department": self.catalogue.departments[guide.item.department].name,
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
        guide = self.guide(item_code)
        return View(guide, self.catalogue, replay(guide.situations, situation), self._wording)

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
            department=self.catalogue.departments[guide.item.department].name,
            version=guide.version,
            situation=dict(view.answers),
            situation_label=situation_labels(guide, view.answers),
            blocks=view.blocks(Element.ONE_VISIT),
            notice=notice(guide, self.base),
        )

    def save_checklist(self, item_code: str, situation: Mapping[str, str]) -> str:
        """Keep a checklist behind a short link and return its short name.

        Raises:
            UnknownItem: no published item has this code.
        """
        view = self.view(item_code, situation)
        short = secrets.token_urlsafe(SHORT_BYTES)
        with Session(self._engine) as session, session.begin():
            session.add(
                ChecklistRow(
                    short=short,
                    item_code=item_code,
                    version=view.guide.version,
                    situation=dict(view.answers),
                    created_at=self._clock(),
                )
            )
        return short

    def saved_checklist(self, short: str) -> Notice | None:
        """Return the list behind a short link as it was saved, even when a newer version is in force."""
        with Session(self._engine) as session:
            row = session.scalars(select(ChecklistRow).where(ChecklistRow.short == short)).first()
        guide = self.store.version(row.item_code, row.version) if row else None
        if row is None or guide is None:
            return None
        return self._notice(View(guide, self.catalogue, row.situation, self._wording))

    def most_asked(self, count: int) -> tuple[Option, ...]:
        """Return the most asked items as options that ask for their materials."""
        guides = [self.catalogue.guides.get(code) for code in self._wording.most_asked[:count]]
        return tuple(item_option(g) for g in guides if g)

    def give_feedback(self, item_code: str, element: str, helpful: bool, door: str) -> None:
        """Count a citizen's “有用/没解决”; nothing about the person is kept."""
        with Session(self._engine) as session, session.begin():
            session.add(
                FeedbackRow(
                    item_code=item_code[:40],
                    element=element[:20],
                    door=door[:20],
                    helpful=helpful,
                    created_at=self._clock(),
                )
            )
