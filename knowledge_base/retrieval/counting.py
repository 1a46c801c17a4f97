"""Which rows of a table the texts of a question pick, as one sparse matrix: a product instead of a loop."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
from scipy.sparse import csr_array


def counts(texts: Sequence[Iterable[str]], rows: Mapping[str, int], height: int) -> csr_array:
    """Return how often each text has each known token, shape (texts, height), float32."""
    known = [[rows[token] for token in text if token in rows] for text in texts]
    found = np.fromiter(chain.from_iterable(known), dtype=np.int32)
    ends = np.cumsum([0, *map(len, known)])
    ones = np.ones(len(found), dtype=np.float32)
    return csr_array((ones, found, ends), shape=(len(texts), height))
