"""What is said of one guide, event by event."""

from dataclasses import dataclass, field

from knowledge_base.importing.columns import NAMES
from knowledge_base.importing.dictionary import REMARKS
from knowledge_base.importing.events import (
    Event,
    Fact,
    Frame,
    Named,
    Record,
    Said,
    Title,
    Unknown,
)
from knowledge_base.importing.found import Row
from knowledge_base.importing.numbering import tidy

OF_ITEM = "item"
"""The role of the column that says of which item a row is."""


@dataclass
class Gathered:
    """A guide while it is read."""

    titles: list[Title] = field(default_factory=list)
    said: dict[str, list[Said]] = field(default_factory=dict)
    records: dict[str, list[Row]] = field(default_factory=dict)
    lost: list[Row] = field(default_factory=list)
    before: list[Row] = field(default_factory=list)
    now: tuple[str, ...] = ()

    @property
    def fields(self) -> set[str]:
        """The fields that something was said of."""
        return set(self.said) | set(self.records)

    def take(self, event: Event) -> None:
        """Put an event where it belongs."""
        if isinstance(event, Title):
            self._title(event)
        elif isinstance(event, Named):
            self.now = event.fields
            if event.fields == (REMARKS,):
                self.said.setdefault(REMARKS, []).append(Said(event.text, event.origin))
        elif isinstance(event, Unknown):
            self.now = ()
            self.lost.append(Row(event.text, event.origin))
        elif isinstance(event, Frame):
            self.lost.append(Row(event.text, event.origin))
        elif isinstance(event, Said):
            self._said(event)
        elif isinstance(event, Fact):
            for name in event.fields:
                self.said.setdefault(name, []).append(Said(event.text, event.origin))
        elif isinstance(event, Record):
            self._record(event)

    def _title(self, title: Title) -> None:
        if title.text:
            self.titles.append(title)
            self.before.append(Row(title.text, title.origin))

    def _said(self, said: Said) -> None:
        if not self.now:
            (self.lost if self.fields else self.before).append(Row(said.text, said.origin))
        for name in self.now:
            self.said.setdefault(name, []).append(said)

    def _record(self, record: Record) -> None:
        name = NAMES[record.kind]
        values = {
            role: value
            for role, value in record.values.items()
            if role not in ("number", name, OF_ITEM)
        }
        text = " ".join(record.values.get(name, "").split())
        if text:
            self.records.setdefault(record.kind, []).append(Row(tidy(text), record.origin, values))
        else:
            self.lost.append(Row("，".join(record.values.values()), record.origin))
