"""Chromium and Chinese fonts, which the browser tests need, from Debian's packages."""

import os
import shutil
from pathlib import Path

from scripts.setup.errors import SetupError
from scripts.setup.say import say
from scripts.setup.shell import read, run

CHROMIUM = Path("/usr/bin/chromium")
CJK_FONTS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
BY_HAND = "apt-get install chromium fonts-noto-cjk"


def ensure_browser() -> None:
    """Return when Chromium and fonts for Chinese are there, installed first where this user may.

    Raises:
        SetupError: they are missing; the message says how to install them.
    """
    wanted = {"chromium": CHROMIUM, "fonts-noto-cjk": CJK_FONTS}
    missing = [name for name, file in wanted.items() if not file.exists()]
    if not missing:
        return
    apt = _apt()
    if apt is None:
        raise SetupError(
            f"浏览器测试需要 {'、'.join(missing)}，请先运行：{BY_HAND}（install them first）。"
        )
    say(f"用 apt-get 安装 {'、'.join(missing)}", f"installing {' and '.join(missing)}")
    sentence = f"没有装上 {'、'.join(missing)}：请看上面的输出，再手工运行 {BY_HAND}。"
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run([*apt, "update", "-qq"], sentence, more=quiet)
    run([*apt, "install", "-y", "-qq", "--no-install-recommends", *missing], sentence, more=quiet)


def _apt() -> list[str] | None:
    """Return the apt-get that this user may run without being asked anything."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    return ["sudo", "-n", "apt-get"] if read(["sudo", "-n", "true"]) is not None else None
