"""What would be published is built first, outside the transaction: nobody waits for it, and what fails changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.errors import CannotPublish
from knowledge_base.lifecycle.soundness import Check
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.engine import alone

Mark = tuple[int, frozenset[tuple[int, int | None]]]
"""What tells one candidate from all others: the generation it follows, and the version each record would show."""
Made = TypeVar("Made", int, int | None)

CANNOT_BUILD = "这样发布以后，系统答不了市民的问题，所以没有发布，什么都没有变；请把后面这句话转给技术人员：{fault}"


def builds_nothing(_catalogue: Catalogue) -> tuple[str, ...]:
    """Build nothing: where nobody is answered, nothing has to be asked."""
    return ()


class _NotBuilt(Exception):
    """Nobody has built this candidate yet; raised to leave the transaction first."""

    def __init__(self, mark: Mark, catalogue: Catalogue) -> None:
        super().__init__(mark)
        self.mark, self.catalogue = mark, catalogue


@dataclass(frozen=True)
class Trial:
    """Does works that publish.

    build: builds everything as it would be asked, and returns why that cannot be done.
    """

    engine: Engine
    build: Check
    _built: set[Mark] = field(default_factory=set, repr=False)

    def do(self, work: Callable[[Session], Made]) -> Made:
        """Do all of a work in one transaction in which nobody else publishes, and return what it returns.

        Raises:
            CannotPublish: what it would publish cannot be built; nothing was changed.
        """
        while True:
            try:
                with alone(self.engine) as connection, Session(connection) as session:
                    made = work(session)
                    session.commit()
                    return made
            except _NotBuilt as candidate:
                if faults := self.build(candidate.catalogue):
                    raise CannotPublish([CANNOT_BUILD.format(fault=f) for f in faults]) from None
                self._built.add(candidate.mark)

    def require_built(
        self, no: int, changes: Mapping[int, int | None], candidate: Catalogue
    ) -> None:
        """Go on only where this candidate has been built; a work calls it before it adds a generation."""
        mark = (no, frozenset(changes.items()))
        if mark not in self._built:
            raise _NotBuilt(mark, candidate)
