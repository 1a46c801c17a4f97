"""Tokens as numbers, so that a table of them is an array and not a dictionary."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]


def keys_of(tokens: Collection[str]) -> Keys:
    """Return the keys of tokens: hashes of 64 bits, so that no two of a base are taken for one.

    Of their bytes, for Python hashes a text as it lies in memory, where “4s” and “猴” are the same two bytes.
    """
    return np.fromiter((hash(t.encode()) for t in tokens), dtype=np.int64, count=len(tokens))


class Lexicon:
    """Tokens by their keys, in order: a table of a hundred thousand takes a tenth of what a dictionary does."""

    def __init__(self, keys: Keys) -> None:
        self._set(np.unique(keys))

    @classmethod
    def of_sorted(cls, keys: Keys) -> "Lexicon":
        """Return the lexicon of keys that are in order, each once."""
        made = cls.__new__(cls)
        made._set(keys)
        return made

    def _set(self, keys: Keys) -> None:
        # Beyond the last one nothing is known; the bound is no key of a token.
        self._keys = np.append(keys, np.iinfo(np.int64).max)

    @property
    def keys(self) -> Keys:
        """The keys, in order."""
        return self._keys[:-1]

    def __len__(self) -> int:
        return len(self._keys) - 1

    def find(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the places of the tokens that are known, and which ones these are."""
        places = np.searchsorted(self._keys, keys)
        known: NDArray[np.bool_] = self._keys[places] == keys
        return places[known], known


class Tally:
    """How often each token was counted; a change makes another tally."""

    def __init__(self) -> None:
        self._lexicon, self._times = Lexicon(np.zeros(0, np.int64)), np.zeros(0, np.int64)

    def changed(self, gone: Keys, new: Keys) -> "Tally":
        """Return the tally without some tokens that were counted and with others, each as often as it stands there."""
        keys = np.concatenate([self._lexicon.keys, gone, new])
        steps = np.concatenate([self._times, np.full(len(gone), -1), np.full(len(new), 1)])
        found, places = np.unique(keys, return_inverse=True)
        times = np.bincount(places, steps, len(found)).astype(np.int64)
        made = Tally()
        made._lexicon, made._times = Lexicon.of_sorted(found[times > 0]), times[times > 0]
        return made

    def of(self, keys: Keys) -> NDArray[np.int64]:
        """Return how often each of some tokens was counted."""
        times = np.zeros(len(keys), np.int64)
        places, known = self._lexicon.find(keys)
        times[known] = self._times[places]
        return times
