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

    `kept` holds for each subject its place among those before, -1 for a new one.
    """

    def __init__(
        self,
        subjects: Sequence[Subject],
        make: Callable[[Subject], V],
        before: "Parts[V] | None" = None,
    ) -> None:
        places: dict[int, int] = before._places if before else {}
        self._subjects = tuple(subjects)  # what is alive has an id of its own
        self._places: dict[int, int] = {id(subject): at for at, subject in enumerate(subjects)}
        self.kept = [places.get(id(subject), -1) for subject in subjects]
        self.all: list[V] = [
            make(subject) if before is None or at < 0 else before.all[at]
            for subject, at in zip(subjects, self.kept, strict=True)
        ]
