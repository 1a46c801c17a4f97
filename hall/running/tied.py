"""`python -m hall.running.tied ENVIRON.json COMMAND…`: become COMMAND, with what the file adds to the environment.

It ends when the process that started it ends: the supervisor stops its children itself, this is for the day
when the supervisor is killed.
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
"""Linux: prctl(2)."""


def tie_to_parent() -> None:
    """From now on the end of the parent ends this process too, where the system can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def become(environ: Path, command: list[str]) -> None:
    """Replace this process by the command."""
    tie_to_parent()
    more = json.loads(environ.read_text(encoding="utf-8"))
    os.execvpe(command[0], command, {**os.environ, **more})


if __name__ == "__main__":
    become(Path(sys.argv[1]), sys.argv[2:])
