"""The loop from a question without an answer to knowledge, put together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from knowledge_base.grouping import Encode
from knowledge_base.lifecycle.record import Record
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.services import KnowledgeBase
from service_desk.gaps.effect import AskingAgain
from service_desk.gaps.groups import Groups
from service_desk.gaps.sorting import Sorting
from service_desk.gaps.writing import Writing
from service_desk.store import DeskStore


@dataclass(frozen=True)
class GapLoop:
    """What staff do with groups of questions.

    department_of: the id of a department by name or id, empty where there is none.
    """

    store: DeskStore
    clock: Callable[[], datetime]
    department_of: Callable[[str], str]
    record: Record
    kb: KnowledgeBase
    encode: Callable[[], Encode | None]

    @cached_property
    def groups(self) -> Groups:
        """The work list."""
        return Groups(self.store, self.clock, self.department_of)

    @cached_property
    def sorting(self) -> Sorting:
        """What sorts new questions in."""
        return Sorting(self.store, self.clock, self.encode)

    @cached_property
    def writing(self) -> Writing:
        """What writes answers into drafts."""
        return Writing(self.store, self.clock, self.record, self._in_force)

    @cached_property
    def again(self) -> AskingAgain:
        """What asks again."""
        return AskingAgain(self.store, self.clock, self.record, self.kb)

    def _in_force(self) -> Catalogue:
        return self.kb.published().catalogue

    def tend(self) -> None:
        """Do what time demands: sort in what is new, ask again what was answered."""
        self.sorting.sort_in()
        self.again.follow()
