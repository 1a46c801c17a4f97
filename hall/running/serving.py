"""Commands about the running hall: serve, secrets, reset-password."""

import argparse
import socket
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from hall.app import create_app
from hall.bootstrap import (
    open_application,
    open_knowledge,
    prepare_knowledge,
    write_first_password,
)
from hall.doors.registration import start_pushing
from hall.running.housekeeping import start_housekeeping
from hall.settings import ENV_FILE, Settings, SettingsError, load_settings, write_missing_secrets
from hall.web.logs import configure_logging
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.store.engine import connect
from service_desk.errors import AccountError
from service_desk.opening import open_desk

BACKLOG = 512
START_SECONDS = 300
"""A worker that reads models from a cold disk is not dead yet."""


def secrets(_arguments: argparse.Namespace) -> int:
    """Write the secrets that `.env` lacks."""
    written = write_missing_secrets()
    print(f"已写入 {ENV_FILE}: {'、'.join(written)}" if written else f"{ENV_FILE} 里的密钥齐全。")
    return 0


def add_reset_password(parser: argparse.ArgumentParser) -> None:
    """Describe `reset-password`."""
    parser.add_argument("login", help="login name of the account")


def reset_password(arguments: argparse.Namespace) -> int:
    """Print a new password for an account of the console."""
    settings = load_settings()
    engine = connect(settings.database_url)
    departments = open_knowledge(settings, engine).store.published()[0].departments
    desk = open_desk(
        engine,
        departments,
        contact_key=settings.contact_key,
        staff_hours=settings.staff_hours,
    )
    try:
        password = desk.accounts.reset_password(arguments.login)
    except AccountError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.login} 的新密码: {password}\n下次登录后需要修改。")
    return 0


def serve(_arguments: argparse.Namespace) -> int:
    """Serve every door until stopped."""
    write_missing_secrets()
    try:
        settings = load_settings()
        listeners = bind(settings)
    except (SettingsError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    configure_logging(settings.log_level)
    Server(settings, listeners).run()
    return 0


def bind(settings: Settings) -> list[socket.socket]:
    """Return a bound socket for each address of the settings, IPv6 and IPv4 side by side.

    Raises:
        OSError: an address cannot be had; the message says which and what to do.
    """
    bound = [_bound(host, settings.hall_port) for host in settings.hall_host]
    listeners = [listener for listener in bound if listener is not None]
    if not listeners:
        raise OSError(f"HALL_HOST: 这台机器上没有 {settings.hall_host} 中的任何一个地址")
    return listeners


def _bound(host: str, port: int) -> socket.socket | None:
    """Return the socket, or None where this machine has no such kind of address at all."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if family == socket.AF_INET6 and not socket.has_dualstack_ipv6():
        return None
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        raise OSError(
            f"HALL_PORT: {where} 用不了（{error.strerror}）。"
            f"多半是别的程序占着，请停掉它，或在 .env 里换一个 HALL_PORT"
        ) from error
    listener.set_inheritable(True)
    return listener


def open_hall(settings: Settings) -> Flask:
    """Return the app with everything behind it running."""
    kb = open_knowledge(settings, connect(settings.database_url))
    prepare_knowledge(kb, _say)
    application = open_application(settings, kb=kb)
    password_file = write_first_password(application)
    if password_file:
        _say(f"服务台首个管理员: admin，密码在 {password_file}")
    start_housekeeping(application)
    start_pushing(application)
    return create_app(application)


def _say(text: str) -> None:
    print(text, flush=True)


class Server(BaseApplication):
    """One gunicorn worker with threads: a turn comes back from Rasa while its first request waits."""

    def __init__(self, settings: Settings, listeners: list[socket.socket]) -> None:
        self._settings = settings
        self._listeners = listeners
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings to gunicorn."""
        options: dict[str, Any] = {
            "bind": [f"fd://{listener.fileno()}" for listener in self._listeners],
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._settings.threads,
            "timeout": START_SECONDS,
            "graceful_timeout": 10,
            "keepalive": 5,
            "backlog": BACKLOG,
            "logger_class": "hall.web.gunicorn_logs.QuietLogger",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Return the app, opened in the worker, so that no thread or connection crosses a fork."""
        try:
            return open_hall(self._settings)
        except KnowledgeBaseError as error:
            print(error, file=sys.stderr, flush=True)
            raise SystemExit(4) from error
