"""What time demands of a running hall, done every minute beside the requests."""

import threading

import structlog

from hall.bootstrap import Application, keeping

EVERY_SECONDS = 60.0

log = structlog.get_logger(__name__)


def start_housekeeping(application: Application, every: float = EVERY_SECONDS) -> threading.Event:
    """Tend the desk again and again until the returned event is set."""
    stop = threading.Event()
    arguments = (application, stop, every)
    threading.Thread(target=_run, args=arguments, name="housekeeping", daemon=True).start()
    return stop


def _run(application: Application, stop: threading.Event, every: float) -> None:
    while not stop.wait(every):
        try:
            application.desk.tend(keeping(application.settings))
        except Exception:  # a locked database now is no reason to stop tending
            log.exception("housekeeping_failed")
