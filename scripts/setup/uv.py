"""uv, which makes the environments; the one that `uv.txt` pins comes from the registry into `.tools`."""

import os
import sys
from pathlib import Path

from scripts.setup import stamps
from scripts.setup.say import say
from scripts.setup.shell import read, run

PIP = (sys.executable, "-m", "pip")
AS_ROOT = {"PIP_ROOT_USER_ACTION": "ignore"}
"""pip's advice about root concerns the system's packages, which nothing here touches."""

LOCK = Path(__file__).parent / "uv.txt"
FAILED = (
    "没有装上 uv：请看上面 pip 的输出，确认 python3 -m pip 能用、能访问软件源后重试"
    "（pip could not install uv）。"
)


def ensure_uv(root: Path) -> Path:
    """Return the uv that is pinned, installed first where it is not there.

    Raises:
        SetupError: pip is missing or cannot install it, or what it got is not what was pinned.
    """
    uv = root / ".tools" / "bin" / "uv"
    if _version(uv) != pinned_version():
        say("安装 uv 到 .tools", "installing uv")
        target = ("--upgrade", "--target", root / ".tools")
        options = ("--quiet", "--no-deps", "--require-hashes")
        run([*PIP, "install", *options, *target, "-r", LOCK], FAILED, more=AS_ROOT)
    return uv


def pinned_version() -> str:
    """Return the version of uv that belongs to this working copy."""
    return LOCK.read_text(encoding="utf-8").split()[0].partition("==")[2]


def _version(uv: Path) -> str:
    """Return the version of a uv (`uv 0.13.9 (…)`), or nothing where there is none that runs."""
    words = (read([uv, "--version"]) or "").split()
    return words[1] if len(words) > 1 else ""


def ensure_venv(uv: Path, env: Path, python: str | Path) -> None:
    """Return when there is an environment whose interpreter runs."""
    if os.access(stamps.python_of(env), os.X_OK):
        return
    run(
        [uv, "venv", "--quiet", "--clear", "--python", python, env],
        f"没有建成环境 {env}：请看上面的输出（could not make {env.name}）。",
    )


def install_locked(uv: Path, env: Path, lock: Path, *, whole: bool = False) -> None:
    """Install every package of a lock file, compiled: a start reads thousands of modules.

    Each file is the one whose digest the lock names, or nothing is installed. Where the lock is the `whole` of the
    environment, packages that it does not name are taken out.

    Raises:
        SetupError: a package could not be had.
    """
    install = ("sync", lock) if whole else ("install", "--no-deps", "-r", lock)
    options = ("--require-hashes", "--compile-bytecode", "--python", stamps.python_of(env))
    run(
        [uv, "pip", *install, *options],
        f"没有装齐 {lock.name}：请看上面的输出，多半是网络或软件源的问题（提到 hash 的，是软件源给的包与锁定的不同），"
        f"修好后重新运行即可继续（could not install {lock.name}）。",
    )
