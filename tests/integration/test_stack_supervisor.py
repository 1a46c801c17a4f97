"""The supervisor restarts what dies and leaves nothing behind, however it ends."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from hall.running.errors import CannotRun
from hall.running.processes import Process
from hall.running.readiness import wait_until_ready
from hall.running.supervisor import Supervisor
from hall.running.watchdog import answers
from hall.running.watching import Watch
from tests.stack import ROOT, free_ports, wait_for

pytestmark = pytest.mark.serving

PARENT = (
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
)
"""A process with a child of its own, as gunicorn's and Rasa's."""


HOLDS_THE_INTERPRETER = """
import ctypes, faulthandler, http.server, signal, sys
faulthandler.register(signal.SIGUSR1)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/hang":
            ctypes.PyDLL(None).sleep(600)
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
"""
"""Answers until it is asked to hang: a C call that does not give the interpreter back stops every thread."""


def process(name: str, code: str, **environ: str) -> Process:
    return Process(name, (sys.executable, "-c", code), environ)


def with_descendants(supervisor: Supervisor) -> list[psutil.Process]:
    pids = [info["pid"] for info in supervisor.states().values() if info["pid"]]
    parents = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    return parents + [child for one in parents for child in one.children(recursive=True)]


def are_gone(processes: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """Two processes kept running, each with a child."""
    two = (
        process("one", PARENT),
        process("two", PARENT, GREETING='100% 您好, "一扇门" \\ %(here)s'),
    )
    running = Supervisor(two, ROOT, tmp_path)
    running.start()
    try:
        wait_for(lambda: len(with_descendants(running)) == 4, 30, "two processes with children")
        yield running
    finally:
        running.stop()


def test_a_killed_process_is_started_again(supervisor: Supervisor) -> None:
    before = supervisor.states()["one"]["pid"]
    os.killpg(before, signal.SIGKILL)
    wait_for(lambda: supervisor.states()["one"]["pid"] not in (0, before), 30, "a new process")
    assert supervisor.states()["two"]["pid"] in psutil.pids()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_supervisor_that_ended_or_hangs_is_replaced_with_all_it_ran(
    supervisor: Supervisor, number: signal.Signals
) -> None:
    watch = Watch(supervisor, "http://127.0.0.1:1")
    watch.look()
    running = with_descendants(supervisor)
    first = running[0].parent()
    assert first is not None
    first.send_signal(number)

    def replaced() -> bool:
        watch.look()
        return len(with_descendants(supervisor)) == 4 and not first.is_running()

    wait_for(replaced, 30, "a new supervisor")
    assert are_gone(running)


def test_a_hall_whose_interpreter_is_held_is_replaced_and_says_where_it_stood(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    source = tmp_path / "hall.py"
    source.write_text(HOLDS_THE_INTERPRETER.replace("PORT", str(port)))
    hall = Process("hall", (sys.executable, str(source)), {})
    running = Supervisor((hall,), ROOT, tmp_path)
    running.start()
    try:
        wait_for(lambda: answers(f"{url}/healthz"), 30, "its first answer")
        watch = Watch(running, url)
        watch.look()
        hung = running.states()["hall"]["pid"]
        assert not answers(f"{url}/hang")

        def replaced() -> bool:
            watch.look()
            return running.states()["hall"]["pid"] not in (0, hung) and answers(f"{url}/healthz")

        wait_for(replaced, 30, "another process that answers")
    finally:
        running.stop()
    assert "Thread 0x" in (tmp_path / "log" / "hall.log").read_text("utf-8")
    assert "没有应答" in capfd.readouterr().err


def test_stopping_leaves_neither_processes_nor_their_children(supervisor: Supervisor) -> None:
    running = with_descendants(supervisor)
    supervisor.stop()
    assert not supervisor.is_alive()
    assert are_gone(running)
    assert not supervisor.socket.exists()


def test_a_process_is_given_its_environment_word_for_word(supervisor: Supervisor) -> None:
    two = psutil.Process(supervisor.states()["two"]["pid"])
    assert two.environ()["GREETING"] == '100% 您好, "一扇门" \\ %(here)s'


def test_what_processes_are_told_is_for_its_owners_eyes(supervisor: Supervisor) -> None:
    folder = supervisor.configuration_file.parent
    for name in ("supervisord.conf", "one.environ.json", "two.environ.json"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600


def test_the_log_of_each_process_is_kept(tmp_path: Path) -> None:
    talker = process("talker", "import sys, time; print('你好', flush=True); time.sleep(600)")
    running = Supervisor((talker,), ROOT, tmp_path)
    running.start()
    try:
        log = tmp_path / "log" / "talker.log"
        wait_for(lambda: log.exists() and "你好" in log.read_text("utf-8"), 20, "its words")
    finally:
        running.stop()


def test_a_folder_with_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    running = Supervisor((process("one", PARENT),), ROOT, deep)
    running.start()
    try:
        wait_for(lambda: len(with_descendants(running)) == 2, 20, "the process")
    finally:
        running.stop()
    assert not running.socket.exists()


def test_when_the_watcher_itself_is_killed_nothing_stays(tmp_path: Path) -> None:
    code = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        from hall.running.processes import Process
        from hall.running.supervisor import Supervisor
        one = Process("one", (sys.executable, "-c", {PARENT!r}), {{}})
        Supervisor((one,), Path({str(ROOT)!r}), Path({str(tmp_path)!r})).start()
        time.sleep(600)
    """)
    watcher = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        family = psutil.Process(watcher.pid)
        wait_for(lambda: len(family.children(recursive=True)) >= 3, 30, "supervisor and process")
        running = family.children(recursive=True)
    finally:
        watcher.kill()
        watcher.wait()
    wait_for(lambda: are_gone(running[:2]), 30, "supervisor and process to end")


def test_a_hall_that_ends_instead_of_starting_is_reported_with_its_last_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (port,) = free_ports(1)
    running = Supervisor((process("hall", "raise SystemExit('数据库坏了')"),), ROOT, tmp_path)
    running.start()
    try:
        with pytest.raises(CannotRun, match=r"大厅没有启动起来.*hall\.log"):
            wait_until_ready(running, f"http://127.0.0.1:{port}", patience=60)
    finally:
        running.stop()
    assert "数据库坏了" in capfd.readouterr().err
