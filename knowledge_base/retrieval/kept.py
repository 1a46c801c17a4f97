"""What was made before and is still good: for the texts asked for lately, and from one generation to the next."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from knowledge_base.model.qa import Subject

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The values of the keys that were asked for lately, each made once.

    Unlike a method under `lru_cache` it holds nothing of who makes them, so that a generation that nobody uses
    any more goes at once, without the garbage collector.
    """

    def __init__(self, most: int, values: Iterable[tuple[K, V]] = ()) -> None:
        self._most, self._values, self._lock = most, OrderedDict(values), Lock()

    def of(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key; two who ask for a new one at once may both make it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = make()
        with self._lock:
            self._values[key] = made
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return made

    def those(self, is_good: Callable[[K], bool]) -> "Kept[K, V]":
        """Return the values that are still good, to go on with."""
        with self._lock:
            return Kept(self._most, ((k, v) for k, v in self._values.items() if is_good(k)))


class Parts(Generic[V]):
    """Something made of each subject, in their order; that of a subject which stood before is taken over.

    Args:
        subjects: of one generation.
        make: what is made of the subject at a place.
        of: all of a subject that it is made of.
        before: the same of the generation before.

    `kept` holds for each subject its place among those before, -1 for one of which it is made anew.
    """

    def __init__(
        self,
        subjects: Sequence[Subject],
        make: Callable[[int], V],
        of: Callable[[Subject], object],
        before: "Parts[V] | None" = None,
    ) -> None:
        self._subjects = tuple(subjects)
        self._places = {(s.kind, s.key): at for at, s in enumerate(subjects)}
        self.kept = [-1 if before is None else before._place_of(s, of) for s in subjects]
        self.all: list[V] = [
            make(at) if before is None or place < 0 else before.all[place]
            for at, place in enumerate(self.kept)
        ]

    def _place_of(self, subject: Subject, of: Callable[[Subject], object]) -> int:
        place = self._places.get((subject.kind, subject.key), -1)
        if place >= 0 and self._subjects[place] is not subject:
            return place if of(self._subjects[place]) == of(subject) else -1
        return place


def worded(subject: Subject) -> object:
    """Return everything that words point to a subject by: all but what its guide says."""
    called = (subject.name, subject.names, subject.hints)
    return (*called, subject.asked, subject.questions, subject.entries)
