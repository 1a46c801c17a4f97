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
        # Beyond the last one nothing is known; the bound is no key of a token.
        self._keys = np.append(np.unique(keys), np.iinfo(np.int64).max)

    def __len__(self) -> int:
        return len(self._keys) - 1

    def find(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the places of the tokens that are known, and which ones these are."""
        places = np.searchsorted(self._keys, keys)
        known: NDArray[np.bool_] = self._keys[places] == keys
        return places[known], known
