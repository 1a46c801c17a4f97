"""Train the static sentence encoder on questions made from the base (contrastive, seconds on two cores)."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from knowledge_base.model.codec import digest
from knowledge_base.model.element import Element
from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.encoder import MARKER, UNKNOWN
from knowledge_base.retrieval.features import encoder_tokens
from knowledge_base.retrieval.queries import Example, Phrasings, make_examples
from knowledge_base.text import normalise

MOST_MADE = 60_000
"""Questions made for all units together: a large base makes fewer for each, so that time and memory keep a bound."""
FIRST_DECAY, SECOND_DECAY, EPSILON = 0.9, 0.999, 1e-8
"""Adam's usual constants (Kingma and Ba 2015)."""


@dataclass(frozen=True)
class TrainingPlan:
    """Settings of one training run (contrastive, scale 10, lr 3e-3)."""

    dimensions: int = 192
    per_unit: int = 6
    steps: int = 260
    batch: int = 160
    scale: float = 10.0
    learning_rate: float = 3e-3
    units_of_one_subject: int = 4
    seed: int = 20261123
    version: int = 4


def training_digest(subjects: Sequence[Subject], phrasings: Phrasings, plan: TrainingPlan) -> str:
    """Return what an encoder's data and settings hash to.

    What a guide says trains nothing, only of which kind each statement is: a reworded row needs no training.
    """
    learned = [
        (replace(s, statements=()), [(r.id, str(r.kind)) for r in s.statements]) for s in subjects
    ]
    return digest([learned, dict(phrasings.phrases), dict(phrasings.questions), plan])


def train_encoder(
    subjects: Sequence[Subject], phrasings: Phrasings, folder: Path, plan: TrainingPlan, mark: str
) -> None:
    """Write a sentence-transformers folder whose vectors bring a question near its subject and element.

    `mark` is written beside them; it tells what they were trained on.
    """
    import torch

    torch.manual_seed(plan.seed)
    torch.set_num_threads(1)  # a batch is small: a second thread only waits, at ten times the work
    data = _TrainingData(subjects, phrasings, plan)
    table = _Table(_start_weights(data, plan), plan)
    rng = random.Random(plan.seed)
    for _ in range(plan.steps):
        table.step(*data.batch(rng, plan))
    _save(folder, data.vocabulary, table.weights, mark)


class _TrainingData:
    """Token ids of made questions by unit (subject × element), and of each unit's standard question."""

    def __init__(
        self, subjects: Sequence[Subject], phrasings: Phrasings, plan: TrainingPlan
    ) -> None:
        examples = make_examples(subjects, phrasings, made_for_each(len(subjects), plan), plan.seed)
        self.vocabulary: dict[str, int] = {UNKNOWN: 0}
        self.document_counts: Counter[int] = Counter()
        self.units: dict[tuple[int, str], list[list[int]]] = defaultdict(list)
        self.by_subject: dict[int, list[str]] = defaultdict(list)
        self.targets: dict[tuple[int, str], list[int]] = {}
        for example in examples:
            self._add(example, subjects, phrasings)

    def _add(self, example: Example, subjects: Sequence[Subject], phrasings: Phrasings) -> None:
        key = (example.subject, example.element)
        if key not in self.targets:
            standard = phrasings.questions[example.element].replace(
                "{x}", subjects[example.subject].name
            )
            self.targets[key] = self._ids(standard)
            self.by_subject[example.subject].append(example.element)
        self.units[key].append(self._ids(example.text))

    def _ids(self, text: str) -> list[int]:
        found = [
            self.vocabulary.setdefault(t, len(self.vocabulary))
            for t in encoder_tokens(normalise(text))
        ]
        self.document_counts.update(set(found))
        return found or [0]

    def batch(
        self, rng: random.Random, plan: TrainingPlan
    ) -> tuple[list[list[int]], list[list[int]]]:
        """Draw questions with, for each, the standard question or another question of the same unit."""
        questions, targets = [], []
        for key in self._units(rng, plan):
            made = self.units[key]
            questions.append(rng.choice(made))
            targets.append(self.targets[key] if rng.random() < 0.5 else rng.choice(made))
        return questions, targets

    def _units(self, rng: random.Random, plan: TrainingPlan) -> list[tuple[int, str]]:
        """Several elements of one subject in a batch are each other's hard negatives."""
        count = plan.batch // plan.units_of_one_subject
        chosen = rng.sample(sorted(self.by_subject), min(count, len(self.by_subject)))
        return [
            (subject, element)
            for subject in chosen
            for element in rng.sample(
                self.by_subject[subject],
                min(plan.units_of_one_subject, len(self.by_subject[subject])),
            )
        ]


