"""Node packages of the widget's tests; the widget itself needs none to run."""

import shutil
from pathlib import Path

from scripts.setup.errors import SetupError
from scripts.setup.say import say
from scripts.setup.shell import read, run

OLDEST_NODE = 20
FAILED = "没有装上 web_widget 的测试依赖：请看上面 npm 的输出（npm ci failed）。"


def ensure_widget_packages(root: Path) -> None:
    """Return when Node is new enough and the widget's development packages are those of its lock file.

    Raises:
        SetupError: Node is missing or too old, or npm fails.
    """
    folder = root / "web_widget"
    lock, done = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if not lock.exists():
        return
    _require_node()
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        say("安装 web_widget 的测试依赖", "installing the widget's test packages")
        run(["npm", "ci", "--no-fund", "--no-audit", "--prefix", folder], FAILED)
        done.touch()


def _require_node() -> None:
    version = (read(["node", "--version"]) or "").strip()
    if (
        shutil.which("npm")
        and version.startswith("v")
        and int(version[1:].split(".")[0]) >= OLDEST_NODE
    ):
        return
    raise SetupError(
        f"网页组件的测试需要 Node.js {OLDEST_NODE} 或更新的版本，现为 {version or '没有安装'}"
        f"（Node.js {OLDEST_NODE} or newer is needed）。"
    )
