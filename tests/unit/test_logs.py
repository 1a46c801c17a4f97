"""Log lines are JSON, carry the request id, and quote nobody."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from hall.web.logs import configure_logging

SAID = "我的身份证丢了"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail() -> None:
    raise ValueError(f"cannot read {SAID}")


def test_a_line_is_json_with_level_logger_time_and_request_id(lines: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(request_id="abc12345")
    structlog.get_logger("hall.requests").info("request", status=200)
    (line,) = read(lines)
    assert line["request_id"] == "abc12345"
    assert line["event"] == "request"
    assert line["level"] == "info"
    assert line["status"] == 200
    assert line["timestamp"].endswith("Z")


def test_lines_of_libraries_are_json_too(lines: io.StringIO) -> None:
    logging.getLogger("some.library").warning("disk %s is full", "sda")
    (line,) = read(lines)
    assert (line["logger"], line["event"]) == ("some.library", "disk sda is full")


def test_chatter_of_libraries_is_left_out(lines: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET http://127.0.0.1")
    assert read(lines) == []


def test_an_exception_leaves_its_type_and_frames_but_not_its_words(lines: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        structlog.get_logger("hall").exception("turn_failed")
    (line,) = read(lines)
    assert line["error"] == ["builtins.ValueError"]
    assert line["trace"][-1].endswith("fail")
    assert SAID not in lines.getvalue()


def test_the_causes_of_an_exception_are_named(lines: io.StringIO) -> None:
    try:
        try:
            fail()
        except ValueError as error:
            raise RuntimeError("again") from error
    except RuntimeError:
        logging.getLogger("hall").exception("turn_failed")
    (line,) = read(lines)
    assert line["error"] == ["builtins.RuntimeError", "builtins.ValueError"]


def test_the_operating_system_may_say_what_is_wrong(lines: io.StringIO) -> None:
    try:
        open("/nowhere/at/all")
    except OSError:
        logging.getLogger("hall").exception("disk")
    (line,) = read(lines)
    assert line["error"] == ["builtins.FileNotFoundError: No such file or directory"]
