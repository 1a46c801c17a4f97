"""Wait until the doors are open, and say what opens when."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from hall.running.errors import CannotRun
from hall.running.say import complain, say, tail
from hall.running.supervisor import Supervisor

PATIENCE_SECONDS = 300.0
"""From a cold disk on a small machine; a warm start takes half a minute."""
PROBE_SECONDS = 3.0
EVERY_SECONDS = 0.5
STARTS = 2
"""The hall may be started again once before it is given up."""

NAMES = {"hall": "大厅", "bot": "对话引擎", "actions": "动作服务"}


def wait_until_ready(supervisor: Supervisor, url: str, patience: float = PATIENCE_SECONDS) -> float:
    """Return the seconds it took until `/readyz` was content, or until only Rasa is still missing.

    Raises:
        CannotRun: the hall cannot start.
    """
    started = time.monotonic()
    ready: set[str] = set()
    seen: set[int] = set()
    while True:
        parts = probe(url)
        _tell(parts, ready)
        waited = time.monotonic() - started
        if parts and "down" not in parts.values():
            return waited
        _require_starting(supervisor, seen)
        if waited > patience:
            _give_up(parts, supervisor.logs)
            return waited
        time.sleep(EVERY_SECONDS)


def probe(url: str) -> Mapping[str, str]:
    """Return the state of each part as `/readyz` has it; empty while the hall does not answer."""
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(f"{url}/readyz", timeout=PROBE_SECONDS) as response:
            body = response.read()
    except HTTPError as error:
        body = error.read()
    except (URLError, OSError):
        return {}
    try:
        return dict(json.loads(body)["parts"])
    except (ValueError, KeyError, TypeError):
        return {}


def _tell(parts: Mapping[str, str], ready: set[str]) -> None:
    for part, state in parts.items():
        if state == "ready" and part not in ready:
            ready.add(part)
            say(f"{NAMES.get(part, part)}已就绪", f"{part} is ready")


def _require_starting(supervisor: Supervisor, seen: set[int]) -> None:
    """Raise when the hall or the supervisor itself ends instead of starting."""
    hall = supervisor.states().get("hall", {})
    if hall.get("pid"):
        seen.add(hall["pid"])
    given_up = hall.get("statename") in ("BACKOFF", "FATAL") or len(seen) > STARTS
    if given_up or not supervisor.is_alive():
        log = supervisor.logs / "hall.log"
        complain(tail(log))
        raise CannotRun(f"大厅没有启动起来：原因见上面或 {log}（the hall could not start）。")


def _give_up(parts: Mapping[str, str], logs: Path) -> None:
    if parts.get("hall") != "ready":
        raise CannotRun(f"等了太久大厅仍未就绪：请看 {logs}/hall.log（the hall is not ready）。")
    missing = [part for part, state in parts.items() if state == "down"]
    names = "、".join(NAMES.get(part, part) for part in missing)
    complain(
        f"! {names}还没有就绪，先由大厅直接回答；日志在 {logs}"
        f" / starting without {', '.join(missing)}"
    )
