"""The secrets that an installation cannot do without: drawn where they are missing."""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from cryptography.fernet import Fernet

from hall.settings.env_file import change_env, hide_from_others, read_env
from knowledge_base.audit.signing import new_key

CONTACT_KEY = "CONTACT_KEY"
CONTACT_KEYS_PREVIOUS = "CONTACT_KEYS_PREVIOUS"


def new_contact_key() -> str:
    """Return a new Fernet key."""
    return Fernet.generate_key().decode()


def _token() -> str:
    return secrets.token_urlsafe(32)


NEW_SECRETS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "SECRET_KEY": _token,
        "ACTION_TOKEN": _token,
        CONTACT_KEY: new_contact_key,
        "AUDIT_KEY": new_key,
    }
)
"""How each is drawn."""


def missing_secrets(env_file: Path, environ: Mapping[str, str] | None = None) -> list[str]:
    """Return the keys that neither the environment nor the file gives a value.

    Raises:
        EnvFileError: the file cannot be read.
    """
    return _missing(read_env(env_file), os.environ if environ is None else environ)


def write_missing_secrets(
    env_file: Path = Path(".env"), environ: Mapping[str, str] | None = None
) -> list[str]:
    """Add the secrets that are missing and return their keys; only its owner may read the file after.

    What stands there is never changed, and a file that lacks nothing is not written at all.

    Raises:
        EnvFileError: the file cannot be read or changed; it is as it was.
    """
    around = os.environ if environ is None else environ
    written: dict[str, str] = {}
    if missing_secrets(env_file, around):
        written = change_env(
            env_file, lambda given: {key: NEW_SECRETS[key]() for key in _missing(given, around)}
        )
    hide_from_others(env_file)
    return list(written)


def _missing(given: Mapping[str, str], environ: Mapping[str, str]) -> list[str]:
    found = [key for place in (given, environ) for key, value in place.items() if value.strip()]
    return [key for key in NEW_SECRETS if key not in found]


def rotate_contact_key(env_file: Path) -> str:
    """Draw a new contact key, keep the one in force as a previous one, and return the new one.

    Raises:
        EnvFileError: the file cannot be read or changed; it is as it was.
    """

    def decide(given: Mapping[str, str]) -> dict[str, str]:
        before = (given.get(CONTACT_KEY, ""), *given.get(CONTACT_KEYS_PREVIOUS, "").split(","))
        kept = [key.strip() for key in before if key.strip()]
        return {CONTACT_KEY: new_contact_key(), CONTACT_KEYS_PREVIOUS: ",".join(kept)}

    return change_env(env_file, decide)[CONTACT_KEY]


def drop_previous_contact_keys(env_file: Path) -> None:
    """Forget the contact keys before the one in force.

    Raises:
        EnvFileError: the file cannot be changed; it is as it was.
    """
    change_env(env_file, lambda _given: {CONTACT_KEYS_PREVIOUS: ""})
