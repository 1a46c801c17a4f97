"""Sentence encoders: ours, trained on the base itself, or any other sentence-transformers model."""

import json
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.features import encoder_tokens

MARKER = "onedoor.json"
"""Lies in the folder of an encoder trained here: its texts are cut by `encoder_tokens` first."""

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns normalised texts into unit vectors, shape (number of texts, dimension)."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text."""
        ...


class SentenceEncoder:
    """A sentence-transformers model from a folder or by name."""

    def __init__(self, path_or_name: str) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(
            1
        )  # one short question at a time: more threads only get in each other's way
        self.name = path_or_name
        self.digest = _digest(path_or_name)
        self._own = self.digest != path_or_name
        self._model: Any = SentenceTransformer(path_or_name, device="cpu")
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, float32."""
        ready = [" ".join(encoder_tokens(t)) for t in texts] if self._own else list(texts)
        with self._lock:
            found = self._model.encode(
                ready, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(found, dtype=np.float32)


def open_encoder(path_or_name: str) -> SentenceEncoder:
    """Return the encoder; the generations of a base share it until it is trained anew."""
    return _opened(path_or_name, _digest(path_or_name))


@lru_cache(maxsize=1)
def _opened(path_or_name: str, _trained: str) -> SentenceEncoder:
    return SentenceEncoder(path_or_name)


def _digest(path_or_name: str) -> str:
    """Return what tells one encoder from another; of a model that is not ours, its name."""
    marker = Path(path_or_name) / MARKER
    return str(json.loads(marker.read_text("utf-8"))["digest"]) if marker.exists() else path_or_name
