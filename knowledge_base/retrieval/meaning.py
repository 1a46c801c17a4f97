"""What a pretrained encoder says: how near a question is to each subject, and to texts of one of them."""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import Vectors
from knowledge_base.retrieval.pretrained import Pretrained, Usage
from knowledge_base.text import normalise

FEW = 20
"""Wordings of a subject that are encoded: five thousand items must be done in half an hour."""
FEW_NAMES = 6
"""Of them, those that are names."""

UNRELATED = 0.7
"""E5's cosine of texts that have nothing to do with each other; what is above is stretched to 0 to 1."""

MOST_NEW = 2 * FEW
"""Texts that are read before a publication is in force, about half a second; more are read beside the questions."""

KEPT = 4096
"""Questions whose vectors are kept: answering looks several times for the same one."""

Scores = NDArray[np.float32]


class Meaning:
    """Few vectors of each subject and of further texts by a pretrained encoder. Read-only, safe for threads.

    Args:
        encoder: reads the questions.
        wordings: the texts of each subject, FEW at most, as `few_wordings` chose them.
        asked: the vectors of all of them, one after the other.
        passages: vectors of further texts, by text.
    """

    def __init__(
        self,
        encoder: Pretrained,
        wordings: Sequence[Sequence[str]],
        asked: Vectors,
        passages: Mapping[str, Vectors],
    ) -> None:
        self._encoder, self._passages = encoder, passages
        self._vector = lru_cache(KEPT)(encoder.question)
        self._know(wordings, asked)

    def _know(self, wordings: Sequence[Sequence[str]], asked: Vectors) -> None:
        self.wordings, self._asked = wordings, asked
        self._rows = _rows([len(texts) for texts in wordings])
        self._row = {text: row for row, text in enumerate(chain.from_iterable(wordings))}

    def of_next(self, wordings: Sequence[Sequence[str]]) -> "Meaning | None":
        """Return what the encoder says of the next generation; None where more is new than a publication may wait for."""
        texts = list(chain.from_iterable(wordings))
        rows = np.array([self._row.get(text, -1) for text in texts], dtype=np.int64)
        new = [text for text, row in zip(texts, rows, strict=True) if row < 0]
        if len(new) > MOST_NEW:
            return None
        asked = self._asked[rows.clip(0)]
        if new:
            asked[rows < 0] = self._encoder.questions.encode(new)
        other = copy(self)
        other._know(wordings, asked)
        return other

    @property
    def usage(self) -> Usage:
        """How many questions were encoded by this encoder, and how long that took."""
        return self._encoder.usage

    def nearness(self, question: str, subjects: Sequence[int]) -> Scores:
        """Return for each of these subjects how near its two nearest wordings are in the mean, about 0 to 1."""
        rows = self._rows[subjects]
        cosines = self._asked[rows.clip(0)] @ self._vector(question)
        cosines[rows < 0] = -1.0
        nearest = np.sort(cosines, axis=1)[:, -2:]
        return stretched(np.where(nearest[:, 0] < 0, nearest[:, -1], nearest.mean(axis=1)))

    def similarities(self, question: str, texts: Sequence[str]) -> Scores | None:
        """Return the cosine of a question with each text; None where one is neither wording nor passage."""
        known = [self._known(normalise(text)) for text in texts]
        vectors = [vector for vector in known if vector is not None]
        if not vectors or len(vectors) < len(texts):
            return None
        found: Scores = np.stack(vectors) @ self._vector(question)
        return found

    def _known(self, text: str) -> Vectors | None:
        row = self._row.get(text)
        return self._passages.get(text) if row is None else self._asked[row]


def stretched(cosines: Scores) -> Scores:
    """Return cosines of E5 on a scale from 0, unrelated, to 1, the same."""
    found: Scores = ((cosines - UNRELATED) / (1 - UNRELATED)).clip(0).astype(np.float32)
    return found


def few_wordings(names: Sequence[str], texts: Sequence[str], vectors: Vectors) -> list[str]:
    """Return at most FEW texts of one subject: its first names, then always what is farthest from all taken.

    Args:
        names: what the subject is called.
        texts: all its wordings, without doubles.
        vectors: theirs, by the light encoder.
    """
    called = set(names[:FEW_NAMES])
    taken = [at for at, text in enumerate(texts) if text in called] or [0]
    nearest = (vectors @ vectors[taken].T).max(axis=1)
    while len(taken) < min(FEW, len(texts)):
        nearest[taken] = np.inf
        taken.append(int(nearest.argmin()))
        nearest = np.maximum(nearest, vectors @ vectors[taken[-1]])
    return [texts[at] for at in taken]


def _rows(counts: Sequence[int]) -> NDArray[np.int64]:
    """Return which rows belong to each subject, shape (subjects, FEW); -1 where it has fewer."""
    starts = np.cumsum([0, *counts[:-1]])[:, None]
    places = np.arange(max(counts, default=1))[None, :]
    return np.where(places < np.array(counts)[:, None], starts + places, -1)
