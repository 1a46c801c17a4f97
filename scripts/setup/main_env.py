"""The main environment (`.venv`): everything but Rasa."""

import sys
from pathlib import Path

from scripts.setup import stamps
from scripts.setup.disk import require_space
from scripts.setup.errors import SetupError
from scripts.setup.say import say
from scripts.setup.torch import ensure_torch
from scripts.setup.uv import ensure_uv, ensure_venv, install_locked

OLDEST = (3, 11)
TORCH = "requirements-torch.txt"


def require_python() -> None:
    """Return when this interpreter is new enough.

    Raises:
        SetupError: it is not.
    """
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"需要 Python 3.11 或更新的版本，现在的 python3 是 {found}：请安装后运行 "
            "make run PYTHON=/路径/python3.11（Python 3.11 or newer is needed）。"
        )


def ensure_main_env(root: Path, *, dev: bool = False) -> None:
    """Return when `.venv` holds what the lock files say, with the tests' packages if `dev`.

    Raises:
        SetupError: something cannot be had.
    """
    require_python()
    env, names = root / ".venv", [TORCH, "requirements.txt", *["requirements-dev.txt"] * dev]
    stale = [root / name for name in names if not stamps.is_current(env, root / name)]
    if not stale:
        return
    if not env.exists():
        require_space(root)
    uv = ensure_uv(root)
    say("准备主环境 .venv（首次约 1.7 GB，需要几分钟）", "preparing the main environment")
    ensure_venv(uv, env, sys.executable)
    ensure_torch(uv, env, root / TORCH)
    for lock in stale:
        if lock.name != TORCH:
            install_locked(uv, env, lock)
        stamps.put(env, lock)
