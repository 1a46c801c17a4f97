"""What is published: seeding it, and reading what is in force without reading twice what did not change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.seeding import SeedReport, publish_files
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.repository import GuideStore


@dataclass(frozen=True)
class Published:
    """What is in force, and the number of its generation."""

    catalogue: Catalogue
    generation: int


class PublishedContent:
    """What a store has published, seeded and read."""

    def __init__(self, store: GuideStore, clock: Callable[[], datetime]) -> None:
        self.store, self._clock = store, clock
        self._read: Published | None = None

    def seed(self, catalogue: Catalogue) -> SeedReport:
        """Publish what files say, without review; published content that is equal stays as it is."""
        now = self._clock()
        prepare_tables(self.store.engine, now)
        return publish_files(self.store, catalogue, now)

    def newest(self) -> int:
        """Return the number of the generation in force."""
        return self.store.newest()

    def in_force(self) -> Published:
        """Return what is in force; what was read before is kept while it still is."""
        known = self._read
        if known is None or known.generation != self.newest():
            known = self._read = Published(*self.store.published())
        return known
