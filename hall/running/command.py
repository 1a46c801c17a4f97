"""The command `up`: everything from an installed working copy to open doors, until Ctrl-C."""

import argparse
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from hall.running.alone import alone
from hall.running.announcement import announcement
from hall.running.errors import CannotRun
from hall.running.keys import settings_with_secrets
from hall.running.ports import require_free_ports
from hall.running.preparation import bot_training, seeding, take, training
from hall.running.private import tighten
from hall.running.processes import BOT_PYTHON, hall_url, is_here, plan
from hall.running.readiness import wait_until_ready
from hall.running.say import complain, line, say
from hall.running.supervisor import Supervisor
from hall.running.watching import Watch
from hall.settings import ENV_FILE, Settings, SettingsError
from hall.settings.env_file import read_env
from knowledge_base.errors import DatabaseFault
from knowledge_base.store.engine import sqlite_file
from knowledge_base.store.soundness import require_sound

ROOT = Path(__file__).parents[2]


def add_up(parser: argparse.ArgumentParser) -> None:
    """Describe `up`."""
    parser.add_argument(
        "--prepare-only", action="store_true", help="stop before anything is started"
    )


def up(arguments: argparse.Namespace) -> int:
    """Prepare what is stale, start every process, and stop them all at Ctrl-C."""
    try:
        with stopped_by_signals():
            settings = _settings()
            if arguments.prepare_only:
                prepare(settings, ROOT)
            else:
                run(settings)
    except (SettingsError, CannotRun) as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        line("")
    return 0


def run(settings: Settings) -> None:
    """Prepare and keep running, as the only one on this installation.

    Raises:
        CannotRun: it runs already, or cannot.
        KeyboardInterrupt: it is time to stop.
    """
    with alone(settings.var_dir, "up"):
        require_free_ports(settings, plan(settings, ROOT, {}))
        prepare(settings, ROOT)
        keep_running(settings, ROOT)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Inside, being told to end or losing the terminal is the same as Ctrl-C.

    Whoever started this with `nohup` or `&` wants it to outlive the terminal: what they let it ignore stays ignored.
    """
    signals = [signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signals.append(signal.SIGHUP)
    before = {number: signal.signal(number, _interrupt) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _settings() -> Settings:
    settings, written = settings_with_secrets()
    if written:
        say(f"密钥已写入 {ENV_FILE}", f"secrets written to {ENV_FILE}")
    return settings


def prepare(settings: Settings, root: Path) -> None:
    """Bring database and models up to date.

    Raises:
        CannotRun: the guides cannot be published or the encoder cannot be trained; without a Rasa
            model the doors still open.
    """
    tighten(settings)
    _require_sound_database(settings)
    take(seeding(settings), root)
    take(training(settings), root)
    if not is_here(settings.rasa_url) or not (root / BOT_PYTHON).exists():
        return
    try:
        take(bot_training(settings, root), root)
    except CannotRun as error:
        complain(f"! {error}")


def _require_sound_database(settings: Settings) -> None:
    file = sqlite_file(settings.database_url)
    try:
        if file is not None:
            require_sound(file)
    except DatabaseFault as fault:
        raise CannotRun(str(fault)) from fault


def keep_running(settings: Settings, root: Path) -> None:
    """Start every process, say where the doors are, and return only by an exception.

    Raises:
        CannotRun: the hall or the supervisor cannot start.
        KeyboardInterrupt: it is time to stop; nothing is left running.
    """
    given = {**read_env(ENV_FILE), **os.environ}
    processes = plan(settings, root, given)
    require_free_ports(settings, processes)
    supervisor = Supervisor(processes, root, settings.var_dir)
    say(f"启动 {'、'.join(p.name for p in processes)}", "starting")
    try:
        supervisor.start()
        seconds = wait_until_ready(supervisor, hall_url(settings))
        line(announcement(settings, seconds, supervisor.logs))
        Watch(supervisor, hall_url(settings)).run()
    finally:
        _stop(supervisor)


def _stop(supervisor: Supervisor) -> None:
    """Stop everything; an impatient second Ctrl-C changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    say("正在停止所有进程", "stopping")
    supervisor.stop()
    say("已全部停止", "everything is stopped")
