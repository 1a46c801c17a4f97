"""Changes that are approved and not yet in force, told in advance with their day: one line, the same at every door."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge_base.errors import StoreUnavailable
from knowledge_base.lifecycle.differences import SaidChange, naming, said_differently
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.versions import select_versions
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide
from knowledge_base.stating import derive_statements
from knowledge_base.store.kinds import GUIDE
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import RecordRow, StateRow, VersionRow
from knowledge_base.store.trouble import unit_of_work

FRESH_SECONDS = 1.0
"""So long what is scheduled is taken as read; then it is looked for again."""
MOST_NAMED = 4
"""More elements than these are told as 等."""
LONGEST_QUOTED = 40
"""A changed sentence that is no longer is told with its element."""
NOT_NAMED = frozenset({Element.FAQ, Element.OVERVIEW})
"""What does not tell by its name what changes: named only where nothing else does."""


@dataclass
class Upcoming:
    """The guides that wait for their day."""

    store: GuideStore
    words: Mapping[str, str]
    said: Mapping[str, str]
    seconds: Callable[[], float] = time.monotonic
    _known: Mapping[str, tuple[date, Guide]] = field(default_factory=dict)
    _guides: Mapping[int, Guide] = field(default_factory=dict)
    _read_at: float = float("-inf")

    def line(self, guide: Guide, catalogue: Catalogue) -> str:
        """Return from which day what of a guide is different; empty where nothing waits.

        Args:
            guide: as it is told now.
            catalogue: the materials, places and departments that both versions refer to.
        """
        found = self._waiting().get(guide.item.code)
        if found is None:
            return ""
        day, later = found
        try:
            before, after = (derive_statements(g, catalogue, self.words) for g in (guide, later))
        except KeyError:  # it names a material or a place that comes into force with it
            return self._say(day, self.said["upcoming_unnamed"])
        changes = said_differently(before, after, naming({}, guide, later))
        return self._say(day, _named(changes)) if changes else ""

    def _say(self, day: date, changes: str) -> str:
        on = f"{day.year}年{day.month}月{day.day}日"
        return self.said["upcoming"].format(day=on, changes=changes)

    def _waiting(self) -> Mapping[str, tuple[date, Guide]]:
        """Return the next version of each guide that waits; what was read before while the database is away."""
        now = self.seconds()
        if now - self._read_at >= FRESH_SECONDS:
            self._read_at = now
            try:
                self._known = self._read()
            except StoreUnavailable:
                return self._known
        return self._known

    def _read(self) -> Mapping[str, tuple[date, Guide]]:
        """Return what waits now; a version never changes, so one that was read before is not read again."""
        waiting = (RecordRow.kind == GUIDE, StateRow.state == State.SCHEDULED)
        wanted = (
            select_versions()
            .where(*waiting)
            .with_only_columns(RecordRow.key, VersionRow.effective_from, VersionRow.id)
        )
        soonest: dict[str, tuple[date, int]] = {}
        with unit_of_work(self.store.engine) as session:
            for key, day, version_id in session.execute(wanted):
                if day is not None and (key not in soonest or day < soonest[key][0]):
                    soonest[key] = (day, version_id)
            read = {
                version_id: self._guides.get(version_id)
                or self.store.read_version(session, version_id)
                for _day, version_id in soonest.values()
            }
        self._guides = read
        return {key: (day, read[version_id]) for key, (day, version_id) in soonest.items()}


def _named(changes: Sequence[SaidChange]) -> str:
    """Return what changes by its names, a short new sentence with it where it is the only one of its kind."""
    by_element: dict[Element, list[SaidChange]] = {}
    for change in changes:
        by_element.setdefault(change.element, []).append(change)
    telling = [e for e in by_element if e not in NOT_NAMED] or list(by_element)
    names = [f"{LABELS[e]}{_quoted(by_element[e])}" for e in telling[:MOST_NAMED]]
    return "、".join(names) + ("等" if len(telling) > MOST_NAMED else "")


def _quoted(changes: Sequence[SaidChange]) -> str:
    """Return the one new sentence of an element in quotes; empty where there are several, or it is long."""
    texts = [change.after for change in changes if change.after]
    if len(changes) != 1 or not texts or len(texts[0]) > LONGEST_QUOTED:
        return ""
    return f"“{texts[0].rstrip('。')}”"
