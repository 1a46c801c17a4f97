"""The bot environment (`.venv-bot`): Rasa on Python 3.10."""

import os
from pathlib import Path

from scripts.setup import stamps
from scripts.setup.disk import require_space
from scripts.setup.python310 import find_python310
from scripts.setup.say import say, warn
from scripts.setup.uv import ensure_uv, ensure_venv, install_locked

SIZE_GIB = 3.0


def ensure_bot_env(root: Path) -> bool:
    """Return whether `.venv-bot` holds what its lock file says, made first where it can be.

    Raises:
        SetupError: a package or room on the disk is missing, or BOT_PYTHON is wrong.
    """
    env, lock = root / ".venv-bot", root / "bot" / "requirements.txt"
    if stamps.is_current(env, lock):
        return True
    uv = ensure_uv(root)
    python = find_python310(uv, os.environ)
    if python is None:
        _say_missing()
        return False
    if not env.exists():
        require_space(root, SIZE_GIB)
    say("准备对话引擎环境 .venv-bot（Rasa，约 2.5 GB）", "preparing the Rasa environment")
    ensure_venv(uv, env, python)
    install_locked(uv, env, lock, whole=True)
    stamps.put(env, lock)
    return True


def _say_missing() -> None:
    warn(
        "没有可用的 Python 3.10，这次不启动对话引擎，其余照常；装好后设置 BOT_PYTHON=/路径/python3.10 再运行",
        "no Python 3.10 that runs: starting without Rasa; set BOT_PYTHON to one",
    )
