"""Ports that somebody else has are found before anything starts."""

import errno
import socket
from urllib.parse import urlsplit

from hall.running.errors import CannotRun
from hall.running.processes import Process, is_here
from hall.settings import Settings


def require_free_ports(settings: Settings, processes: tuple[Process, ...]) -> None:
    """Return when every port that these processes will listen on is free.

    Raises:
        CannotRun: with the port, the setting that names it, and what to do.
    """
    names = {process.name for process in processes}
    for host in settings.hall_host:
        _require_free(host, settings.hall_port, "HALL_PORT")
    for host in settings.metrics_host:
        _require_free(host, settings.metrics_port, "METRICS_PORT")
    if "bot" in names:
        _require_free(*_address(settings.rasa_url, 5005), "RASA_URL")
    if "actions" in names and is_here(settings.actions_url):
        _require_free(*_address(settings.actions_url, 5055), "ACTIONS_URL")


def _address(url: str, port: int) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or port


def _require_free(host: str, port: int, key: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if family == socket.AF_INET6 and not socket.has_dualstack_ipv6():
        return
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotRun(
                f"端口 {port} 已被占用（{key}），也许一扇门已经在运行：请先停掉占用它的程序，"
                f"或在 .env 里给 {key} 换一个（port {port} is busy）。"
            ) from error
        raise CannotRun(
            f"不能在 {host} 端口 {port} 上监听（{key}）：{error.strerror}"
            f"（cannot listen on port {port}）。"
        ) from error
