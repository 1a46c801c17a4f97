"""A draft as it lies open: what it says, what is wrong with it, and what its form shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hall.bootstrap import Application
from hall.doors.console.knowledge.editing.building import (
    Built,
    Fault,
    References,
    build,
    to_form,
)
from hall.doors.console.knowledge.editing.checking import Look, check, without_gone
from hall.doors.console.knowledge.editing.kinds import KINDS, RecordKind
from hall.doors.console.knowledge.editing.shapes import Plain
from hall.doors.console.knowledge.editing.showing import Showing
from hall.doors.console.knowledge.in_force import catalogue_in_force
from knowledge_base.answering.wording import shipped_wording
from knowledge_base.inspection import Finding, inspect
from knowledge_base.lifecycle.draft_rows import Draft, Save
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.element import LABELS
from knowledge_base.model.guide import Guide
from knowledge_base.model.statement import Statement
from knowledge_base.stating import derive_statements
from knowledge_base.store.kinds import with_records

QUESTIONS = "questions"
LONGEST_STATEMENT = 60


@dataclass(frozen=True)
class Sheet:
    """A draft and one save of it; `plain` is what its form says."""

    draft: Draft
    save: Save
    plain: Plain
    names: References
    look: Look

    @property
    def kind(self) -> RecordKind:
        """The kind of the record."""
        return KINDS[self.draft.kind]

    @cached_property
    def built(self) -> Built:
        """The record as far as it can be read, and what could not."""
        return build(self.kind.shape, self.plain, self.names)

    @cached_property
    def faults(self) -> list[Fault]:
        """Everything that was found, in the order of the form; what cannot be read is said once."""
        unread = {one.path for one in self.built.faults}
        checked = check(self.kind.shape, self.plain, self.built.value, self.look)
        return [*self.built.faults, *(one for one in checked if one.path not in unread)]

    @property
    def stops(self) -> bool:
        """Whether it cannot be handed in like this."""
        return any(one.stops for one in self.faults)

    @cached_property
    def showing(self) -> Showing:
        """What the form shows."""
        return Showing(self.kind.shape, self.plain, self.names, self.faults)

    @property
    def guide(self) -> Guide | None:
        """The guide that answers as far as it is written; None for other records."""
        plain = without_gone(self.kind.shape, self.plain) if self.kind.model is Guide else {}
        value = build(self.kind.shape, plain, self.names).value if plain else None
        return value if isinstance(value, Guide) else None


def open_sheet(application: Application, draft: Draft, save: Save) -> Sheet:
    """Return a draft as one of its saves says."""
    names, look = referred_to(application, draft, save), looking(application, draft)
    return Sheet(draft, save, to_form(save.value), names, look)


def looking(application: Application, draft: Draft) -> Look:
    """Return what inspects the record of a draft among everything that is published."""
    record = (draft.kind, draft.key)

    def look(value: object) -> tuple[Finding, ...]:
        then = with_records(catalogue_in_force(application), {record: value})
        return inspect(then, application.today, [record])

    return look


def referred_to(application: Application, draft: Draft, save: Save) -> References:
    """Return the names of what the record of a draft may refer to."""
    catalogue = catalogue_in_force(application)
    guide = catalogue.guides.get(draft.key) if draft.kind == QUESTIONS else save.value
    said = statements_in(guide, catalogue) if isinstance(guide, Guide) else {}
    return {**names_in(catalogue), "statement": said}


def statements_in(guide: Guide, catalogue: Catalogue) -> Mapping[str, str]:
    """Return every statement of a guide by its id, as one picks it from a list; none while it names what is not there."""
    try:
        found = derive_statements(guide, catalogue, shipped_wording().statement)
    except KeyError:
        return {}
    return {one.id: _short(one) for one in reversed(found)}


def _short(statement: Statement) -> str:
    said = " ".join(statement.text.split()) or "整个回答"
    return f"{LABELS[statement.element]}：{said}"[:LONGEST_STATEMENT].strip()


def names_in(catalogue: Catalogue) -> References:
    """Return the names of what a record may refer to."""
    return {
        "material": {one.id: one.name for one in catalogue.materials.values()},
        "venue": {one.id: one.name for one in catalogue.venues.values()},
        "department": {one.id: one.name for one in catalogue.departments.values()},
    }
