"""Which element (要素) a question asks for, whatever it is about."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.element import Element
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.text import normalise

ELEMENTS = tuple(Element)
INVERSE_REGULARISATION = 8.0


class ElementClassifier:
    """Log-probabilities of the elements from characters and bigrams (TF-IDF and logistic regression)."""

    def __init__(self, vocabulary: dict[str, int], weights: Any, bias: Any) -> None:
        self._vocabulary = vocabulary
        self._weights: NDArray[np.float32] = weights
        self._bias: NDArray[np.float32] = bias

    def log_probabilities(self, question: str) -> NDArray[np.float32]:
        """Return log P(element) in the order of ELEMENTS for a normalised question."""
        counts: dict[int, int] = {}
        for token in lexical_tokens(question):
            at = self._vocabulary.get(token)
            if at is not None:
                counts[at] = counts.get(at, 0) + 1
        logits = self._bias.copy()
        if counts:
            rows = self._weights[list(counts)]
            logits += _unit(np.fromiter(counts.values(), np.float32), rows)
        logits -= logits.max()
        return np.asarray(logits - np.log(np.exp(logits).sum()), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the classifier to an .npz file."""
        words = np.array(list(self._vocabulary), dtype=np.str_)
        np.savez(path, words=words, weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, path: Path) -> "ElementClassifier":
        """Return the classifier that `save` wrote."""
        data = np.load(path)
        return cls(
            {w: i for i, w in enumerate(data["words"].tolist())}, data["weights"], data["bias"]
        )


def _unit(counts: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Counts of the tokens as a unit vector times their weights."""
    return np.asarray(counts / np.linalg.norm(counts) @ rows, dtype=np.float32)


def train_elements(examples: Iterable[tuple[str, str]]) -> ElementClassifier:
    """Return a classifier of (question, element) pairs."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import normalize

    pairs = [(normalise(text), element) for text, element in examples]
    vectorizer = CountVectorizer(analyzer=lexical_tokens, min_df=2)
    counts = vectorizer.fit_transform([text for text, _ in pairs])
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=200)
    model.fit(normalize(counts.astype(np.float32)), [element for _, element in pairs])
    return ElementClassifier(_ordered(vectorizer.vocabulary_), *_aligned(model))


def _ordered(vocabulary: dict[str, int]) -> dict[str, int]:
    return dict(sorted(((w, int(i)) for w, i in vocabulary.items()), key=lambda pair: pair[1]))


def _aligned(model: Any) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (token, element) and bias (element) in the order of ELEMENTS."""
    classes: Sequence[str] = list(model.classes_)
    order = [classes.index(e) for e in ELEMENTS]
    return model.coef_[order].T.astype(np.float32), model.intercept_[order].astype(np.float32)
