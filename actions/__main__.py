"""`python -m actions`: serve the custom actions, on the loopback address unless told otherwise."""

import sys
import warnings
from typing import Any

import structlog
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from actions.hall import Hall
from actions.logs import configure_logs
from actions.settings import ActionSettings, SettingsError, load_settings
from actions.turn import TURN, VALIDATIONS, FormValidation, TurnAction


def build_app(settings: ActionSettings) -> Sanic[Any, Any]:
    """Return the action server with every action of the domain registered."""
    hall = Hall(settings.hall_url, settings.action_token, settings.timeout)
    executor = ActionExecutor()
    executor.register_function(TURN, TurnAction(hall).run)
    for name in VALIDATIONS:
        executor.register_function(name, FormValidation(hall).run)
    app: Sanic[Any, Any] = create_app(executor, cors_origins=[])
    app.register_listener(lambda *_: hall.close(), "after_server_stop")
    return app


def main() -> int:
    """Serve until stopped; return 2 when a setting is wrong."""
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 — said before there is a log
        return 2
    configure_logs(settings.log_level)
    # rasa-sdk warns at every call that Rasa is older than itself; the two are tested together.
    warnings.filterwarnings("ignore", message="Your versions of rasa")
    structlog.get_logger(__name__).info("actions up", host=settings.host, port=settings.port)
    build_app(settings).run(
        host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
