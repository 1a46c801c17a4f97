"""Where the action server listens and which hall it asks: from the environment and `.env`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

ENV_FILE = Path(".env")


class SettingsError(ValueError):
    """A setting has a wrong value; the message names key, value and expectation."""


@dataclass(frozen=True)
class ActionSettings:
    """What the action server has to know.

    `timeout` is in seconds and shorter than the hall's own patience with a turn (`RASA_TURN_TIMEOUT`), so
    that the hall hears of a failure instead of waiting for it.
    """

    hall_url: str = "http://127.0.0.1:8000"
    action_token: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 5055
    timeout: float = 2.0
    log_level: str = "INFO"


def load_settings(
    environ: Mapping[str, str] | None = None, env_file: Path = ENV_FILE
) -> ActionSettings:
    """Return the settings; the environment outranks the file, a blank value means the default.

    Raises:
        SettingsError: `ACTIONS_PORT` or `ACTIONS_TIMEOUT` is not a number in its range.
    """
    given = {**_from_file(env_file), **(os.environ if environ is None else environ)}
    own = urlsplit(given.get("ACTIONS_URL", ""))
    hall_port = given.get("HALL_PORT") or "8000"
    return ActionSettings(
        hall_url=(given.get("HALL_URL") or f"http://127.0.0.1:{hall_port}").rstrip("/"),
        action_token=given.get("ACTION_TOKEN", ""),
        host=given.get("ACTIONS_HOST") or own.hostname or "127.0.0.1",
        port=int(_number(given, "ACTIONS_PORT", own.port or 5055, 1, 65535)),
        timeout=_number(given, "ACTIONS_TIMEOUT", 2.0, 0.1, 30),
        log_level=(given.get("LOG_LEVEL") or "info").upper(),
    )


def _from_file(env_file: Path) -> dict[str, str]:
    return {key: value or "" for key, value in dotenv_values(env_file, interpolate=False).items()}


def _number(given: Mapping[str, str], key: str, default: float, low: float, high: float) -> float:
    raw = given.get(key) or str(default)
    try:
        number = float(raw)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise SettingsError(f"{key}: 需为 {low:g} 到 {high:g} 的数，现为 {raw!r}")
    return number
