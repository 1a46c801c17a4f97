"""Vectors of texts, kept on disk so that a rebuild encodes only what is new."""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from knowledge_base.retrieval.encoder import Encoder, Vectors

REBUILT = "index file %s cannot be used (%s): it is made again now, nothing to do"
UNSAVED = (
    "index file %s cannot be written (%s): check space and permissions; made again at each start"
)

PORTION = 256
"""Texts a slow encoder reads between two reports: about five seconds."""
GROWTH = 0.1
"""The file is written again when a tenth more is encoded: little is lost, and little is written twice."""

Progress = Callable[[int, int], None]
"""Told how many vectors are there, and how many there will be."""

log = logging.getLogger(__name__)


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

    def vectors(
        self, texts: Sequence[str], tell: Progress | None = None
    ) -> tuple[Vectors, RebuildReport]:
        """Return one vector a text, in order, and leave exactly these in the file.

        Args:
            texts: what to encode.
            tell: for a slow encoder: called at first and after each portion; what is encoded is saved on the way, so that who
                is killed half-way goes on from there.
        """
        marks = [hashlib.sha256(t.encode()).hexdigest() for t in texts]
        found, wanted = self._load(), dict.fromkeys(marks)
        kept = {m: v for m, v in found.items() if m in wanted}
        removed = len(found) - len(kept)
        new = {m: t for m, t in zip(marks, texts, strict=True) if m not in kept}
        if tell is not None:
            self._encode_slowly(new, kept, tell)
        elif new:
            kept.update(zip(new, self._encoder.encode(list(new.values())), strict=True))
        if new or removed:
            self._save({m: kept[m] for m in wanted})
        rows = np.stack([kept[m] for m in marks]) if marks else np.zeros((0, 1), np.float32)
        report = RebuildReport(len(new), len(wanted) - len(new), removed, len(wanted))
        return rows.astype(np.float32, copy=False), report

    def _encode_slowly(
        self, new: Mapping[str, str], kept: dict[str, Vectors], tell: Progress
    ) -> None:
        """Encode by portions into `kept`; the file is written whenever it would grow by a share."""
        rows, total, saved = iter(new.items()), len(kept) + len(new), len(kept)
        tell(len(kept), total)
        while portion := dict(islice(rows, PORTION)):
            kept.update(zip(portion, self._encoder.encode(list(portion.values())), strict=True))
            if len(kept) - saved >= saved * GROWTH:
                self._save(kept)
                saved = len(kept)
            tell(len(kept), total)

    def _load(self) -> dict[str, Vectors]:
        """Return what the file holds; nothing where it is broken or another one's, for all can be made again."""
        if not self._path.exists():
            return {}
        try:
            return self._read()
        except Exception as error:  # whatever numpy and zipfile make of broken bytes
            log.warning(REBUILT, self._path, f"{type(error).__name__}: {error}")
            return {}

    def _read(self) -> dict[str, Vectors]:
        with self._path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            marks, vectors = data["marks"].tolist(), data["vectors"]
            made_by = str(data["encoder"]) if "encoder" in data else self._digest
        if made_by != self._digest:
            raise ValueError("vectors of another encoder")
        if vectors.ndim != 2 or not np.isfinite(vectors).all():
            raise ValueError("not rows of numbers")
        if marks and vectors.shape[1] != self._encoder.encode([""]).shape[1]:
            raise ValueError("vectors of another length")
        return dict(zip(marks, vectors, strict=True))

    @property
    def _digest(self) -> str:
        return str(getattr(self._encoder, "digest", self._encoder.name))

    def _save(self, rows: dict[str, Vectors]) -> None:
        """Write the file; where that cannot be done, the index is in memory and the next start makes it again."""
        part = self._path.with_suffix(".part.npz")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            vectors = np.stack(list(rows.values()))
            np.savez(part, marks=np.array(list(rows)), vectors=vectors, encoder=self._digest)
            part.replace(self._path)
        except OSError as error:
            log.warning(UNSAVED, self._path, error.strerror)
