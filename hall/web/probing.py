"""Whether each part of the hall can work, found out in the background; a request reads the last result."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog

READY, DOWN, OFF = "ready", "down", "off"
EVERY_SECONDS = 5.0
STALE_SECONDS = 15.0
"""A result older than this says nothing any more: what looks at the parts hangs itself."""
NOT_LOOKED = "刚刚启动，还没有检查完，请过几秒再看。"
STALE = "超过 15 秒没有检查结果，检查本身卡住了：请看 hall.log，必要时重启大厅。"

Look = Callable[[], str]
"""Looks at one part within a few seconds; returns what is wrong in one sentence, empty when all is well."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Health:
    """The state of each part, and one sentence for each that is down."""

    parts: Mapping[str, str]
    reasons: Mapping[str, str]

    @property
    def is_ready(self) -> bool:
        """Whether no part is down."""
        return DOWN not in self.parts.values()


@dataclass
class Probe:
    """Looks at every part at once and keeps what it found.

    Args:
        checks: by part; None where the part does not run in this installation.
        monotonic: seconds that never go back.
    """

    checks: Mapping[str, Look | None]
    monotonic: Callable[[], float]
    _found: dict[str, tuple[float, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> None:
        """Look at every part now; each result counts as soon as it is there."""
        running = {name: check for name, check in self.checks.items() if check is not None}
        with ThreadPoolExecutor(max(1, len(running)), "probe") as crew:
            for name, check in running.items():
                crew.submit(self._look_at, name, check)

    def health(self) -> Health:
        """Return what was found last; what is too old counts as down."""
        now = self.monotonic()
        with self._lock:
            found = dict(self._found)
        told = {name: self._told(name, found, now) for name in self.checks}
        off = {name for name, check in self.checks.items() if check is None}
        parts = {n: OFF if n in off else DOWN if said else READY for n, said in told.items()}
        return Health(parts, {name: said for name, said in told.items() if said})

    def _told(self, name: str, found: Mapping[str, tuple[float, str]], now: float) -> str:
        if self.checks[name] is None:
            return ""
        at, said = found.get(name, (now, NOT_LOOKED))
        return STALE if now - at > STALE_SECONDS else said

    def _look_at(self, name: str, check: Look) -> None:
        try:
            said = check()
        except Exception:
            log.exception("probe_failed", part=name)
            said = "检查时出错，原因见 hall.log。"
        with self._lock:
            before = self._found.get(name, (0.0, ""))[1]
            self._found[name] = (self.monotonic(), said)
        if said != before:
            log.warning("part_changed", part=name, state=DOWN if said else READY, reason=said)


def start_probing(probe: Probe, every: float = EVERY_SECONDS) -> threading.Event:
    """Look again and again until the returned event is set."""
    stop = threading.Event()
    threading.Thread(target=_run, args=(probe, stop, every), name="probing", daemon=True).start()
    return stop


def _run(probe: Probe, stop: threading.Event, every: float) -> None:
    while True:
        probe.look()
        if stop.wait(every):
            return
