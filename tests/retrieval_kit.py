"""An encoder and classifiers that need no training, for tests of what is summed."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from knowledge_base.retrieval.classifier import ELEMENTS, KINDS, Classifier
from knowledge_base.retrieval.encoder import Vectors

DIMENSIONS = 256


class Characters:
    """Tells texts by their characters: those that share many are near."""

    name = "characters"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for character in text:
                vector[crc32(character.encode()) % DIMENSIONS] += 1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        units: Vectors = vectors / np.maximum(lengths, 1.0)
        return units


def knows_nothing(labels: Sequence[str]) -> Classifier:
    """Return a classifier for which every label is as probable as not."""
    return Classifier(labels, [], np.zeros((1, len(labels))), np.zeros(len(labels), np.float32))


ELEMENTS_UNKNOWN, KINDS_UNKNOWN = knows_nothing(ELEMENTS), knows_nothing(KINDS)
