"""Other processes that a test runs beside itself."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stack import ROOT

HOLD = """
import sys
from pathlib import Path
from hall.running.alone import alone
with alone(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


def python(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start a process that runs the code."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def ended(process: "subprocess.Popen[str]") -> str:
    """Return what a process printed until its end, which is a good one."""
    said, complaint = process.communicate(timeout=240)
    assert process.returncode == 0, complaint
    return said


@contextmanager
def running(var_dir: Path, program: str) -> Iterator["subprocess.Popen[str]"]:
    """Let another process run `up` or `serve` on this folder, as far as anybody can see."""
    process = python(HOLD, var_dir.absolute(), program)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
