"""What `up` does while an installation runs: nothing, unless the hall or the supervisor hangs or ends."""

import os
import signal
import time
from collections.abc import Iterable
from typing import NoReturn

from hall.running.errors import CannotRun
from hall.running.say import complain
from hall.running.supervisor import Supervisor
from hall.running.watchdog import EVERY_SECONDS, SILENT_SECONDS, Watchdog, answers

TRACE_SECONDS = 0.5
"""Long enough for the hall to write where each of its threads stands."""


class Watch:
    """Looks at the hall and at the supervisor, and replaces whichever hangs.

    Args:
        supervisor: started.
        url: of the hall, on this machine.
    """

    def __init__(self, supervisor: Supervisor, url: str) -> None:
        self._supervisor = supervisor
        self._watchdog = Watchdog(lambda: answers(f"{url}/healthz"), self._replace, time.monotonic)
        self._pids: dict[str, int] = {}
        self._heard, self._has_run = time.monotonic(), False

    def run(self) -> NoReturn:
        """Look twice a second until the process is told to stop.

        Raises:
            CannotRun: the supervisor ends before it has started anything.
        """
        while True:
            self.look()
            time.sleep(EVERY_SECONDS)

    def look(self) -> None:
        """Look once at both."""
        states = self._supervisor.states()
        if states:
            self._heard, self._has_run = time.monotonic(), True
            self._pids = {name: info["pid"] for name, info in states.items()}
        elif not self._supervisor.is_alive() or time.monotonic() - self._heard > SILENT_SECONDS:
            self._replace_supervisor()
        self._watchdog.look(self._pids.get("hall", 0))

    def _replace(self, pid: int, silent: float) -> None:
        log = self._supervisor.logs / "hall.log"
        complain(
            f"! 大厅 {silent:.0f} 秒没有应答，已强制结束并重新启动；卡在哪里见 {log} 末尾的 Thread 各行"
            f" / the hall hung and is started anew"
        )
        _signal(pid, signal.SIGUSR1)
        time.sleep(TRACE_SECONDS)
        _end([pid])

    def _replace_supervisor(self) -> None:
        log = self._supervisor.log_file
        if not self._has_run:
            raise CannotRun(f"守护进程没有启动起来：请看 {log}（the supervisor could not start）。")
        complain(
            f"! 守护进程退出或卡住了，所有进程重新启动；原因见 {log}"
            f" / the supervisor ended or hung, everything is started anew"
        )
        self._supervisor.end()
        _end(self._pids.values())
        self._pids = {}
        self._supervisor.start()
        self._heard, self._has_run = time.monotonic(), False


def _end(pids: Iterable[int]) -> None:
    """End these processes and all they started, at once."""
    for pid in filter(None, pids):
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
