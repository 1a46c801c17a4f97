"""Choose among the candidates for names by a linear score, fitted by `python -m hall fit-names`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge_base.privacy.folding import Found
from knowledge_base.privacy.name_features import (
    JOINS,
    Candidate,
    candidates,
    features,
    read_context,
)
from knowledge_base.privacy.words import WORDS, personal_words

WEIGHTS = Path(__file__).with_name("name_weights.json")
BIAS, JOINED = "bias", "joined"
THRESHOLD = -0.3
"""From this score on a candidate is a name: a name that stays costs more than a word that is hidden."""
ALIKE = -4.0
"""The same for one that differs in one character from a name in the text: people tell which one is wrong."""


@dataclass(frozen=True)
class Scored:
    """A candidate with its score: the logarithm of the odds that it is a name."""

    name: Candidate
    score: float


@cache
def name_weights(path: Path) -> Mapping[str, float]:
    """Return the weight of each feature."""
    weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return weights


def find_scored_names(text: str, numbers: Iterable[Found]) -> Iterator[Found]:
    """Yield names, the surest first; they may overlap."""
    scored = sorted(_scored(text, numbers), key=lambda s: -s.score)
    sure = [s.name for s in scored if s.score >= THRESHOLD]
    known = {pattern for name in sure for pattern in _patterns(name)}
    likely = (s.name for s in scored if ALIKE <= s.score < THRESHOLD)
    for name in (*sure, *(n for n in likely if not known.isdisjoint(_patterns(n)))):
        yield name.start, name.end, "name"


def _scored(text: str, numbers: Iterable[Found]) -> Iterator[Scored]:
    words, weights = personal_words(WORDS), name_weights(WEIGHTS)
    context = read_context(text, numbers, words)
    ends: set[int] = set()
    for name in candidates(context, words):
        score = weights[BIAS] + sum(weights.get(f, 0.0) for f in features(name, context, words))
        if text[name.start - 1 : name.start] in JOINS and name.start - 1 in ends:
            score += weights[JOINED]
        if score >= THRESHOLD:
            ends.add(name.end)
        yield Scored(name, score)


def _patterns(name: Candidate) -> tuple[str, ...]:
    """Return a name of more than two characters with each of them left out: what names alike share."""
    written = name.surname + name.given
    if len(written) <= 2:
        return ()
    return tuple(f"{written[:at]}*{written[at + 1 :]}" for at in range(len(written)))
