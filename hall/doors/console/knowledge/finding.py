"""Versions and the catalogue they are looked at with, as far as somebody may see them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort

from hall.bootstrap import Application
from hall.doors.console.knowledge.in_force import catalogue_in_force
from hall.doors.console.knowledge.words import say_with
from hall.doors.console.login import current_clerk
from knowledge_base.answering.wording import shipped_wording
from knowledge_base.inspection import Finding
from knowledge_base.lifecycle.differences import Change, SaidChange, differences, said_differently
from knowledge_base.lifecycle.errors import UnknownVersion
from knowledge_base.lifecycle.soundness import faults_when_published, warnings_when_submitted
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.versions import Version
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.stating import derive_statements

NEVER_SHOWN = frozenset({State.SUPERSEDED, State.WITHDRAWN, State.ARCHIVED, State.PUBLISHED})
"""States of versions that are looked at beside the one they were made from, not beside what is in force."""


def find_version(application: Application, version_id: int) -> Version:
    """Return a version that this clerk may look at; another department's is not there."""
    try:
        version = application.record.versions.version(version_id)
    except UnknownVersion:
        abort(404)
    if not may_look(application, version):
        abort(404)
    return version


def may_look(application: Application, version: Version) -> bool:
    """Whether this clerk may look at a version: of the own department, of none, or one it is asked to check now."""
    clerk = current_clerk()
    if not version.department or clerk.may_list(version.department):
        return True
    checks = application.record.checks.of(version.id)
    return any(
        clerk.may_list(check.department) and not check.has_ended(application.today)
        for check in checks
    )


@dataclass(frozen=True)
class Comparison:
    """A version beside the one it is looked at with: what is in force, or what it was made from."""

    application: Application
    version: Version

    @cached_property
    def catalogue(self) -> Catalogue:
        """What is in force."""
        return catalogue_in_force(self.application)

    @cached_property
    def value(self) -> Any:
        """What the version says."""
        return self.application.record.versions.value(self.version.id)

    @cached_property
    def other(self) -> Version | None:
        """The version it is looked at beside; None for the first one."""
        versions = self.application.record.versions
        if self.version.state not in NEVER_SHOWN:
            every = versions.of(self.version.kind, self.version.key)
            current = next((one for one in every if one.state is State.PUBLISHED), None)
            if current is not None:
                return current
        return versions.version(self.version.based_on) if self.version.based_on else None

    @cached_property
    def _before(self) -> Any:
        return self.application.record.versions.value(self.other.id) if self.other else None

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs, field by field."""
        if self._before is None:
            return ()
        say = say_with(self.catalogue, self._before, self.value)
        return differences(self._before, self.value, say)

    @cached_property
    def said(self) -> tuple[SaidChange, ...] | None:
        """Which sentences citizens would read differently; none for records that say nothing by themselves.

        None where that cannot be told yet: a version names what is not published.
        """
        if not isinstance(self.value, Guide) or self._before is None:
            return ()
        return said_between(self._before, self.value, self.catalogue)

    @cached_property
    def faults(self) -> list[str]:
        """What the checks find wrong with it that is not wrong already."""
        changed = {(self.version.kind, self.version.key): self.value}
        return faults_when_published(self.application.record.check, self.catalogue, changed)

    @cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """What the inspection warns of in it: no reason to refuse it, but to look."""
        changed = {(self.version.kind, self.version.key): self.value}
        return warnings_when_submitted(self.catalogue, changed, self.application.today)


def said_between(
    before: Guide, after: Guide, catalogue: Catalogue
) -> tuple[SaidChange, ...] | None:
    """Return which sentences of a guide citizens would read differently; None while it names what is not there."""
    words = shipped_wording().statement
    try:
        old, new = (derive_statements(guide, catalogue, words) for guide in (before, after))
    except KeyError:
        return None
    return said_differently(old, new, say_with(catalogue, before, after))
