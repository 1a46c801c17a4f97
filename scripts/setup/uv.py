"""uv, which makes the environments; it comes from PyPI into `.tools`."""

import os
import sys
from pathlib import Path

from scripts.setup import stamps
from scripts.setup.say import say
from scripts.setup.shell import read, run

PIP = (sys.executable, "-m", "pip")
AS_ROOT = {"PIP_ROOT_USER_ACTION": "ignore"}
"""pip's advice about root concerns the system's packages, which nothing here touches."""

FAILED = (
    "没有装上 uv：请看上面 pip 的输出，确认 python3 -m pip 能用、能访问软件源后重试"
    "（pip could not install uv）。"
)


def ensure_uv(root: Path) -> Path:
    """Return a uv that runs, installed first where there is none.

    Raises:
        SetupError: pip is missing or cannot install it.
    """
    uv = root / ".tools" / "bin" / "uv"
    if read([uv, "--version"]) is None:
        say("安装 uv 到 .tools", "installing uv")
        target = ("--target", root / ".tools")
        run([*PIP, "install", "--quiet", "--upgrade", *target, "uv"], FAILED, more=AS_ROOT)
    return uv


def ensure_venv(uv: Path, env: Path, python: str | Path) -> None:
    """Return when there is an environment whose interpreter runs."""
    if os.access(stamps.python_of(env), os.X_OK):
        return
    run(
        [uv, "venv", "--quiet", "--clear", "--python", python, env],
        f"没有建成环境 {env}：请看上面的输出（could not make {env.name}）。",
    )


def install_locked(uv: Path, env: Path, lock: Path) -> None:
    """Install every package of a lock file, and nothing else, compiled: a start reads thousands of modules.

    Raises:
        SetupError: a package could not be had.
    """
    options = ("--no-deps", "--compile-bytecode", "--python", stamps.python_of(env))
    run(
        [uv, "pip", "install", *options, "-r", lock],
        f"没有装齐 {lock.name}：请看上面的输出，多半是网络或软件源的问题，修好后重新运行即可继续"
        f"（could not install {lock.name}）。",
    )
