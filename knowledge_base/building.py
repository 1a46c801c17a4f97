"""Build what answering needs from what is published: encoder, classifier, index."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.retrieval.elements import ElementClassifier, Labelled, train_elements
from knowledge_base.retrieval.encoder import MARKER, open_encoder
from knowledge_base.retrieval.index import Index
from knowledge_base.retrieval.queries import Phrasings, make_examples
from knowledge_base.retrieval.spelling import Speller
from knowledge_base.retrieval.training import TrainingPlan, train_encoder, training_digest
from knowledge_base.retrieval.vectors import VectorCache

ELEMENT_EXAMPLES, ELEMENT_SEED = 3, 7
ASKED_WEIGHT, ALONE_WEIGHT, MADE_WEIGHT = 3.0, 1.5, 0.5
"""What a person wrote counts more than what was put together from phrases."""


@dataclass(frozen=True)
class ModelFolder:
    """Where trained models lie; everything in it can be made again."""

    path: Path

    @property
    def encoder(self) -> Path:
        """The sentence-transformers folder trained here."""
        return self.path / "encoder"

    @property
    def elements(self) -> Path:
        """The element classifier."""
        return self.path / "elements.npz"

    def vectors(self, encoder_name: str) -> Path:
        """The vectors of one encoder."""
        safe = "".join(c if c.isalnum() else "-" for c in encoder_name)
        return self.path / f"vectors-{safe[-80:]}.npz"


def alone_in(models: ModelFolder) -> FileLock:
    """Return what keeps other processes from training into the folder while it is entered."""
    return FileLock(models.path / "training.lock")


def trained_digest(models: ModelFolder) -> str:
    """Return the digest the encoder was trained with; empty when there is none."""
    marker = models.encoder / MARKER
    ready = marker.exists() and models.elements.exists()
    return str(json.loads(marker.read_text())["digest"]) if ready else ""


def is_stale(subjects: Sequence[Subject], phrasings: Phrasings, models: ModelFolder) -> bool:
    """Return whether the models were trained on something else than this."""
    return trained_digest(models) != training_digest(subjects, phrasings, TrainingPlan())


def train(
    subjects: Sequence[Subject],
    phrasings: Phrasings,
    models: ModelFolder,
    say: Callable[[str], None],
) -> None:
    """Train encoder and element classifier into the model folder, swapped in when both are whole."""
    part = models.path / "encoder.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    say(f"训练要素分类器（{len(subjects)} 个主题）…")
    classifier = train_elements(_element_examples(subjects, phrasings))
    say("训练句子编码器…")
    train_encoder(subjects, phrasings, part, TrainingPlan())
    classifier.save(models.elements)
    shutil.rmtree(models.encoder, ignore_errors=True)
    part.rename(models.encoder)
    say("训练完成。")


def _element_examples(subjects: Sequence[Subject], phrasings: Phrasings) -> list[Labelled]:
    """What citizens say, made questions, and the phrases alone as they are said of the item in talk.

    Hints say nothing about an element: taken as examples they would make everything an overview.
    """
    real = [
        replace(s, hints=(), asked=()) for s in subjects if s.kind is not SubjectKind.NOT_COVERED
    ]
    made = make_examples(real, phrasings, ELEMENT_EXAMPLES, ELEMENT_SEED)
    examples = [Labelled(e.text, (e.element,), MADE_WEIGHT) for e in made]
    for element, phrases in phrasings.phrases.items():
        alone = (p.replace("{x}", "") for p in phrases)
        examples += [Labelled(p, (element,), ALONE_WEIGHT) for p in alone if p]
    asked = (pair for subject in subjects for pair in subject.asked)
    return examples + [Labelled(text, elements, ASKED_WEIGHT) for elements, text in asked]


def build_index(
    subjects: Sequence[Subject], phrasings: Phrasings, models: ModelFolder, encoder: str
) -> Index:
    """Return the index over the subjects with our encoder, or any other one by path or name."""
    chosen = open_encoder(encoder or str(models.encoder))
    cache = VectorCache(models.vectors(encoder or f"own-{chosen.digest[:16]}"), chosen)
    return Index(subjects, phrasings, chosen, ElementClassifier.load(models.elements), cache)


def build_speller(subjects: Sequence[Subject], phrasings: Phrasings) -> Speller:
    """Return a speller that knows the words of names, situations, FAQs and element phrases."""
    names = [n for s in subjects for n in (*s.names, *s.hints)]
    said = [text for s in subjects for text, _ in s.wordings]
    asked = [p.replace("{x}", "") for phrases in phrasings.phrases.values() for p in phrases]
    return Speller(names, [*said, *asked])
