"""Logs as one JSON object a line, with a request id and without personal data or citizens' words."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, TextIO, TypeAlias, cast

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, Processor, WrappedLogger

OWN = ("hall", "knowledge_base", "service_desk")
"""Loggers that follow the level of the settings; all others speak from warnings up."""

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logging(level: str, stream: TextIO = sys.stdout) -> None:
    """Send every log line, of the hall and of its libraries, to `stream` as JSON."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        trace_without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    _handle(stream, shared)
    for name in OWN:
        logging.getLogger(name).setLevel(level.upper())


def _handle(stream: TextIO, shared: list[Processor]) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def trace_without_values(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replace the exception by its types and frames.

    Messages of exceptions quote what could not be handled, often a citizen's own words, so only those
    of the operating system and of the database driver are kept.
    """
    error = _exception(event.pop("exc_info", None))
    if error is not None:
        event["error"] = [_named(part) for part in _chain(error)]
        event["trace"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _exception(info: Any) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return cast(ExcInfo, info)[1]
    return sys.exc_info()[1] if info else None


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _named(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, DBAPIError):
        return f"{name}: {type(error.orig).__qualname__}"
    if isinstance(error, OSError):
        return f"{name}: {error.strerror}"
    return name
