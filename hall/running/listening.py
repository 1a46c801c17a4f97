"""The sockets the hall listens on; one that cannot be had is one clear sentence."""

import socket

from hall.running.web_server import BACKLOG
from hall.settings import Settings


def bind(settings: Settings) -> list[socket.socket]:
    """Return a listening socket for each address of the settings, IPv6 and IPv4 side by side.

    Raises:
        OSError: an address cannot be had; the message says which and what to do.
    """
    return _all_of(settings.hall_host, settings.hall_port, "HALL")


def bind_metrics(settings: Settings) -> list[socket.socket]:
    """Return the sockets for the figures, which are nobody's business beyond this machine.

    Raises:
        OSError: an address cannot be had; the message says which and what to do.
    """
    return _all_of(settings.metrics_host, settings.metrics_port, "METRICS")


def _all_of(hosts: tuple[str, ...], port: int, key: str) -> list[socket.socket]:
    bound = [_bound(host, port, key) for host in hosts]
    listeners = [listener for listener in bound if listener is not None]
    if not listeners:
        raise OSError(f"{key}_HOST: 这台机器上没有 {'、'.join(hosts)} 中的任何一个地址")
    return listeners


def _bound(host: str, port: int, key: str) -> socket.socket | None:
    """Return the socket, or None where this machine has no such kind of address at all."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if family == socket.AF_INET6 and not socket.has_dualstack_ipv6():
        return None
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        raise OSError(
            f"{key}_PORT: {where} 用不了（{error.strerror}）。"
            f"多半是别的程序占着，请停掉它，或在 .env 里换一个 {key}_PORT"
        ) from error
