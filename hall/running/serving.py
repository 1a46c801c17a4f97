"""Commands about the running hall: serve, reset-password."""

import argparse
import faulthandler
import signal
import socket
import sys
from contextlib import ExitStack

from hall.app import create_app
from hall.bootstrap import (
    Application,
    open_application,
    open_database,
    open_deepening,
    open_knowledge,
    prepare_knowledge,
    write_first_password,
)
from hall.doors.registration import doors, start_pushing
from hall.running.alone import alone
from hall.running.deepening import start_deepening
from hall.running.errors import CannotRun
from hall.running.following import start_following
from hall.running.housekeeping import start_housekeeping
from hall.running.keys import safe_of, settings_with_secrets, tell_lost
from hall.running.lanes import Lanes
from hall.running.large_forms import most_bytes
from hall.running.listening import bind, bind_metrics
from hall.running.private import tighten
from hall.running.processes import hall_url
from hall.running.proving import start_proving
from hall.running.staffing import desk_for_commands
from hall.running.web_server import WebServer, stop_at_signals
from hall.settings import Settings, SettingsError, load_settings
from hall.web.logs import configure_logging
from hall.web.metrics import figures_app
from hall.web.probing import start_probing
from hall.web.wording import Wording
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.store.engine import SERVING_SECONDS
from knowledge_base.store.space import prepare_space
from service_desk.errors import AccountError
from service_desk.resealing import survey

METRICS_PATHS = ("/metrics",)


def add_reset_password(parser: argparse.ArgumentParser) -> None:
    """Describe `reset-password`."""
    parser.add_argument("login", help="login name of the account")
    parser.add_argument(
        "--totp", action="store_true", help="forget the second factor too: phone and codes are lost"
    )


def reset_password(arguments: argparse.Namespace) -> int:
    """Print a new password for an account of the console."""
    desk = desk_for_commands(load_settings())
    try:
        password = desk.accounts.reset_password(arguments.login)
        if arguments.totp:
            desk.second_factor.reset(arguments.login)
    except AccountError as error:
        print(error, file=sys.stderr)
        return 1
    again = "，并重新设置两步验证" if arguments.totp else ""
    print(f"{arguments.login} 的新密码: {password}\n下次登录后需要修改{again}。")
    return 0


def serve(_arguments: argparse.Namespace) -> int:
    """Serve every door until stopped; connections made while the models are read wait for them."""
    with ExitStack() as stack:
        try:
            settings, _ = settings_with_secrets()
            stack.enter_context(alone(settings.var_dir, "serve"))
            listeners, figures = bind(settings), bind_metrics(settings)
        except (SettingsError, CannotRun, OSError) as error:
            print(error, file=sys.stderr)
            return 2
        configure_logging(settings.log_level)
        faulthandler.register(signal.SIGUSR1)
        return _served(settings, listeners, figures)


def _served(
    settings: Settings, listeners: list[socket.socket], figures: list[socket.socket]
) -> int:
    try:
        application = open_hall(settings)
    except KnowledgeBaseError as error:
        print(error, file=sys.stderr, flush=True)
        return 4
    server, app = WebServer(lanes(settings), refusals(application.wording)), create_app(application)
    server.open(app, listeners, most_bytes(app, settings))
    start_proving(application, app, hall_url(settings))
    server.open(figures_app(application.metrics), figures)
    stop_at_signals(server.stop)
    server.run()
    application.close()
    return 0


def lanes(settings: Settings) -> Lanes:
    """Return the threads of a hall: those that the doors ask for, and the common ones."""
    own = [(lane.paths, lane.threads(settings)) for door in doors() for lane in door.lanes]
    return Lanes(settings.threads, [(METRICS_PATHS, 1), *own])


def refusals(wording: Wording) -> dict[int, str]:
    """Return what is said for each status that HTTP itself forces."""
    codes = {400: "bad_request", 413: "body_too_large", 431: "head_too_large"}
    return {status: wording.error(code) for status, code in codes.items()}


def open_hall(settings: Settings) -> Application:
    """Return the application with everything behind it running."""
    tighten(settings)
    engine = open_database(settings, SERVING_SECONDS)
    prepare_space(engine)
    kb = open_knowledge(settings, engine)
    prepare_knowledge(kb, _say)
    application = open_application(settings, kb=kb, engine=engine)
    password_file = write_first_password(application)
    if password_file:
        _say(f"服务台首个系统管理员: admin，密码在 {password_file}")
    tell_lost(survey(application.desk.store, safe_of(settings)).lost)
    start_following(kb, application.metrics)
    start_housekeeping(application)
    start_probing(application.probe)
    start_deepening(open_deepening(settings, kb), application.metrics)
    start_pushing(application)
    return application


def _say(text: str) -> None:
    print(text, flush=True)