def made_for_each(subjects: int, plan: TrainingPlan) -> int:
    """Return how many questions are made for each subject and element: as planned, unless the base is large."""
    return max(1, min(plan.per_unit, MOST_MADE // (subjects * len(Element))))


def _start_weights(data: _TrainingData, plan: TrainingPlan) -> Any:
    """Random vectors scaled by inverse document frequency: rare words weigh more from the start."""
    import torch

    size = len(data.vocabulary)
    total = sum(len(v) for v in data.units.values())
    counts = np.array([data.document_counts[i] for i in range(size)])
    idf = torch.from_numpy(np.log(1 + total / (1 + counts))).float()
    weights = (
        torch.randn(size, plan.dimensions) / plan.dimensions**0.5 * (idf / idf.mean())[:, None]
    )
    weights[0] = 0
    return weights


class _Table:
    """Token vectors, trained by Adam on the rows of a batch alone (most rows rest most of the time)."""

    def __init__(self, weights: Any, plan: TrainingPlan) -> None:
        import torch

        self.weights, self._plan, self._steps = weights, plan, 0
        self._mean, self._square = torch.zeros_like(weights), torch.zeros_like(weights)

    def step(self, left: list[list[int]], right: list[list[int]]) -> None:
        """Move the rows of one batch of pairs."""
        import torch

        rows = [*left, *right]
        flat = torch.from_numpy(np.concatenate([np.asarray(r) for r in rows]))
        ids, places = torch.unique(flat, return_inverse=True)
        part = self.weights[ids].requires_grad_()
        starts = torch.from_numpy(np.cumsum([0] + [len(r) for r in rows[:-1]]))
        bags = torch.nn.functional.embedding_bag(places, part, starts, mode="mean")
        unit = torch.nn.functional.normalize(bags, dim=1)
        _symmetric_loss(unit[: len(left)], unit[len(left) :], self._plan.scale).backward()
        self._move(ids, part.detach(), part.grad)

    def _move(self, ids: Any, part: Any, slope: Any) -> None:
        self._steps += 1
        mean = self._mean[ids] * FIRST_DECAY + slope * (1 - FIRST_DECAY)
        square = self._square[ids] * SECOND_DECAY + slope**2 * (1 - SECOND_DECAY)
        self._mean[ids], self._square[ids] = mean, square
        corrected = mean / (1 - FIRST_DECAY**self._steps)
        spread = (square / (1 - SECOND_DECAY**self._steps)).sqrt() + EPSILON
        self.weights[ids] = part - self._plan.learning_rate * corrected / spread


def _symmetric_loss(left: Any, right: Any, scale: float) -> Any:
    """Multiple negatives ranking both ways (InfoNCE): each pair against all others of the batch."""
    import torch

    scores = left @ right.T * scale
    labels = torch.arange(len(left))
    cross_entropy = torch.nn.functional.cross_entropy
    return (cross_entropy(scores, labels) + cross_entropy(scores.T, labels)) / 2


def _save(folder: Path, vocabulary: dict[str, int], weights: Any, mark: str) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights.numpy())], device="cpu"
    )
    model.save(str(folder), create_model_card=False)
    (folder / MARKER).write_text(json.dumps({"digest": mark}), encoding="utf-8")
