"""However an installation is started and told to end, nothing of it is left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.stack import ROOT, running_stack, stack_environ, stop, wait_for

pytestmark = [pytest.mark.serving, pytest.mark.timeout(600)]

ALONE = {"RASA_URL": "off", "ACTIONS_URL": "off", "HALL_HOST": "127.0.0.1"}
IN_THE_BACKGROUND = """trap '' INT QUIT HUP; exec "$@" """
"""What a script does to a command before `&`, and nohup to any."""
TEST_RUN = """
import sys
from pathlib import Path
from tests.stack import running_stack
with running_stack(RASA_URL="off", ACTIONS_URL="off", HALL_HOST="127.0.0.1") as stack:
    Path(sys.argv[1]).write_text(str(stack.up.pid))
    sys.stdin.read()
"""


def family(pid: int) -> list[psutil.Process]:
    return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]


def are_gone(processes: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


@contextmanager
def from_a_script(command: list[str], environ: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a command as a script runs what it starts in the background."""
    with subprocess.Popen(
        ["sh", "-c", IN_THE_BACKGROUND, "sh", *command],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            for one in family(process.pid) if process.poll() is None else []:
                one.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=["Ctrl-C", "closed"])
def test_an_installation_ends_whole_with_its_terminal(number: signal.Signals) -> None:
    with running_stack(**ALONE) as stack:
        everything = family(stack.up.pid)
        assert len(everything) >= 3
        stop(stack.up, number)
        assert are_gone(everything)


def test_one_that_was_started_in_the_background_outlives_the_terminal_and_ends_when_told(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "hall", "up"]
    with from_a_script(command, stack_environ(tmp_path, **ALONE)) as up:
        assert up.stdout is not None
        assert any("OneDoor is ready" in line for line in iter(up.stdout.readline, ""))
        everything = family(up.pid)
        for number in (signal.SIGHUP, signal.SIGINT):
            up.send_signal(number)
        assert not are_gone(everything[:1])
        up.send_signal(signal.SIGTERM)
        assert up.wait(60) == 0
        assert are_gone(everything)


@pytest.mark.parametrize("told", ["to go on", "to end"])
def test_tests_from_a_script_in_the_background_leave_no_process(tmp_path: Path, told: str) -> None:
    note = tmp_path / "pid"
    with from_a_script([sys.executable, "-c", TEST_RUN, str(note)], dict(os.environ)) as tests:
        wait_for(lambda: bool(note.exists() and note.read_text()), 300, "the installation")
        everything = family(int(note.read_text()))
        assert len(everything) >= 3
        if told == "to end":
            tests.terminate()
        assert tests.stdin is not None
        tests.stdin.close()
        tests.wait(60)
        wait_for(lambda: are_gone(everything), 60, "everything to end")
        assert (tests.returncode == 0) is (told == "to go on")
