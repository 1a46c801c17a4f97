"""What the doors ask, each told from one snapshot."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from knowledge_base.answering.base import Base
from knowledge_base.answering.views import View
from knowledge_base.checklists import Notice
from knowledge_base.model.answer import Answer, Option
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.context import Context
from knowledge_base.model.guide import Guide
from knowledge_base.snapshot import NO_CONTEXT, Snapshot


class Asking(ABC):
    """Asks whichever snapshot is to be asked now."""

    @abstractmethod
    def snapshot(self) -> Snapshot:
        """Return the snapshot to be asked."""

    @property
    def base(self) -> Base:
        """What the steps of an answer work with."""
        return self.snapshot().base

    @property
    def generation(self) -> int:
        """The number of the generation in force."""
        return self.snapshot().generation

    @property
    def catalogue(self) -> Catalogue:
        """Everything published."""
        return self.snapshot().catalogue

    def ask(
        self, question: str, context: Context = NO_CONTEXT, *, option: str = "", door: str = "api"
    ) -> Answer:
        """`Snapshot.ask`."""
        return self.snapshot().ask(question, context, option=option, door=door)

    def look_ahead(self, question: str, context: Context) -> None:
        """`Snapshot.look_ahead`."""
        self.snapshot().look_ahead(question, context)

    def answer_turn(
        self, text: str, context: Context = NO_CONTEXT, *, option: str = "", door: str = "api"
    ) -> tuple[Answer, ...]:
        """`Snapshot.answer_turn`."""
        return self.snapshot().answer_turn(text, context, option=option, door=door)

    def guide(self, item_code: str) -> Guide:
        """`Snapshot.guide`."""
        return self.snapshot().guide(item_code)

    def search(
        self,
        query: str,
        limit: int = 10,
        element: str | None = None,
        item_code: str | None = None,
        department: str | None = None,
    ) -> dict[str, Any]:
        """`Search.search`."""
        return self.snapshot().searching.search(query, limit, element, item_code, department)

    def named(self, query: str) -> frozenset[str]:
        """`Search.named`."""
        return self.snapshot().searching.named(query)

    def items(
        self,
        max_visits: int | None = None,
        department: str | None = None,
        audience: str | None = None,
        theme: str | None = None,
    ) -> list[dict[str, Any]]:
        """`Snapshot.items`."""
        return self.snapshot().items(max_visits, department, audience, theme)

    def view(self, item_code: str, situation: Mapping[str, str]) -> View:
        """`Snapshot.view`."""
        return self.snapshot().view(item_code, situation)

    def most_asked(self, count: int) -> tuple[Option, ...]:
        """`Snapshot.most_asked`."""
        return self.snapshot().most_asked(count)

    def checklist(self, item_code: str, situation: Mapping[str, str]) -> Notice:
        """Return the one-visit checklist for a situation, from the version in force.

        Raises:
            UnknownItem: no published item has this code.
        """
        now = self.snapshot()
        return now.notice(now.view(item_code, situation))
