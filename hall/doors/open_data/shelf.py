"""Where the files of open data lie: made once for a generation, aside, and then only handed out."""

import shutil
import threading
import time
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import structlog

from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.manifest import digest_of_file
from knowledge_base.exporting.open_data import make

PATIENCE_SECONDS = 3.0
"""So long a request waits for the first set; afterwards it is told to come again."""
PAUSE_SECONDS = 30.0
"""After a set could not be made, so long nobody tries."""

log = structlog.get_logger("hall.open_data")


@dataclass(frozen=True)
class FileSet:
    """The files of one generation."""

    no: int
    folder: Path

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of each file, by its name; no other name is a file of the set."""
        return {path.name: digest_of_file(path) for path in sorted(self.folder.iterdir())}

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """The bytes of each file, by its name."""
        return {name: (self.folder / name).stat().st_size for name in self.digests}


class Shelf:
    """Hands out the newest set that is whole; what an earlier hall left is not trusted and made anew."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder, self._key = folder, key
        self._guard = threading.Lock()
        self._newest: FileSet | None = None
        self._making: threading.Thread | None = None
        self._failed_at = -PAUSE_SECONDS

    def newest(self, edition: Edition) -> FileSet | None:
        """Return the set of this generation, an earlier one while it is made, None where there is none yet."""
        with self._guard:
            if self._newest is not None and self._newest.no == edition.no:
                return self._newest
            thread = self._begin(edition)
        if thread is not None and self._newest is None:
            thread.join(PATIENCE_SECONDS)
        return self._newest

    def _begin(self, edition: Edition) -> threading.Thread | None:
        """Have the set made beside the requests, by one thread at a time."""
        if self._making is not None:
            return self._making
        if time.monotonic() - self._failed_at < PAUSE_SECONDS:
            return None
        self._making = threading.Thread(target=self._make, args=(edition,), name="open-data")
        self._making.daemon = True
        self._making.start()
        return self._making

    def _make(self, edition: Edition) -> None:
        try:
            if self._newest is None:
                shutil.rmtree(self._folder, ignore_errors=True)
            made = FileSet(edition.no, self._folder / str(edition.no))
            make(edition, made.folder, self._key)
            log.info("open_data_made", generation=edition.no, files=len(made.digests))
            before, self._newest = self._newest, made
            self._clear({made.no, before.no if before else made.no})
        except Exception:
            self._failed_at = time.monotonic()
            log.exception("open_data_not_made", generation=edition.no)
        finally:
            self._making = None

    def _clear(self, kept: Set[int]) -> None:
        """Remove all sets but these: of the one before somebody may just be fetching a file."""
        for folder in self._folder.iterdir():
            if folder.name not in map(str, kept):
                shutil.rmtree(folder, ignore_errors=True)
