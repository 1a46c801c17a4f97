"""Put together what one generation is asked through; of the next one only what changed is made anew."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from knowledge_base.answering.base import Asker, Base, nothing_to_come
from knowledge_base.answering.screen import Screener
from knowledge_base.answering.wording import Wording
from knowledge_base.building import ModelFolder, asker
from knowledge_base.decision import Decision
from knowledge_base.deriving import Derived, derive
from knowledge_base.errors import StaleIndex
from knowledge_base.lookup import Lookup
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject
from knowledge_base.published import Published
from knowledge_base.retrieval.case import CaseEvidence, CaseReader
from knowledge_base.retrieval.choosing import StatementRanker
from knowledge_base.retrieval.classifier import Classifier
from knowledge_base.retrieval.encoder import Encoder, SentenceEncoder, Vectors, open_encoder
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.retrieval.guide_texts import GuideTexts
from knowledge_base.retrieval.index import Index
from knowledge_base.retrieval.meaning import Meaning
from knowledge_base.retrieval.pretrained import Pretrained
from knowledge_base.retrieval.queries import Phrasings
from knowledge_base.retrieval.spelling import Speller
from knowledge_base.retrieval.statements import StatementEvidence
from knowledge_base.retrieval.vectors import Progress, VectorCache
from knowledge_base.text import normalise

NO_FOREIGN = (
    "ENCODER=%s cannot be used (%s): ours is used; check the folder or name, or leave it blank"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Assembled:
    """Everything that one generation is asked through, and what it was derived from."""

    base: Base
    finder: HybridFinder
    chooser: StatementRanker
    case: CaseReader
    lookup: Lookup
    derived: Derived


@dataclass(frozen=True)
class Assembler:
    """Assembles generations with the same words, weights and models.

    encoder: a sentence-transformers model by folder or name in place of ours; empty for ours.
    upcoming: what will be different, see `Base`.
    """

    phrasings: Phrasings
    wording: Wording
    decision: Decision
    screener: Callable[[], Screener]
    models: ModelFolder
    encoder: str = ""
    upcoming: Callable[[Guide, Catalogue], str] = nothing_to_come

    def derive(self, published: Published, before: Derived | None = None) -> Derived:
        """Return everything a question can be about."""
        words = self.wording.statement
        return derive(published.catalogue, self.phrasings.questions, words, before)

    def first(self, published: Published) -> Assembled:
        """Return a generation that is made from nothing.

        Raises:
            StaleIndex: the models cannot be used; train them.
        """
        derived = self.derive(published)
        subjects = derived.subjects
        finder = HybridFinder(self._index(subjects), self._speller(subjects), self.decision.subject)
        texts = GuideTexts(subjects, finder.index.encoder)
        evidence = StatementEvidence(texts, finder.index.classifier, _loaded(self.models.kinds))
        case = CaseEvidence(published.catalogue.guides, texts)
        lookup = Lookup(subjects)
        return self._assembled(published, derived, finder, evidence, case, lookup, asker())

    def next(self, published: Published, before: Assembled) -> Assembled:
        """Return the generation that `first` would make, by way of the one before."""
        derived = self.derive(published, before.derived)
        subjects, chooser, case = derived.subjects, before.chooser.evidence, before.case.evidence
        finder = before.finder.of_next(subjects)
        texts = GuideTexts(subjects, finder.index.encoder, chooser.texts)
        evidence = chooser.of_next(texts)
        found = CaseEvidence(published.catalogue.guides, texts, case)
        lookup = Lookup(subjects, before.lookup)
        reader = before.base.asker
        return self._assembled(published, derived, finder, evidence, found, lookup, reader)

    def can_go_on(self, before: Assembled) -> bool:
        """Return whether the models of a generation are still those of the folder; else all is made anew."""
        encoder = before.finder.index.encoder
        if encoder.name != str(self.models.encoder):
            return True
        return open_encoder(encoder.name) is encoder

    def _assembled(
        self,
        published: Published,
        derived: Derived,
        finder: HybridFinder,
        evidence: StatementEvidence,
        found: CaseEvidence,
        lookup: Lookup,
        reader: Asker,
    ) -> Assembled:
        chooser = StatementRanker(evidence, self.decision.statements)
        case = CaseReader(found, self.decision.case)
        base = Base(
            catalogue=published.catalogue,
            finder=finder,
            screener=self.screener().with_texts(published.catalogue.texts),
            asker=reader,
            case=case,
            chooser=chooser,
            wording=self.wording.with_texts(published.catalogue.texts),
            generation=published.generation,
            thresholds=self.decision.thresholds,
            upcoming=self.upcoming,
        )
        return Assembled(base, finder, chooser, case, lookup, derived)

    def _index(self, subjects: Sequence[Subject]) -> Index:
        """Return the index with our encoder, or any other one by path or name."""
        chosen = _foreign(self.encoder) or _own(self.models)
        is_ours = chosen.name == str(self.models.encoder)
        name = f"own-{chosen.digest[:16]}" if is_ours else chosen.name
        cache = VectorCache(self.models.vectors(name), chosen)
        return Index(subjects, self.phrasings, chosen, _loaded(self.models.elements), cache)

    def _speller(self, subjects: Sequence[Subject]) -> Speller:
        """Return a speller that knows the words of names, situations, FAQs and element phrases."""
        phrases = chain.from_iterable(self.phrasings.phrases.values())
        return Speller((), (p.replace("{x}", "") for p in phrases)).of_next((), subjects)


def _loaded(path: Path) -> Classifier:
    try:
        return Classifier.load(path)
    except Exception as error:
        raise StaleIndex(f"{path}: {type(error).__name__}") from error


def _foreign(encoder: str) -> SentenceEncoder | None:
    """Return the encoder of the settings; None without one, or where it cannot be used and ours has to do."""
    if not encoder:
        return None
    try:
        return open_encoder(encoder)
    except Exception as error:  # a library, a network or a disk fails in its own way
        log.error(NO_FOREIGN, encoder, f"{type(error).__name__}: {error}".splitlines()[0])
        return None


def _own(models: ModelFolder) -> SentenceEncoder:
    try:
        return open_encoder(str(models.encoder))
    except Exception as error:
        raise StaleIndex(f"{models.encoder}: {type(error).__name__}") from error


def build_meaning(
    index: Index,
    passages: Sequence[str],
    models: ModelFolder,
    encoder: Pretrained,
    tell: Progress,
) -> Meaning:
    """Return what a pretrained encoder says of subjects and passages; what is new to it takes 20 ms a text."""
    wordings = index.few_wordings()
    texts = list(chain.from_iterable(wordings))
    distinct = len(set(texts))
    plain = list(dict.fromkeys(map(normalise, passages)))

    def vectors(side: Encoder, wanted: Sequence[str], before: int) -> Vectors:
        cache = VectorCache(models.vectors(side.name), side)
        total = distinct + len(plain)
        return cache.vectors(wanted, lambda done, _: tell(before + done, total))[0]

    asked = vectors(encoder.questions, texts, 0)
    read = vectors(encoder.passages, plain, distinct) if plain else ()
    return Meaning(encoder, wordings, asked, dict(zip(plain, read, strict=True)))
