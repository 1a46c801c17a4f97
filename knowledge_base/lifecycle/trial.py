"""What would be published is checked and built first, outside the transaction: nobody waits for it, and what fails changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from knowledge_base.lifecycle.errors import CannotPublish
from knowledge_base.lifecycle.soundness import Changed, Check, faults_when_published
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.engine import alone, one_moment
from knowledge_base.store.kinds import with_records
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import RecordRow

Mark = tuple[int, frozenset[tuple[int, int | None]]]
"""What tells one candidate from all others: the generation it follows, and the version each record would show."""
Made = TypeVar("Made", int, int | None)

CANNOT_BUILD = "这样发布以后，系统答不了市民的问题，所以没有发布，什么都没有变；请把后面这句话转给技术人员：{fault}"


def builds_nothing(_catalogue: Catalogue) -> tuple[str, ...]:
    """Build nothing: where nobody is answered, nothing has to be asked."""
    return ()


class _NotTried(Exception):
    """Nobody has tried this candidate yet; raised to leave the transaction first."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(mark)
        self.mark = mark


@dataclass(frozen=True)
class Trial:
    """Does works that publish.

    check: looks at everything as it would be published; faults that are not there already refuse it.
    build: builds everything as it would be asked, and returns why that cannot be done.
    """

    store: GuideStore
    check: Check
    build: Check
    _tried: set[Mark] = field(default_factory=set, repr=False)

    def do(self, work: Callable[[Session], Made]) -> Made:
        """Do all of a work in one transaction in which nobody else publishes, and return what it returns.

        Raises:
            CannotPublish: what it would publish has faults or cannot be built; nothing was changed.
        """
        while True:
            try:
                with alone(self.store.engine) as connection, Session(connection) as session:
                    made = work(session)
                    session.commit()
                    return made
            except _NotTried as candidate:
                self._try(candidate.mark)
                self._tried.add(candidate.mark)

    def require_tried(self, no: int, changes: Mapping[int, int | None]) -> None:
        """Go on only where just these versions were tried on just this generation; neither is ever changed.

        A work calls it before it adds a generation, or puts off to a later day what it would add.
        """
        mark = (no, frozenset(changes.items()))
        if mark not in self._tried:
            raise _NotTried(mark)

    def _try(self, mark: Mark) -> None:
        """Raise unless everything together would be sound after the changes, and can be built."""
        published, changed = self._read(mark)
        if faults := faults_when_published(self.check, published, changed):
            raise CannotPublish(faults)
        if faults := list(self.build(with_records(published, changed))):
            raise CannotPublish([CANNOT_BUILD.format(fault=fault) for fault in faults])

    def _read(self, mark: Mark) -> tuple[Catalogue, Changed]:
        """Return what is published in a generation, and what would be other than that."""
        no, changes = mark
        with one_moment(self.store.engine) as connection, Session(connection) as session:
            published = self.store.read_generation(session, no)
            changed = {}
            for record_id, version_id in changes:
                record = session.get_one(RecordRow, record_id)
                changed[record.kind, record.key] = version_id and self.store.read_version(
                    session, version_id
                )
        return published, changed
