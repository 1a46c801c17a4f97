"""Questions that ask for the same, found by what they mean and how they are written (归组)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.text import prepared, syllables, tokens

APART = 0.5
"""Questions whose mean distance is more ask for something else; measured by `python -m bench grouping`."""
MEANING_WEIGHT = 0.4
"""Of the encoder; the rest is shared characters and syllables, which typing errors leave standing."""
OTHER_SERVICE = 0.15
"""So much farther apart are questions of which it was understood that they are about two services."""

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Unit vectors of normalised texts."""
Distances = NDArray[np.float64]


@dataclass(frozen=True)
class Wording:
    """A question as it was asked; `service` is the key of what it was understood to be about, empty for nothing."""

    text: str
    service: str = ""


def grouped(
    new: Sequence[Wording],
    known: Mapping[int, Sequence[Wording]] | None = None,
    encode: Encode | None = None,
) -> tuple[tuple[int | None, tuple[int, ...]], ...]:
    """Return the new questions in groups: for each the known group that it belongs to, None for one of its own.

    Args:
        new: questions that are in no group yet; a group names them by their places.
        known: some wordings of each group that there is.
        encode: of the knowledge base; without it the writing alone is compared.
    """
    if not new:
        return ()
    samples = [(number, one) for number, ones in (known or {}).items() for one in ones]
    apart = _distances(new, [one for _, one in samples], encode)
    found = _nearest(_clusters(apart[:, : len(new)]), samples, apart[:, len(new) :])
    return tuple((number, tuple(places)) for number, places in found)


def _distances(
    new: Sequence[Wording], samples: Sequence[Wording], encode: Encode | None
) -> Distances:
    """Return how far each new one is from each other one and each sample, between 0 and about 1."""
    wordings, count = (*new, *samples), len(new)
    texts = [prepared(one.text) for one in wordings]
    alike = _written_alike(texts, count)
    if encode is not None:
        vectors = np.asarray(encode(texts), np.float64)
        alike = MEANING_WEIGHT * (vectors[:count] @ vectors.T) + (1 - MEANING_WEIGHT) * alike
    services = np.array([one.service for one in wordings])
    is_known = services != ""
    differ = (services[:count, None] != services[None]) & is_known[:count, None] & is_known[None]
    apart = np.clip(1 - alike + OTHER_SERVICE * differ, 0, None)
    among = apart[:, :count]
    apart[:, :count] = (among + among.T) / 2
    np.fill_diagonal(apart, 0)
    return apart  # type: ignore[no-any-return]


def _written_alike(texts: Sequence[str], count: int) -> Distances:
    """Return how much the first so many texts share with each."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    found = TfidfVectorizer(analyzer=_marks, sublinear_tf=True).fit_transform(texts)
    return np.asarray((found[:count] @ found.T).toarray(), np.float64)


def _marks(text: str) -> list[str]:
    """Return what a text is compared by; one without words by itself."""
    return [*tokens(text), *(f"_{syllable}" for syllable in syllables(text))] or [f"={text}"]


def _clusters(apart: Distances) -> list[list[int]]:
    if len(apart) == 1:
        return [[0]]
    from sklearn.cluster import AgglomerativeClustering

    clustering = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=APART
    )
    places: dict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(clustering.fit_predict(apart)):
        places[int(label)].append(place)
    return list(places.values())


def _nearest(
    clusters: Sequence[list[int]], samples: Sequence[tuple[int, Wording]], apart: Distances
) -> list[tuple[int | None, list[int]]]:
    """Return the clusters with the known group that each lies in; two that lie in one are one."""
    columns: dict[int, list[int]] = defaultdict(list)
    for column, (number, _) in enumerate(samples):
        columns[number].append(column)
    joined: dict[int, list[int]] = defaultdict(list)
    own: list[tuple[int | None, list[int]]] = []
    for places in clusters:
        rows = apart[places]
        distance, number = min(
            ((float(rows[:, at].mean()), n) for n, at in columns.items()), default=(np.inf, 0)
        )
        if distance <= APART:
            joined[number] += places
        else:
            own.append((None, places))
    return [*joined.items(), *own]
