"""`python -m bot.serve` (bot environment): the Rasa server, on the loopback address unless told otherwise.

Environment: RASA_URL (where to listen), ACTIONS_URL, BOT_WORKERS, and for several workers or servers
BOT_TRACKER_URL (SQLAlchemy address of a database of its own) with BOT_REDIS_URL. Whatever follows on the
command line goes to `rasa run`.
"""

from __future__ import annotations

import os
import sys
from typing import Dict, List, Mapping
from urllib.parse import urlsplit

from bot.train import MODEL, MODELS, QUIET
from bot.vocabulary import ROOT

DEFAULTS = {
    "RASA_URL": "http://127.0.0.1:5005",
    "ACTIONS_URL": "http://127.0.0.1:5055",
    "BOT_WORKERS": "1",
}
SHARED = ("BOT_TRACKER_URL", "BOT_REDIS_URL")


class WrongSettings(ValueError):
    """The settings cannot be served with; the message says what to do."""


def environment(given: Mapping[str, str]) -> Dict[str, str]:
    """Return the environment of the server.

    Raises:
        WrongSettings: only one of the shared stores is given, or several workers without them.
    """
    whole = {**DEFAULTS, **{key: value for key, value in given.items() if value}, **QUIET}
    # Rasa writes citizens' words into its log below this level.
    whole["LOG_LEVEL"] = "WARNING"
    named = [key for key in SHARED if whole.get(key)]
    if len(named) == 1:
        raise WrongSettings(f"{' 与 '.join(SHARED)} 要一起设置，现只有 {named[0]}。")
    if not named and whole["BOT_WORKERS"] != "1":
        raise WrongSettings(f"BOT_WORKERS 大于 1 时要设置 {' 与 '.join(SHARED)}。")
    whole["SANIC_WORKERS"] = whole["BOT_WORKERS"]
    return whole


def command(whole: Mapping[str, str]) -> List[str]:
    """Return the `rasa run` that fits the environment."""
    address = urlsplit(whole["RASA_URL"])
    endpoints = "bot/endpoints.shared.yml" if whole.get(SHARED[0]) else "bot/endpoints.yml"
    line = [sys.executable, "-m", "rasa", "run", "--model", f"{MODELS}/{MODEL}"]
    line += ["--endpoints", endpoints, "--credentials", "bot/credentials.yml"]
    return line + ["-i", address.hostname or "127.0.0.1", "-p", str(address.port or 5005)]


def main() -> int:
    """Become the Rasa server; return 2 when it cannot be started."""
    try:
        whole = environment(os.environ)
    except WrongSettings as error:
        print(error, file=sys.stderr)
        return 2
    if not (ROOT / MODELS / MODEL).exists():
        print(f"没有 {MODELS}/{MODEL}：先运行 python -m bot.train。", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    line = command(whole) + sys.argv[1:]
    os.execve(line[0], line, whole)


if __name__ == "__main__":
    sys.exit(main())
