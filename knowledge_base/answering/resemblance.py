"""Hear what resembles hand-written examples, where no pattern is sure of the words.

People in danger do not use the words a rule expects (棚顶着了, 土埋到脖子了), and a record can be asked for in any
way. For each group of examples in a city's screening_examples.yml a small model is fitted when loaded: over characters,
pairs of characters and words, over the signs that the group names, and over what the patterns found (`Reading`).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from knowledge_base.answering.examples import ExampleFile, Examples, Reading, ReadingOf

SHORTEST = 8
"""Fewer characters in words say too little to be heard by resemblance alone."""
FOLDS = 5
TEXTS_KEPT = 64
"""Texts that are kept as they were read: every group is asked about the same one."""

# Web addresses, faces typed by WeChat, whatever is masked, and every run with a digit in it are no words.
_NO_WORDS = re.compile(
    r"(?:https?:/|www\.)[!-~]{1,300}|[a-z\d._%+*-]{1,64}@[a-z\d.-]{1,64}|/:[!-~]{1,16}|\[[^\[\]\s]{1,8}\]"
    r"|[^\W\d_]?\*|[a-z_-]{0,16}\d[a-z\d_-]{0,32}"
)
LEAST_KNOWN = 0.5
"""Share of a text that the examples must know: of a language that none of them speaks nothing is heard."""
_BETWEEN_WORDS = re.compile(r"[\W\d_]+")
_RUN = re.compile(r"[一-鿿]+|[^\W\d_一-鿿]+")
STEM = 5
"""Letters of a Latin or Cyrillic word that stand for its forms."""


@dataclass(frozen=True)
class Heard:
    """What a group says to a text: the topic of the nearest example, and how probable the group is."""

    group: str
    topic: str
    probability: float


@dataclass(frozen=True)
class Group:
    """Examples with the model fitted to them; `threshold` is the probability from which the group is heard."""

    examples: Examples
    reading: Reading
    threshold: float
    weights: Any
    intercept: float
    vectors: Any

    def hear(self, said: "Said") -> Heard | None:
        """Return the topic of the nearest example if the text belongs to the group."""
        plain = said.plain
        if said.is_little and not self.examples.is_meant(plain, self.reading):
            return None
        if self.examples.unless.search(plain) or not self.examples.only_if.search(plain):
            return None
        probability = self._probability(said, self.examples.features(plain, self.reading))
        if probability < self.threshold:
            return None
        nearest = int((self.vectors[:, said.words] @ said.weights).argmax())
        return Heard(self.examples.name, self.examples.topics[nearest], probability)

    def _probability(self, said: "Said", features: Sequence[float]) -> float:
        """P(a text belongs to the group); predict_proba would check its input for a millisecond."""
        words = self.weights.shape[0] - len(features)
        logit = float(np.dot(self.weights[said.words], said.weights)) + self.intercept
        logit += float(np.dot(self.weights[words:], features)) if features else 0.0
        return 1 / (1 + math.exp(-logit))


@dataclass(frozen=True)
class Said:
    """A text as the groups hear it: the places of its words in their space, and what each weighs there.

    is_little: it has too few words, or too few that the examples know, to be heard by resemblance alone.
    """

    plain: str
    words: NDArray[np.int64]
    weights: NDArray[np.float64]
    is_little: bool


class Resemblance:
    """All groups over one space of words."""

    def __init__(self, vectorizer: Any, groups: Mapping[str, Group]) -> None:
        self._vectorizer, self.groups = vectorizer, groups
        self._said = lru_cache(maxsize=TEXTS_KEPT)(self._read)

    @classmethod
    def load(
        cls,
        path: Path,
        words: Mapping[str, str],
        reading_of: ReadingOf,
        thresholds: Mapping[str, float],
    ) -> "Resemblance":
        """Return the models fitted on the examples of a file; `@city@` in a pattern is one of the words.

        Raises:
            GuideError: a faulty file, with file and line.
        """
        file = ExampleFile(path, words)
        vectorizer, vectors = _vectors(file.plain)
        groups, start = {}, 0
        for examples in file.groups:
            own = slice(start, start + len(examples.lines))
            reading, taught = reading_of(examples.topics), file.taught(examples)
            design = _design(examples, _those(file.plain, taught), vectors[taught], reading)
            model = _model().fit(design, file.labels(examples)[taught])
            groups[examples.name] = Group(
                examples=examples,
                reading=reading,
                threshold=thresholds[examples.name],
                weights=model.coef_[0],
                intercept=model.intercept_.item(),
                vectors=vectors[own],
            )
            start = own.stop
        return cls(vectorizer, groups)

    def group_of(self, topics: Iterable[str]) -> Group | None:
        """Return the group that has examples of one of the topics."""
        names = set(topics)
        return next((g for g in self.groups.values() if names & set(g.examples.topics)), None)

    def hear(self, plain: str, group: str) -> Heard | None:
        """Return what a group says to a normalised text, None if nothing."""
        asked = self.groups.get(group)
        return asked.hear(self._said(plain)) if asked else None

    def _read(self, plain: str) -> Said:
        """What `vectorizer.transform` returns, which checks its input five times as long as it reads it."""
        rows = self._vectorizer.vocabulary_
        tokens = _grams(said := in_words(plain))
        known = Counter(rows[token] for token in tokens if token in rows)
        words = np.fromiter(known, dtype=np.int64)
        weights = 1 + np.log(np.fromiter(known.values(), dtype=float))
        weights *= self._vectorizer.idf_[words]
        weights /= np.linalg.norm(weights) or 1.0
        is_little = len(said) < SHORTEST or known.total() < LEAST_KNOWN * len(tokens)
        return Said(plain, words, weights, is_little)


@dataclass(frozen=True)
class Judged:
    """The lines of the file as a group judges them without having seen them.

    belongs: whether a line is an example of the group; calm, asked: whether it is a calm line, most of which look
    like an example, or an everyday question, and the group listens to it at all (see `unless`, `only_if`).
    found: whether the patterns found anything in it; probability: cross-validated.
    """

    belongs: Any
    calm: Any
    asked: Any
    found: Any
    probability: Any


def judged(file: "ExampleFile", reading_of: ReadingOf) -> Iterator[tuple[str, Judged]]:
    """Yield each group of a file with its cross-validated judgement on every line."""
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    _, vectors = _vectors(file.plain)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for examples in file.groups:
        reading, taught = reading_of(examples.topics), file.taught(examples)
        plain = _those(file.plain, taught)
        labels, kinds = file.labels(examples)[taught], file.kinds[taught]
        design = _design(examples, plain, vectors[taught], reading)
        guess = cross_val_predict(_model(), design, labels, cv=folds, method="predict_proba")[:, 1]
        held = np.array(
            [examples.unless.search(p) or not examples.only_if.search(p) for p in plain]
        )
        found = np.array([any(reading(p)) for p in plain])
        short = [len(in_words(p)) < SHORTEST and not examples.is_meant(p, reading) for p in plain]
        guess[held | np.array(short)] = 0
        calm = ~held & (kinds == "calm")
        asked = ~held & ((kinds == "asked") | (kinds == "question"))
        yield examples.name, Judged(labels == 1, calm, asked, found, guess)


def _those(lines: Sequence[str], taught: Any) -> list[str]:
    return list(compress(lines, taught))


def in_words(plain: str) -> str:
    """Return what a normalised text says in words: dates, numbers, masks, addresses and punctuation say nothing."""
    return _BETWEEN_WORDS.sub(" ", _NO_WORDS.sub(" ", plain)).strip()


def _grams(said: str) -> list[str]:
    """Return characters and pairs of Chinese, and other words with their stems; nothing reaches over a gap."""
    found: list[str] = []
    for run in _RUN.findall(said):
        if "一" <= run[0] <= "鿿":
            found += [*run, *map("".join, pairwise(run))]
        else:
            found += [run, f"{run[:STEM]}~"]
    return found


def _vectors(plain: Sequence[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=_grams, sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform([in_words(line) for line in plain])


def _design(examples: Examples, plain: Sequence[str], vectors: Any, reading: Reading) -> Any:
    """Return one row a line: its words, the signs of the group and what the patterns found."""
    if not (examples.signs or examples.reads):
        return vectors
    features = [examples.features(line, reading) for line in plain]
    return hstack([vectors, csr_array(np.array(features, dtype=float))]).tocsr()


def _model() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(
        C=10, class_weight="balanced", solver="liblinear", tol=0.01, random_state=0
    )
