"""Gunicorn's own lines in the hall's form; requests are logged by the app, by route."""

import logging
from typing import Any

from gunicorn.glogging import Logger


class QuietLogger(Logger):
    """Leaves handlers and formats to `hall.web.logs`; there is no access log, for paths are secrets."""

    def setup(self, cfg: Any) -> None:
        """Send gunicorn's lines up to the root logger."""
        self.error_log = logging.getLogger("gunicorn.error")
        self.error_log.handlers.clear()
        self.error_log.propagate = True
