"""Hear what resembles hand-written examples, where no pattern knows the words.

People in danger do not use the words a rule expects (棚顶着了, 土埋到脖子了), and a record can be asked for in any
way. For each group of examples in policy/screening_examples.yml a small character model is fitted when loaded.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from knowledge_base.errors import GuideError
from knowledge_base.patterns import AnyOf, any_of, fault_of
from knowledge_base.policy_file import line_of, read_policy, texts
from knowledge_base.text import normalise

SHORTEST = 5
"""Fewer characters in words say too little to be heard by resemblance."""

# Web addresses, faces typed by WeChat, whatever is masked, and every run with a digit in it are no words.
_NO_WORDS = re.compile(
    r"(?:https?:/|www\.)[!-~]{1,300}|[a-z\d._%+*-]{1,64}@[a-z\d.-]{1,64}|/:[!-~]{1,16}|\[[^\[\]\s]{1,8}\]"
    r"|[^\W\d_]?\*|[a-z_-]{0,16}\d[a-z\d_-]{0,32}"
)
_BETWEEN_WORDS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Group:
    """Examples that are alike in kind.

    threshold: from which probability a text belongs to the group.
    unless: words whose user means something else.
    only_if: words without which nobody can mean it: without the name of another city, none is asked about.
    classifier: vector → probability; examples, topics: the vectors of the examples and the topic of each.
    """

    threshold: float
    unless: AnyOf
    only_if: AnyOf
    classifier: Any
    examples: Any
    topics: tuple[str, ...]

    def topic(self, plain: str, vector: Any) -> str | None:
        """Return the topic of the nearest example if the text belongs to the group."""
        if self.unless.search(plain) or not self.only_if.search(plain):
            return None
        if self._probability(vector) < self.threshold:
            return None
        return self.topics[int((self.examples @ vector.T).toarray().argmax())]

    def _probability(self, vector: Any) -> float:
        """P(a sparse vector belongs to the group); predict_proba would check its input for a millisecond."""
        logit = (vector @ self.classifier.coef_.T).item() + self.classifier.intercept_.item()
        return float(1 / (1 + math.exp(-logit)))


@dataclass(frozen=True)
class Resemblance:
    """All groups, in the order of the file, over one space of characters and pairs of characters."""

    vectorizer: Any
    groups: tuple[Group, ...]

    @classmethod
    def load(cls, path: Path, words: Mapping[str, str]) -> "Resemblance":
        """Return the models fitted on the examples of a file; `@city@` in `only_if` is one of the words.

        Raises:
            GuideError: a faulty file, with file and line.
        """
        file = _ExampleFile(path, words)
        calm = texts(file.data.get("calm"), path, "calm")
        lines = [line for group in file.groups for line, _ in group["lines"]]
        vectorizer, vectors = _vectors([*lines, *calm])
        return cls(vectorizer, tuple(_fitted_groups(file.groups, vectors)))

    def topic(self, plain: str) -> str | None:
        """Return the topic whose examples a normalised text resembles, or None."""
        said = in_words(plain)
        if len(said) < SHORTEST:
            return None
        vector = _vector(self.vectorizer, said)
        found = (group.topic(plain, vector) for group in self.groups)
        return next((topic for topic in found if topic), None)


def in_words(plain: str) -> str:
    """Return what a normalised text says in words: dates, numbers, masks, addresses and punctuation say nothing."""
    return _BETWEEN_WORDS.sub(" ", _NO_WORDS.sub(" ", plain)).strip()


class _ExampleFile:
    """screening_examples.yml: `groups` of `threshold`, `unless`, `only_if` and `topics`, beside `calm` lines."""

    def __init__(self, path: Path, words: Mapping[str, str]) -> None:
        self.path, self.words = path, words
        self.data = read_policy(path)
        if not isinstance(self.data, dict) or not isinstance(self.data.get("groups"), list):
            raise GuideError([f"{path}:1 需有 groups 和 calm"])
        self.groups = [self._group(row) for row in self.data["groups"]]

    def _group(self, row: Any) -> dict[str, Any]:
        if not isinstance(row, dict) or not isinstance(row.get("topics"), dict):
            raise GuideError([f"{self.path}:{line_of(row)} groups: 需有 threshold、unless、topics"])
        lines = [
            (line, str(topic))
            for topic, examples in row["topics"].items()
            for line in texts(examples, self.path, str(topic))
        ]
        unless = texts(row.get("unless"), self.path, "unless")
        return {
            "threshold": self._threshold(row),
            "unless": self._any_of(unless, unless, "unless"),
            "only_if": self._only_if(row),
            "lines": lines,
        }

    def _any_of(self, patterns: Sequence[str], written: Sequence[str], where: str) -> AnyOf:
        """The patterns, compiled; a faulty one is named as it is written in the file."""
        faults = [
            f"{self.path}:{line_of(at)} {where}: {fault}"
            for pattern, at in zip(patterns, written, strict=True)
            if (fault := fault_of(pattern))
        ]
        if faults:
            raise GuideError(faults)
        return any_of(patterns)

    def _only_if(self, row: dict[str, Any]) -> AnyOf:
        written = str(row.get("only_if") or "")
        unknown = [name for name in re.findall(r"@(\w{1,64})@", written) if name not in self.words]
        if unknown:
            where = line_of(row["only_if"])
            raise GuideError([f"{self.path}:{where} only_if: words 里没有 {unknown[0]!r}"])
        expanded = re.sub(r"@(\w{1,64})@", lambda found: self.words[found[1]], written)
        return self._any_of([expanded], [row.get("only_if") or ""], "only_if")

    def _threshold(self, row: dict[str, Any]) -> float:
        try:
            return float(row["threshold"])
        except (KeyError, ValueError, TypeError) as error:
            where = line_of(row.get("threshold", row))
            raise GuideError([f"{self.path}:{where} threshold: 需为0到1的数"]) from error


def _vectors(lines: list[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform([in_words(normalise(line)) for line in lines])


def _vector(vectorizer: Any, plain: str) -> Any:
    """Return what `vectorizer.transform` returns, which checks its input five times as long as it reads it."""
    rows = vectorizer.vocabulary_
    counts = Counter(rows[token] for token in vectorizer.build_analyzer()(plain) if token in rows)
    found = np.fromiter(counts, dtype=np.int32)
    weights = (1 + np.log(np.fromiter(counts.values(), dtype=float))) * vectorizer.idf_[found]
    weights /= np.linalg.norm(weights) or 1.0
    return csr_array((weights, found, [0, len(found)]), shape=(1, len(rows)))


def _fitted_groups(groups: list[dict[str, Any]], vectors: Any) -> Iterator[Group]:
    """Yield each group, fitted against the lines of all others and the calm ones."""
    start = 0
    for group in groups:
        end = start + len(group["lines"])
        labels = [int(start <= at < end) for at in range(vectors.shape[0])]
        topics = tuple(topic for _, topic in group["lines"])
        classifier = _fitted(vectors, labels)
        yield Group(
            threshold=group["threshold"],
            unless=group["unless"],
            only_if=group["only_if"],
            classifier=classifier,
            examples=vectors[start:end],
            topics=topics,
        )
        start = end


def _fitted(vectors: Any, labels: list[int]) -> Any:
    from sklearn.linear_model import LogisticRegression

    classifier = LogisticRegression(
        C=10, class_weight="balanced", solver="liblinear", random_state=0
    )
    return classifier.fit(vectors, labels)
