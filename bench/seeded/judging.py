"""What an inspection says of a planted change that it did not say before."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from bench.seeded.planting import Planted
from bench.seeded.site import Key
from knowledge_base.model.catalogue import Catalogue

HINT = "hint"
"""The severity that asks nobody to do anything."""


class Finding(Protocol):
    """What an inspection finds wrong, and where."""

    @property
    def rule(self) -> str:
        """The id of the rule."""
        ...

    @property
    def severity(self) -> str:
        """How bad it is; `hint` is the least."""
        ...

    @property
    def kind(self) -> str:
        """The kind of the record."""
        ...

    @property
    def key(self) -> str:
        """The key of the record."""
        ...

    @property
    def path(self) -> str:
        """Where in the record."""
        ...

    @property
    def text(self) -> str:
        """What is wrong, for the one who mends it."""
        ...


class Inspect(Protocol):
    """`knowledge_base.inspection.inspect`; records: those to be inspected, all if None."""

    def __call__(
        self, catalogue: Catalogue, on: date, records: Iterable[Key] | None = None
    ) -> Sequence[Finding]:
        """Return what is wrong."""
        ...


@dataclass(frozen=True)
class Judged:
    """A planted change, and the rules that said something new of it, above a hint."""

    planted: Planted
    rules: tuple[str, ...]

    @property
    def noticed(self) -> bool:
        """Whether anything new was said: right of a fault, a false alarm of a harmless edit."""
        return bool(self.rules)


@dataclass(frozen=True)
class Tally:
    """How many changes of one kind were noticed, of how many, and by which rules."""

    label: str
    noticed: int
    total: int
    rules: tuple[str, ...]


def judged(
    inspect: Inspect,
    catalogue: Catalogue,
    changes: Iterable[Planted],
    on: date,
    *,
    worded: bool,
) -> Iterator[Judged]:
    """Yield each change with what is new of it.

    Args:
        inspect: what is measured.
        catalogue: as it was.
        changes: what was planted.
        on: the day of the inspection.
        worded: whether a finding that was there before counts as new when its text is another: so with faults, which it
            may sum up; an edit that is harmless makes nothing worse by wording it anew.
    """
    before = _by_record(inspect(catalogue, on=on), worded=worded)
    for change in changes:
        records = change.records
        after = _by_record(inspect(change.within(catalogue), on=on, records=records), worded=worded)
        new = [
            finding[0]
            for record in sorted(records)
            for finding in (after[record] - before[record]).elements()
        ]
        yield Judged(change, tuple(sorted(set(new))))


def tallied(found: Iterable[Judged]) -> Mapping[str, Tally]:
    """Return the figures of each kind, in the order of the kinds."""
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    for one in found:
        by_kind[one.planted.kind.name].append(one)
    return {
        name: Tally(
            rows[0].planted.kind.label,
            sum(row.noticed for row in rows),
            len(rows),
            tuple(sorted({rule for row in rows for rule in row.rules})),
        )
        for name, rows in by_kind.items()
    }


def _by_record(
    findings: Iterable[Finding], *, worded: bool
) -> defaultdict[Key, Counter[tuple[Any, ...]]]:
    found: defaultdict[Key, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for one in findings:
        if str(one.severity) != HINT:
            found[one.kind, one.key][one.rule, one.path, one.text if worded else ""] += 1
    return found
