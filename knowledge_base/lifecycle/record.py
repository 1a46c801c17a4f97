"""The use cases of the system of record, put together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from knowledge_base.lifecycle.checks import Checks
from knowledge_base.lifecycle.contract_runs import ContractRuns
from knowledge_base.lifecycle.drafts import Drafts
from knowledge_base.lifecycle.generations import Generations
from knowledge_base.lifecycle.inspections import Inspections
from knowledge_base.lifecycle.publications import Publications
from knowledge_base.lifecycle.publishing import Publishing
from knowledge_base.lifecycle.reviews import Reviews
from knowledge_base.lifecycle.soundness import Check, common_faults
from knowledge_base.lifecycle.steps import Steps
from knowledge_base.lifecycle.timekeeping import Timekeeping
from knowledge_base.lifecycle.trial import builds_nothing
from knowledge_base.lifecycle.versions import Versions
from knowledge_base.store.repository import GuideStore


@dataclass(frozen=True)
class Record:
    """What staff do with the knowledge: write, look at, publish.

    check: looks at everything as it would be published; what it newly finds is neither taken in nor published.
    build: builds what would be published, and returns why that cannot be done.
    """

    store: GuideStore
    clock: Callable[[], datetime]
    check: Check = common_faults
    build: Check = builds_nothing

    @cached_property
    def drafts(self) -> Drafts:
        """What is being written."""
        return Drafts(self.store, self.clock, self.check)

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
    def inspections(self) -> Inspections:
        """What the rules find in what is in force, as tasks."""
        return Inspections(self.store, self.clock)

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

    @cached_property
    def timekeeping(self) -> Timekeeping:
        """What days change by themselves."""
        return Timekeeping(self.publishing, self.steps)
