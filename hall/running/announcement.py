"""Where the doors are, for the person who started them."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from hall.running.processes import metrics_url, public_url
from hall.settings import Settings

CLOCK_STEPS = 2.0
"""Seconds by which a file may look older than it is."""
FIRST_PASSWORD = "first_password"
"""File in VAR_DIR that `hall.bootstrap` writes the first administrator's password to."""


def announcement(
    settings: Settings, seconds: float, logs: Path, now: Callable[[], float] = time.time
) -> str:
    """Return the addresses of every door, one a line; a first password made in this start stands among them."""
    rows = "\n".join(f"  {name:　<6} {where}" for name, where in _doors(settings, now() - seconds))
    return (
        f"\n一扇门已就绪，用时 {seconds:.0f} 秒 / OneDoor is ready\n{rows}\n"
        f"  {'日志':　<6} {logs}\n\n按 Ctrl-C 停止 / press Ctrl-C to stop\n"
    )


def _doors(settings: Settings, started: float) -> Iterator[tuple[str, str]]:
    url = public_url(settings)
    yield "网页组件", f"{url}/demo"
    yield "网页问答", f"{url}/chat"
    yield "窗口", f"{url}/counter/"
    yield "服务台", f"{url}/console/{first_account(settings.var_dir, started)}"
    closed = (
        ""
        if settings.wechat_token
        else "（未启用：在 .env 里填 WECHAT_TOKEN 等，见 docs/wechat.md）"
    )
    yield "微信回调", f"{url}/wechat{closed}"
    yield "健康检查", f"{url}/healthz  {url}/readyz"
    yield "指标", metrics_url(settings)


def first_account(var_dir: Path, started: float) -> str:
    """Return how to log in the first time: the password itself once only, later where it lies; else nothing."""
    file = var_dir / FIRST_PASSWORD
    if not file.is_file():
        return ""
    if file.stat().st_mtime < started - CLOCK_STEPS:
        return f"  首个系统管理员 admin 还没有改初始密码，密码在 {file}"
    password = file.read_text(encoding="utf-8").strip()
    return f"  首个系统管理员 admin，初始密码 {password}（只在这里显示一次，登录后要马上改）"
