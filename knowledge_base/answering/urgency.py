"""Sense urgency in words no pattern knows, from hand-written examples.

People in danger do not use the words a rule expects (棚顶着了, 土埋到脖子了). A small character model, fitted when
loaded on the examples of policy/screening_examples.yml, hears what resembles them.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge_base.errors import GuideError
from knowledge_base.policy_file import line_of, read_policy, texts
from knowledge_base.text import normalise

SHORTEST = 7
"""Fewer characters say too little to be heard by resemblance."""


@dataclass(frozen=True)
class UrgencyModel:
    """Hears what resembles the examples of an emergency.

    threshold: from which probability of an emergency it counts.
    unless: words of services; who uses them asks about a service.
    vectorizer, classifier: characters and pairs of characters → probability of an emergency.
    examples, kinds: the vectors of the urgent examples, and the kind of emergency of each.
    """

    threshold: float
    unless: re.Pattern[str]
    vectorizer: Any
    classifier: Any
    examples: Any
    kinds: tuple[str, ...]

    @classmethod
    def load(cls, path: Path) -> "UrgencyModel":
        """Return the model fitted on the examples of a file.

        Raises:
            GuideError: a faulty file, with file and line.
        """
        data = read_policy(path)
        if not isinstance(data, dict) or not isinstance(data.get("urgent"), dict):
            raise GuideError([f"{path}:1 需有 threshold、unless、urgent、calm"])
        urgent = [
            (line, kind)
            for kind, lines in data["urgent"].items()
            for line in texts(lines, path, kind)
        ]
        calm = texts(data.get("calm"), path, "calm")
        vectorizer, vectors = _vectors([*(line for line, _ in urgent), *calm])
        classifier = _fitted(vectors, [1] * len(urgent) + [0] * len(calm))
        kinds = tuple(kind for _, kind in urgent)
        words, threshold = _service_words(data, path), _threshold(data, path)
        return cls(threshold, words, vectorizer, classifier, vectors[: len(urgent)], kinds)

    def topic(self, plain: str) -> str | None:
        """Return the kind of emergency a normalised text resembles, or None."""
        if len(plain) < SHORTEST or self.unless.search(plain):
            return None
        vector = self.vectorizer.transform([plain])
        if self.classifier.predict_proba(vector)[0, 1] < self.threshold:
            return None
        return self.kinds[int((self.examples @ vector.T).toarray().argmax())]


def _threshold(data: dict[str, Any], path: Path) -> float:
    try:
        return float(data["threshold"])
    except (KeyError, ValueError) as error:
        raise GuideError(
            [f"{path}:{line_of(data.get('threshold'))} threshold: 需为0到1的数"]
        ) from error


def _service_words(data: dict[str, Any], path: Path) -> re.Pattern[str]:
    return re.compile("|".join(texts(data.get("unless"), path, "unless")) or r"(?!)")


def _vectors(lines: list[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform([normalise(line) for line in lines])


def _fitted(vectors: Any, labels: list[int]) -> Any:
    from sklearn.linear_model import LogisticRegression

    classifier = LogisticRegression(
        C=10, class_weight="balanced", solver="liblinear", random_state=0
    )
    return classifier.fit(vectors, labels)
