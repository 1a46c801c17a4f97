"""Which element (要素) a question asks for, whatever it is about."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.element import Element
from knowledge_base.retrieval.counting import counts
from knowledge_base.retrieval.features import element_tokens
from knowledge_base.text import normalise, strip_fillers

ELEMENTS = tuple(Element)
INVERSE_REGULARISATION = 8.0
MOST_EXAMPLES = 25_000
"""Examples that train; how people ask for an element is told by these as well as by those of thousands of items."""


@dataclass(frozen=True)
class Labelled:
    """A question with every element that answers it, and how much the example counts."""

    text: str
    elements: tuple[str, ...]
    weight: float = 1.0


class ElementClassifier:
    """For each element, how probably it answers a question: logistic regressions over runs of characters.

    One regression an element, for several elements may answer the same question.
    """

    def __init__(self, vocabulary: dict[str, int], weights: Any, bias: Any) -> None:
        self._vocabulary = vocabulary
        self._weights: NDArray[np.float32] = np.ascontiguousarray(weights)
        self._bias: NDArray[np.float32] = bias

    def log_odds(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Return the log-odds that each of ELEMENTS answers, shape (questions, elements), for normalised questions."""
        tokens = [dict.fromkeys(element_tokens(q)) for q in questions]
        present = counts(tokens, self._vocabulary, len(self._weights))
        lengths = np.maximum(1, np.diff(present.indptr)).astype(np.float32)
        logits: NDArray[np.float32] = present @ self._weights / np.sqrt(lengths)[:, None]
        return logits + self._bias

    def save(self, path: Path) -> None:
        """Write the classifier to an .npz file."""
        words = np.array(list(self._vocabulary), dtype=np.str_)
        np.savez(path, words=words, weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, path: Path) -> "ElementClassifier":
        """Return the classifier that `save` wrote."""
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            words = {word: place for place, word in enumerate(data["words"].tolist())}
            return cls(words, data["weights"], data["bias"])


def train_elements(examples: Sequence[Labelled]) -> ElementClassifier:
    """Return a classifier of labelled questions."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    vectorizer = CountVectorizer(analyzer=element_tokens, min_df=2, binary=True, dtype=np.float32)
    examples = _bounded(examples)
    plain = [strip_fillers(normalise(e.text)) for e in examples]
    present = normalize(vectorizer.fit_transform(plain))
    weights = [e.weight for e in examples]
    models = [
        _fitted(present, [element in e.elements for e in examples], weights) for element in ELEMENTS
    ]
    return ElementClassifier(
        _ordered(vectorizer.vocabulary_),
        np.concatenate([m.coef_ for m in models]).T.astype(np.float32),
        np.concatenate([m.intercept_ for m in models]).astype(np.float32),
    )


def _bounded(examples: Sequence[Labelled]) -> Sequence[Labelled]:
    """As many as train: what counts most first, and of what counts the same a random part."""
    if len(examples) <= MOST_EXAMPLES:
        return examples
    shuffled = random.Random(0).sample(examples, len(examples))
    return sorted(shuffled, key=lambda example: -example.weight)[:MOST_EXAMPLES]


def _fitted(present: Any, answers: Sequence[bool], weights: Sequence[float]) -> Any:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear", random_state=0)
    return model.fit(present, answers, sample_weight=weights)


def _ordered(vocabulary: dict[str, int]) -> dict[str, int]:
    return dict(sorted(((w, int(i)) for w, i in vocabulary.items()), key=lambda pair: pair[1]))
