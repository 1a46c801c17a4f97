"""What time demands of a running hall, done every minute beside the requests."""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass

import structlog

from hall.bootstrap import Application, console_span, keeping, keeping_of_the_base
from knowledge_base.audit.faults import CannotSign
from knowledge_base.errors import StoreUnavailable
from knowledge_base.lifecycle.errors import CannotPublish
from knowledge_base.store.space import release_space

EVERY_SECONDS = 60.0

log = structlog.get_logger(__name__)


@dataclass
class Housekeeping:
    """Tends one hall; `owes_space` while deleted words may still lie in the database's files."""

    application: Application
    owes_space: bool = True

    def round(self) -> None:
        """Do what is due; what fails keeps nothing else from being done."""
        for step in (
            self.sign,
            self._sweep,
            self._keep_time,
            self._inspect,
            self.application.loop.tend,
        ):
            self._try(step)

    def _try(self, step: Callable[[], object]) -> None:
        try:
            step()
        except StoreUnavailable as trouble:
            log.warning("housekeeping_postponed", cause=trouble.cause, remedy=str(trouble))
        except Exception:  # whatever broke now is no reason to stop tending
            log.exception("housekeeping_failed")

    def _sweep(self) -> None:
        """End, close, delete and overwrite what is due."""
        application = self.application
        swept = application.desk.tend(
            keeping(application.settings), console_span(application.settings)
        )
        gone = application.kb.tend(keeping_of_the_base(application.settings))
        if swept.anything or gone or self.owes_space:
            self.owes_space = not release_space(application.engine)

    def _inspect(self) -> None:
        """Look at what was published since the last time; each night and each quarter at everything."""
        settled = self.application.record.inspections.keep_time()
        if settled is not None:
            counts = asdict(settled)
            log.info("inspected", **counts)

    def _keep_time(self) -> None:
        try:
            number = self.application.record.timekeeping.keep_time()
        except CannotPublish as error:
            log.error("cannot_publish_what_is_due", faults=error.faults)
        else:
            if number:
                log.info("published_what_was_due", generation=number)

    def sign(self) -> None:
        """Sign how far the audit went, once a day."""
        application = self.application
        try:
            root = application.proof.sign_due(application.clock(), application.today.isoformat())
        except CannotSign as trouble:
            log.warning("audit_not_signed", remedy=str(trouble))
            return
        if root is not None:
            log.info("audit_signed", number=root.number, entries=root.count)

    def run(self, stop: threading.Event, every: float) -> None:
        """Do a round again and again until `stop` is set."""
        while not stop.wait(every):
            self.round()


def start_housekeeping(application: Application, every: float = EVERY_SECONDS) -> threading.Event:
    """Tend the hall again and again until the returned event is set."""
    stop = threading.Event()
    work = Housekeeping(application)
    threading.Thread(target=work.run, args=(stop, every), name="housekeeping", daemon=True).start()
    return stop
