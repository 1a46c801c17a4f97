"""`python -m hall.running.tied COMMAND…`: become COMMAND, which ends when the process that started it ends.

The supervisor stops its children; this is for the day when the supervisor itself is killed.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""Linux: prctl(2)."""


def tie_to_parent() -> None:
    """From now on the end of the parent ends this process too, where the system can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    tie_to_parent()
    os.execvp(sys.argv[1], sys.argv[1:])
