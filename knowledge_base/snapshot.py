"""One generation of published knowledge with all that is asked of it: what a request takes once and keeps to its end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any

from knowledge_base.answering.base import Base
from knowledge_base.answering.matters import ask_all
from knowledge_base.answering.offering import item_option
from knowledge_base.answering.outcomes import published_figures
from knowledge_base.answering.pipeline import ask, look_ahead
from knowledge_base.answering.views import View, visits_text
from knowledge_base.assembling import Assembled
from knowledge_base.checklists import Notice, notice_of
from knowledge_base.errors import UnknownItem
from knowledge_base.model.answer import Answer, Option
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.context import Context
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import replay
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.searching import Search

REHEARSED = 500
"""Items asked about before a generation is in force; the first citizen who asks about another waits a little."""

REHEARSAL = "sfz"
"""Looked up by initials, by sound and by name: the tables for that are made when they are first needed."""

NO_CONTEXT = Context()
"""A question that stands alone."""


@dataclass(frozen=True)
class Snapshot:
    """Everything that is told of one state of the published knowledge. Nothing of it changes.

    Attributes:
        questions: the standard question of each element, with `{x}` for the item.
        built_at: when it was ready.
        seconds: how long it took to build.
    """

    assembled: Assembled
    questions: Mapping[str, str]
    built_at: datetime
    seconds: float

    @property
    def base(self) -> Base:
        """What the steps of an answer work with."""
        return self.assembled.base

    def upcoming(self, guide: Guide) -> str:
        """Return from which day what of a guide is different; empty where nothing waits for its day."""
        return self.base.upcoming(guide, self.catalogue)

    @property
    def catalogue(self) -> Catalogue:
        """Everything published."""
        return self.base.catalogue

    @property
    def generation(self) -> int:
        """Its number."""
        return self.base.generation

    @cached_property
    def searching(self) -> Search:
        """Search over this generation."""
        return Search(self.base, self.assembled.lookup, self.questions)

    def with_finder(self, finder: HybridFinder) -> "Snapshot":
        """Return the same generation with a finder that knows more of it."""
        base = replace(self.base, finder=finder)
        return replace(self, assembled=replace(self.assembled, base=base, finder=finder))

    def rehearse(self, before: "Snapshot | None") -> None:
        """Ask once about items that are new, so that no citizen waits while wordings and figures are first read."""
        known = before.catalogue.guides if before else {}
        new = (g for code, g in self.catalogue.guides.items() if known.get(code) != g)
        for guide in islice(new, REHEARSED):
            ask(guide.item.name, NO_CONTEXT, self.base)
            published_figures(guide, self.base)
        self.searching.search(REHEARSAL)

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
        guide = self.catalogue.guides.get(item_code)
        if guide is None:
            raise UnknownItem(f"没有编码为 {item_code!r} 的事项")
        return guide

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
            "visits_text": visits_text(guide, self.base.wording),
            "verified": guide.verified,
        }

    def view(self, item_code: str, situation: Mapping[str, str]) -> View:
        """Return a guide seen in a situation; answers that do not fit the guide are dropped.

        Raises:
            UnknownItem: no published item has this code.
        """
        guide = self.guide(item_code)
        answers = replay(guide.situations, situation)
        return View(guide, self.catalogue, answers, self.base.wording)

    def notice(self, view: View) -> Notice:
        """Return the one-visit checklist of a guide in a situation."""
        return notice_of(view, self.base)

    def most_asked(self, count: int) -> tuple[Option, ...]:
        """Return the most asked items as options that ask for their materials."""
        codes = self.base.wording.most_asked[:count]
        guides = [self.catalogue.guides.get(code) for code in codes]
        return tuple(item_option(g) for g in guides if g)
