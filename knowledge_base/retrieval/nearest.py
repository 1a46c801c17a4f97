"""Dense search: which wordings are nearest to a text, and what that says about each subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.qa import QaEntry
from knowledge_base.retrieval.comparison import Scores
from knowledge_base.retrieval.encoder import Vectors

NEAREST = 160
"""How many wordings a search looks at; a subject none of whose wordings is among them scores 0."""

CELLS, PROBED = 128, 12
"""FAISS looks into the nearest cells only: the figures of a full search in an eighth of its time (ADR 0005)."""

FEWEST_IN_A_CELL = 39
"""FAISS wants so many vectors for each cell; a smaller base is searched in full."""


Wording = tuple[str, QaEntry | None]
"""One text that points to a subject, and the FAQ it belongs to, if any."""


@dataclass(frozen=True)
class Nearest:
    """The best cosine of a name and of a FAQ wording, shape (texts, subjects), and the best FAQ of a subject."""

    names: Scores
    faqs: Scores
    best_faq: Mapping[int, tuple[QaEntry, float]]


class WordingIndex:
    """All wordings of a base by their vectors.

    Args:
        found: the wordings of each subject.
        vectors: of all of them, one after the other.
    """

    def __init__(self, found: Sequence[Sequence[Wording]], vectors: Vectors) -> None:
        self._wordings, self._subjects = tuple(chain.from_iterable(found)), len(found)
        counts = [len(own) for own in found]
        self._starts = np.cumsum([0, *counts])
        self._subject = np.repeat(np.arange(len(found), dtype=np.int64), counts)
        is_faq = (faq is not None for _, faq in self._wordings)
        self._is_faq = np.fromiter(is_faq, bool, len(self._wordings))
        self._index = _index(vectors)

    def of(self, subject: int) -> tuple[list[str], Vectors]:
        """Return the texts of one subject and their vectors."""
        start, end = self._starts[subject : subject + 2].tolist()
        return [text for text, _ in self._wordings[start:end]], self.vectors_of([subject])

    def vectors_of(self, subjects: Sequence[int]) -> Vectors:
        """Return the vectors of all wordings of some subjects, one after the other."""
        starts = self._starts[list(subjects)]
        counts = self._starts[np.add(subjects, 1, dtype=np.int64)] - starts
        before = np.cumsum(counts) - counts
        return self._vectors(np.arange(counts.sum()) + np.repeat(starts - before, counts))

    def search(self, texts: Vectors, keep: Sequence[int] = ()) -> Nearest:
        """Return what is nearest to each text; all wordings of the subjects in `keep` are compared."""
        cosines, positions = self._index.search(texts, min(NEAREST, len(self._wordings)))
        kept = np.flatnonzero(np.isin(self._subject, keep))
        cosines = np.hstack([cosines, texts @ self._vectors(kept).T])
        positions = np.hstack([positions, np.tile(kept, (len(texts), 1))])
        found = positions >= 0
        rows = np.nonzero(found)[0]
        return self._gathered(rows, positions[found], cosines[found], len(texts))

    def _vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some wordings, from FAISS, which has the only copy."""
        found: Vectors = self._index.reconstruct_batch(rows)
        return found

    def _gathered(
        self, rows: NDArray[np.int64], positions: NDArray[np.int64], cosines: Scores, texts: int
    ) -> Nearest:
        """Wordings found (which text, which wording, how near) as the best of each subject."""
        names, faqs = np.zeros((2, texts, self._subjects), dtype=np.float32)
        subjects, is_faq = self._subject[positions], self._is_faq[positions]
        np.maximum.at(names, (rows[~is_faq], subjects[~is_faq]), cosines[~is_faq])
        np.maximum.at(faqs, (rows[is_faq], subjects[is_faq]), cosines[is_faq])
        positions, cosines = positions[is_faq], cosines[is_faq]
        nearest_last = np.argsort(cosines, kind="stable")
        best: dict[int, tuple[QaEntry, float]] = {}
        for position, cosine in zip(
            positions[nearest_last].tolist(), cosines[nearest_last].tolist(), strict=True
        ):
            faq = self._wordings[position][1]
            if faq is not None:
                best[int(self._subject[position])] = (faq, cosine)
        return Nearest(names, faqs, best)


def _index(vectors: Vectors) -> Any:
    """Return the FAISS index of unit vectors, by inner product."""
    faiss.omp_set_num_threads(1)
    cells = f"IVF{CELLS}," if len(vectors) >= CELLS * FEWEST_IN_A_CELL else ""
    index: Any = faiss.index_factory(vectors.shape[1], f"{cells}Flat", faiss.METRIC_INNER_PRODUCT)
    index.train(vectors)
    index.add(vectors)
    if cells:
        index.nprobe = PROBED
        index.make_direct_map()
    return index
