"""The Python 3.10 that Rasa 3.6 needs; few systems still have one."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.setup.errors import SetupError
from scripts.setup.say import say
from scripts.setup.shell import read

VERSION = "import sys; print(*sys.version_info[:2], sep='.')"
DOWNLOAD_SECONDS = 300


def find_python310(uv: Path, environ: Mapping[str, str]) -> Path | None:
    """Return a Python 3.10 that really runs, or None when there is none to be had.

    Raises:
        SetupError: BOT_PYTHON names something else.
    """
    named = environ.get("BOT_PYTHON", "")
    if named:
        return _named(named)
    found = (path for path in _candidates(environ) if is_python310(path))
    return next(found, None) or _of_uv(uv)


def is_python310(path: str | Path) -> bool:
    """Return whether this is a Python 3.10; a pyenv shim without a version behind it is none."""
    return (read([path, "-c", VERSION]) or "").strip() == "3.10"


def _named(named: str) -> Path:
    if not is_python310(named):
        raise SetupError(
            f"BOT_PYTHON: 应为能运行的 Python 3.10 解释器，现为 {named!r}"
            "（BOT_PYTHON is not a Python 3.10）。"
        )
    return Path(named)


def _candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield what may be one, nearest first; uv does not look into pyenv's folders by itself."""
    on_path = shutil.which("python3.10", path=environ.get("PATH"))
    if on_path:
        yield Path(on_path)
    pyenv = Path(environ.get("PYENV_ROOT") or Path(environ.get("HOME", "/")) / ".pyenv")
    yield from sorted(pyenv.glob("versions/3.10.*/bin/python3.10"), reverse=True)


def _of_uv(uv: Path) -> Path | None:
    """Return uv's own Python 3.10, downloaded first where it may be."""
    if os.environ.get("UV_PYTHON_DOWNLOADS") != "never":
        say("没有找到 Python 3.10，试着下载一个", "no Python 3.10 here, trying to download one")
        read([uv, "python", "install", "--no-bin", "3.10"], seconds=DOWNLOAD_SECONDS)
    found = (read([uv, "python", "find", "--no-project", "3.10"]) or "").strip()
    return Path(found) if found and is_python310(found) else None
