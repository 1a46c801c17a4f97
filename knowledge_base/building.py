"""Train what answering needs from what is published: the encoder and the classifiers."""

import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from knowledge_base.errors import StaleIndex
from knowledge_base.model.catalogue import MISSING
from knowledge_base.model.codec import digest
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.model.statement import asked_for
from knowledge_base.policy_texts import POLICY
from knowledge_base.retrieval.asking import AskReader
from knowledge_base.retrieval.classifier import (
    ELEMENTS,
    KINDS,
    Classifier,
    Labelled,
    train_classifier,
)
from knowledge_base.retrieval.encoder import (
    MARKER,
    open_encoder,
)
from knowledge_base.retrieval.queries import Phrasings, make_examples
from knowledge_base.retrieval.training import TrainingPlan, train_encoder, training_digest
from knowledge_base.text import prepared

ELEMENT_EXAMPLES, ELEMENT_SEED = 3, 7
ASKED_WEIGHT, ALONE_WEIGHT, MADE_WEIGHT = 3.0, 1.5, 0.5
"""What a person wrote counts more than what was put together from phrases."""

UNUSABLE = "models in %s cannot be used (%s): they are trained again now, nothing to do"

log = logging.getLogger(__name__)


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

    @property
    def kinds(self) -> Path:
        """The classifier of the kinds of statements that answer."""
        return self.path / "kinds.npz"

    def vectors(self, encoder_name: str) -> Path:
        """The vectors of one encoder."""
        safe = "".join(c if c.isalnum() else "-" for c in encoder_name)
        return self.path / f"vectors-{safe[-80:]}.npz"


@contextmanager
def alone_in(models: ModelFolder) -> Iterator[None]:
    """Keep other processes from training into the folder.

    Raises:
        StaleIndex: the folder cannot be written.
    """
    lock = FileLock(models.path / "training.lock")
    try:
        lock.acquire()
    except OSError as error:
        raise _unwritable(models, error) from error
    try:
        yield
    finally:
        lock.release()


def trained_digest(models: ModelFolder) -> str:
    """Return the digest the models were trained with; empty when there are none that can be used."""
    marker = models.encoder / MARKER
    if not (marker.exists() and models.elements.exists()):
        return ""
    try:
        known = json.loads(marker.read_text(encoding="utf-8"))
        _require_unchanged(models.encoder, known.get("files", {}))
        _require_loading(models)
        return str(known["digest"])
    except Exception as error:  # whatever torch, numpy and json make of broken bytes
        log.warning(UNUSABLE, models.path, f"{type(error).__name__}: {error}")
        return ""


def _require_unchanged(folder: Path, files: Mapping[str, str]) -> None:
    """Raise unless every file is as it was written: the weights themselves carry no checksum."""
    for name, mark in files.items():
        if _file_digest(folder / name) != mark:
            raise ValueError(f"{name} is not as it was written")


def _require_loading(models: ModelFolder) -> None:
    open_encoder(str(models.encoder)).encode([""])
    Classifier.load(models.elements)
    Classifier.load(models.kinds)


def _file_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def is_stale(subjects: Sequence[Subject], phrasings: Phrasings, models: ModelFolder) -> bool:
    """Return whether the models were trained on something else than this, or cannot be used."""
    return trained_digest(models) != models_digest(subjects, phrasings)


def models_digest(subjects: Sequence[Subject], phrasings: Phrasings) -> str:
    """Return what all that trains the models hashes to; equal digests mean nothing to train.

    The labelled questions count as they are read: another policy/asking.yml may cut them into other asks.
    """
    asked = list(kind_examples(subjects, asker()))
    return digest([training_digest(subjects, phrasings, TrainingPlan()), asked])


def train(
    subjects: Sequence[Subject],
    phrasings: Phrasings,
    models: ModelFolder,
    say: Callable[[str], None],
) -> None:
    """Train encoder and element classifier into the model folder, swapped in when both are whole.

    Raises:
        StaleIndex: the folder cannot be written to.
    """
    try:
        _train(subjects, phrasings, models, say)
    except OSError as error:
        raise _unwritable(models, error) from error


def _unwritable(models: ModelFolder, error: OSError) -> StaleIndex:
    return StaleIndex(
        f"模型目录 {models.path} 写不进去（{error.strerror}）：清理磁盘或改权限后运行 python -m hall train"
    )


def _train(
    subjects: Sequence[Subject],
    phrasings: Phrasings,
    models: ModelFolder,
    say: Callable[[str], None],
) -> None:
    part, elements = models.path / "encoder.part", models.path / "elements.part.npz"
    kinds = models.path / "kinds.part.npz"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    say(f"训练要素分类器（{len(subjects)} 个主题）…")
    train_classifier(_element_examples(subjects, phrasings), ELEMENTS).save(elements)
    say("训练要点分类器…")
    train_classifier(list(kind_examples(subjects, asker())), KINDS).save(kinds)
    say("训练句子编码器…")
    train_encoder(subjects, phrasings, part, TrainingPlan(), models_digest(subjects, phrasings))
    mark_files(part)
    _clear(models.elements)
    elements.replace(models.elements)
    _clear(models.kinds)
    kinds.replace(models.kinds)
    _clear(models.encoder)
    part.rename(models.encoder)
    say("训练完成。")


def mark_files(folder: Path) -> None:
    """Write down what each file holds, beside what it was trained on."""
    marker = folder / MARKER
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != marker)
    known = json.loads(marker.read_text(encoding="utf-8"))
    known["files"] = {str(path.relative_to(folder)): _file_digest(path) for path in files}
    marker.write_text(json.dumps(known), encoding="utf-8")


def _clear(path: Path) -> None:
    """Make room for a new file or folder, whatever lies there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


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


def asker() -> AskReader:
    """Return the reader of asks."""
    return AskReader.load(POLICY / "asking.yml")


def kind_examples(subjects: Iterable[Subject], reader: AskReader) -> Iterator[Labelled]:
    """Yield the labelled questions, whole and by ask, with the kinds of the statements that answer."""
    for subject in subjects:
        kind_of = {s.id: str(s.kind) for s in subject.statements}
        for question in subject.questions:
            kinds = [
                tuple(kind_of.get(i, MISSING) for i in asked_for(ids)) for ids in question.asks
            ]
            asking = reader.read(prepared(question.text))
            yield Labelled(asking.whole, tuple(kind for found in kinds for kind in found))
            if len(kinds) == len(asking.asks):
                yield from (
                    Labelled(ask.text, found)
                    for ask, found in zip(asking.asks, kinds, strict=True)
                    if ask.text != asking.whole
                )
