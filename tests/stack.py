"""The whole installation as a citizen meets it: `python -m hall up` on free ports, with a database of its own.

The fixture `stack` starts it once for a test run; `running_stack` starts one for a test that must break it.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from hall.running.tied import tie_to_parent
from tests.wechat_vectors import APPID, KEY, TOKEN

ROOT = Path(__file__).parents[1]
START_SECONDS = 600.0
"""With training on a busy machine; a start with models at hand takes half a minute."""
STOP_SECONDS = 45.0
PARTS = ("hall", "bot", "actions")


@dataclass
class Stack:
    """A running installation."""

    hall_url: str
    rasa_url: str
    actions_url: str
    var_dir: Path
    environ: Mapping[str, str] = field(repr=False)
    up: subprocess.Popen[bytes] = field(repr=False)

    def ready(self) -> dict[str, Any]:
        """Return what `/readyz` says; empty while the hall does not answer."""
        try:
            body: dict[str, Any] = httpx.get(f"{self.hall_url}/readyz", timeout=5).json()
        except (httpx.HTTPError, json.JSONDecodeError):
            return {}
        return body

    def wait_ready(self, seconds: float = 120.0) -> None:
        """Return when hall, bot and actions are all ready."""
        wait_for(lambda: self.ready().get("status") == "ready", seconds, "the stack to be ready")

    def process(self, name: str) -> psutil.Process:
        """Return the process the supervisor keeps running under this name."""
        marks = {"hall": ["hall", "serve"], "bot": ["rasa", "run"], "actions": ["-m", "actions"]}
        for child in psutil.Process(self.up.pid).children(recursive=True):
            if child.pid == os.getpgid(child.pid) and _in_order(marks[name], _command(child)):
                return child
        raise LookupError(f"no process {name} runs")

    def kill(self, name: str) -> None:
        """End a process and what it started, as a crash would; the supervisor starts it again."""
        self._signal(name, signal.SIGKILL)

    def hang(self, name: str) -> None:
        """Make a process stand still with its port open, until `resume`."""
        self._signal(name, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Let a process that stands still go on."""
        self._signal(name, signal.SIGCONT)

    def restart(self, name: str) -> None:
        """Kill a process and return when everything is ready again."""
        gone = self.process(name)
        self.kill(name)
        gone.wait(10)
        self.wait_ready()

    def metrics(self) -> str:
        """Return the figures, from their own address."""
        where = f"http://127.0.0.1:{self.environ['METRICS_PORT']}/metrics"
        return httpx.get(where, timeout=5).text

    def first_password(self) -> str:
        """Return the password of the console's first account, `admin`."""
        return (self.var_dir / "first_password").read_text(encoding="utf-8").strip()

    def log(self, name: str) -> str:
        """Return what a process has logged."""
        path = self.var_dir / "log" / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def _signal(self, name: str, number: signal.Signals) -> None:
        os.killpg(self.process(name).pid, number)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _in_order(mark: list[str], command: list[str]) -> bool:
    return any(command[i : i + len(mark)] == mark for i in range(len(command)))


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Return when the condition holds; fail the test when it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            pytest.fail(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.2)


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def stack_environ(var_dir: Path, **more: str) -> dict[str, str]:
    """Return the environment of an installation by itself: ports, database and data of its own."""
    hall, rasa, actions, metrics = free_ports(4)
    own = {
        "HALL_PORT": str(hall),
        "METRICS_PORT": str(metrics),
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTIONS_URL": f"http://127.0.0.1:{actions}",
        "PUBLIC_URL": f"http://127.0.0.1:{hall}",
        "VAR_DIR": str(var_dir),
        "DATABASE_URL": f"sqlite:///{var_dir}/onedoor.db",
        "STAFF_HOURS": "00:00-23:59",
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_APPID": APPID,
        "WECHAT_AES_KEY": KEY,
    }
    return {**os.environ, **own, **more}


@contextmanager
def running_stack(**more: str) -> Iterator[Stack]:
    """Run an installation whose settings differ in what is named; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory(prefix="onedoor-stack-") as folder:
        environ = stack_environ(Path(folder), **more)
        with (Path(folder) / "up.log").open("wb") as output:
            up = start_up(environ, output)
        stack = _stack(Path(folder), environ, up)
        try:
            _wait_until_announced(stack)
            yield stack
        finally:
            stop(up)


def start_up(
    environ: Mapping[str, str], output: Any = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start `python -m hall up` as from a terminal, wherever the tests themselves run; it ends with them."""
    command = [sys.executable, "-m", "hall", "up"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environ,
        stdout=output,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        preexec_fn=_as_from_a_terminal,
    )


def _as_from_a_terminal() -> None:
    """A shell lets what it starts with `&` or `nohup` ignore these, and so would all that they start."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    tie_to_parent()


def stop(up: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> None:
    """Tell an installation to end; fail when anything that was started is left after that."""
    started = psutil.Process(up.pid).children(recursive=True) if up.poll() is None else []
    code = None
    try:
        up.send_signal(number)
        code = up.wait(STOP_SECONDS)
    finally:
        left = [process for process in started if _runs(process)]
        for process in left:
            process.kill()
        up.kill()
    assert not left, f"{number.name} left {left}"
    assert not started or code == 0, f"{number.name} ended with {code}"


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _stack(folder: Path, environ: Mapping[str, str], up: subprocess.Popen[bytes]) -> Stack:
    url = f"http://127.0.0.1:{environ['HALL_PORT']}"
    return Stack(url, environ["RASA_URL"], environ["ACTIONS_URL"], folder, environ, up)


def _wait_until_announced(stack: Stack) -> None:
    said = stack.var_dir / "up.log"
    until = time.monotonic() + START_SECONDS
    while "OneDoor is ready" not in said.read_text(encoding="utf-8"):
        if stack.up.poll() is not None or time.monotonic() > until:
            pytest.fail(said.read_text(encoding="utf-8") + stack.log("hall")[-4000:])
        time.sleep(0.2)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One running installation for the whole test run; a test that breaks it mends it again."""
    if not (ROOT / ".venv-bot" / "bin" / "python").exists():
        pytest.skip("没有对话引擎环境 .venv-bot（需要 Python 3.10）：运行 make run 看如何安装")
    with running_stack() as started:
        started.wait_ready()
        yield started


@pytest.fixture(scope="session")
def hall_url(stack: Stack) -> str:
    """Where the doors of the running installation are."""
    return stack.hall_url
