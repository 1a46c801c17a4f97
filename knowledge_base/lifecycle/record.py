"""The use cases of the system of record, put together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from knowledge_base.lifecycle.checks import Checks
from knowledge_base.lifecycle.contract_runs import ContractRuns
from knowledge_base.lifecycle.drafts import Drafts
from knowledge_base.lifecycle.generations import Generations
from knowledge_base.lifecycle.publications import Publications
from knowledge_base.lifecycle.publishing import Publishing
from knowledge_base.lifecycle.reviews import Reviews
from knowledge_base.lifecycle.steps import Steps
from knowledge_base.lifecycle.trial import Check, builds_nothing
from knowledge_base.lifecycle.versions import Versions
from knowledge_base.loading.checks import check_references
from knowledge_base.loading.source import Faults
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.repository import GuideStore


def reference_faults(catalogue: Catalogue) -> list[str]:
    """Return where something refers to what is not there, or two items answer to one name."""
    faults = Faults()
    check_references(catalogue, faults)
    return faults.found


@dataclass(frozen=True)
class Record:
    """What staff do with the knowledge: write, look at, publish.

    check: looks at everything as it would be published; what it newly finds refuses the publication.
    build: builds what would be published, and returns why that cannot be done.
    """

    store: GuideStore
    clock: Callable[[], datetime]
    check: Check = reference_faults
    build: Check = builds_nothing

    @cached_property
    def drafts(self) -> Drafts:
        """What is being written."""
        return Drafts(self.store, self.clock)

    @cached_property
    def versions(self) -> Versions:
        """What was written, and how it came about."""
        return Versions(self.store)

    @cached_property
    def steps(self) -> Steps:
        """What moves a version without publishing anything."""
        return Steps(self.store, self.clock)

    @cached_property
    def checks(self) -> Checks:
        """What departments are asked to confirm."""
        return Checks(self.store, self.clock)

    @cached_property
    def reviews(self) -> Reviews:
        """What has to be looked through again."""
        return Reviews(self.store, self.clock)

    @cached_property
    def publications(self) -> Publications:
        """What was published, and which doors show it."""
        return Publications(self.store, self.clock)

    @cached_property
    def generations(self) -> Generations:
        """What was published when, and what will be."""
        return Generations(self.store)

    @cached_property
    def contract_runs(self) -> ContractRuns:
        """What versions would answer, as it was asked."""
        return ContractRuns(self.store)

    @cached_property
    def publishing(self) -> Publishing:
        """What changes what citizens are told."""
        return Publishing(self.store, self.clock, self.check, self.build)
