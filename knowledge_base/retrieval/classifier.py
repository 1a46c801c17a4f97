"""What a question asks for, whatever it is about: elements (要素), or the kinds of statements (要点) that answer it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from knowledge_base.model.catalogue import MISSING
from knowledge_base.model.element import Element
from knowledge_base.model.statement import StatementKind
from knowledge_base.retrieval.comparison import Scores
from knowledge_base.retrieval.encoder import TEXTS_KEPT
from knowledge_base.retrieval.features import element_tokens
from knowledge_base.retrieval.lexicon import Keys, Lexicon, keys_of
from knowledge_base.text import prepared

ELEMENTS = tuple(Element)
KINDS = (*StatementKind, MISSING)
"""A kind of statement, or that hardly any guide says it."""
INVERSE_REGULARISATION = 8.0
NEVER = -10.0
"""Log-odds of what was never seen."""
MOST_EXAMPLES = 25_000
"""Examples that train; how people ask for an element is told by these as well as by those of thousands of items."""


@dataclass(frozen=True)
class Labelled:
    """A question with every label that is right, and how much the example counts."""

    text: str
    labels: tuple[str, ...]
    weight: float = 1.0


class Classifier:
    """For each label, how probably it is right: logistic regressions over runs of characters.

    One regression a label, for several may be right of the same question.
    """

    def __init__(
        self, labels: Sequence[str], words: Sequence[str], weights: Any, bias: Any
    ) -> None:
        self.labels = tuple(labels)
        self._words = np.array(words, dtype=np.str_)
        self._weights: Scores = np.ascontiguousarray(weights)
        self._bias: Scores = bias
        keys = keys_of(words)
        self._lexicon, self._order = Lexicon(keys), np.argsort(keys)

    def log_odds(self, questions: Sequence[str]) -> Scores:
        """Return the log-odds of each label, shape (questions, labels), for normalised questions."""
        return np.stack([self._of_text(question) for question in questions])

    def _of_text(self, question: str) -> Scores:
        places, _ = self._lexicon.find(_keys(question))
        found: Scores = self._weights[self._order[places]].sum(axis=0) / np.sqrt(
            max(1, len(places))
        )
        return found + self._bias

    def save(self, path: Path) -> None:
        """Write the classifier to an .npz file."""
        labels = np.array(self.labels, dtype=np.str_)
        np.savez(path, labels=labels, words=self._words, weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, path: Path) -> "Classifier":
        """Return the classifier that `save` wrote."""
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            words = data["words"].tolist()
            return cls(data["labels"].tolist(), words, data["weights"], data["bias"])


@lru_cache(maxsize=TEXTS_KEPT)
def _keys(question: str) -> Keys:
    """The keys of the tokens of a text, each once: each classifier is asked about the same texts."""
    return keys_of(dict.fromkeys(element_tokens(question)))


def train_classifier(examples: Sequence[Labelled], labels: Sequence[str]) -> Classifier:
    """Return a classifier of labelled questions; a label that no example has is never probable."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    vectorizer = CountVectorizer(analyzer=element_tokens, min_df=2, binary=True, dtype=np.float32)
    examples = _bounded(examples)
    plain = [prepared(e.text) for e in examples]
    present = normalize(vectorizer.fit_transform(plain))
    weights = [e.weight for e in examples]
    fitted = [_fitted(present, [label in e.labels for e in examples], weights) for label in labels]
    return Classifier(
        labels,
        _ordered(vectorizer.vocabulary_),
        np.stack([coefficients for coefficients, _ in fitted]).T.astype(np.float32),
        np.array([intercept for _, intercept in fitted], dtype=np.float32),
    )


def _bounded(examples: Sequence[Labelled]) -> Sequence[Labelled]:
    """As many as train: what counts most first, and of what counts the same a random part."""
    if len(examples) <= MOST_EXAMPLES:
        return examples
    shuffled = random.Random(0).sample(examples, len(examples))
    return sorted(shuffled, key=lambda example: -example.weight)[:MOST_EXAMPLES]


def _fitted(present: Any, right: Sequence[bool], weights: Sequence[float]) -> tuple[Any, float]:
    from sklearn.linear_model import LogisticRegression

    if not any(right):
        return np.zeros(present.shape[1]), NEVER
    model = LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear", random_state=0)
    model.fit(present, right, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])


def _ordered(vocabulary: dict[str, int]) -> list[str]:
    return sorted(vocabulary, key=lambda word: vocabulary[word])
