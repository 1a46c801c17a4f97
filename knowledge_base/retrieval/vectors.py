"""Vectors of texts, kept on disk so that a rebuild encodes only what is new."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge_base.retrieval.encoder import Encoder, Vectors


@dataclass(frozen=True)
class RebuildReport:
    """What a rebuild did with the vectors of the base."""

    encoded: int
    kept: int
    removed: int
    total: int


class VectorCache:
    """An .npz file of vectors by text digest, for one encoder."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._path, self._encoder = path, encoder

    def vectors(self, texts: Sequence[str]) -> tuple[Vectors, RebuildReport]:
        """Return one vector a text, in order, and leave exactly these in the file."""
        marks = [hashlib.sha256(t.encode()).hexdigest() for t in texts]
        kept = self._load()
        new = {m: t for m, t in zip(marks, texts, strict=True) if m not in kept}
        if new:
            kept.update(zip(new, self._encoder.encode(list(new.values())), strict=True))
        wanted = dict.fromkeys(marks)
        removed = len(kept.keys() - wanted.keys())
        if new or removed:
            self._save({m: kept[m] for m in wanted})
        rows = np.stack([kept[m] for m in marks]) if marks else np.zeros((0, 1), np.float32)
        report = RebuildReport(len(new), len(wanted) - len(new), removed, len(wanted))
        return rows.astype(np.float32), report

    def _load(self) -> dict[str, Vectors]:
        if not self._path.exists():
            return {}
        data = np.load(self._path)
        return dict(zip(data["marks"].tolist(), data["vectors"], strict=True))

    def _save(self, rows: dict[str, Vectors]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part.npz")
        np.savez(part, marks=np.array(list(rows)), vectors=np.stack(list(rows.values())))
        part.replace(self._path)
