"""Which processes make up this installation, and what each is told."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from hall.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
BOT_PYTHON = Path(".venv-bot/bin/python")
BOT_MODEL = Path("models/bot/onedoor.tar.gz")
ONE_THREAD = {"OMP_NUM_THREADS": "1"}
"""Each question is small: threads inside of one only get in the way of the next (lab: 33 ms against 667)."""

BEHIND_THE_HALL = ("nice", "-n", "10")
"""Where both start at once, Rasa takes what the hall leaves of the machine: without Rasa the hall answers, without
the hall nobody does (two cores: the hall is back after 13 s, not 21)."""


@dataclass(frozen=True)
class Process:
    """One program to keep running."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str]


def is_here(url: str) -> bool:
    """Return whether a part is to run on this machine: its address is a loopback one."""
    return bool(url) and urlsplit(url).hostname in LOOPBACK


def bot_is_installed(root: Path) -> bool:
    """Return whether Rasa's environment and a model are there."""
    return os.access(root / BOT_PYTHON, os.X_OK) and (root / BOT_MODEL).exists()


def hall_url(settings: Settings) -> str:
    """Return the address at which this machine reaches its own hall."""
    return _own(settings.hall_host, settings.hall_port)


def metrics_url(settings: Settings) -> str:
    """Return the address of the figures, as this machine reaches it."""
    return f"{_own(settings.metrics_host, settings.metrics_port)}/metrics"


def _own(hosts: tuple[str, ...], port: int) -> str:
    four = any(host in ("0.0.0.0", "127.0.0.1", "localhost") for host in hosts)
    if four or "::" in hosts:
        return f"http://127.0.0.1:{port}"
    host = hosts[0]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def plan(settings: Settings, root: Path, given: Mapping[str, str]) -> tuple[Process, ...]:
    """Return what is to be started here, the hall first.

    Args:
        settings: of this installation; parts whose address is elsewhere or `off` are not started.
        root: the working copy.
        given: the environment and `.env`, from which the bot's own keys are passed on.
    """
    with_bot = is_here(settings.rasa_url) and bot_is_installed(root)
    without_bot = is_here(settings.rasa_url) and not with_bot
    told = addresses(settings, off=without_bot)
    processes = [Process("hall", (sys.executable, "-m", "hall", "serve"), told | ONE_THREAD)]
    if with_bot:
        own = {key: value for key, value in given.items() if key.startswith("BOT_") and value}
        command = (*BEHIND_THE_HALL, str(root / BOT_PYTHON), "-m", "bot.serve")
        processes.append(Process("bot", command, told | own | ONE_THREAD))
    if is_here(settings.actions_url) and not without_bot:
        processes.append(Process("actions", (sys.executable, "-m", "actions"), told))
    return tuple(processes)


def addresses(settings: Settings, *, off: bool) -> dict[str, str]:
    """Return where the processes find each other; `off` leaves out Rasa and its actions."""
    return {
        "HALL_URL": hall_url(settings),
        "PUBLIC_URL": public_url(settings),
        "RASA_URL": "off" if off or not settings.rasa_url else settings.rasa_url,
        "ACTIONS_URL": "off" if off or not settings.actions_url else settings.actions_url,
    }


def public_url(settings: Settings) -> str:
    """Return the address citizens see; the default one follows the port."""
    (default,) = (key.default for key in fields(Settings) if key.name == "public_url")
    return hall_url(settings) if settings.public_url == default else settings.public_url
