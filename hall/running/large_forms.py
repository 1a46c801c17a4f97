"""Who may send how much: told from the head of a request alone, before its body is read."""

from collections.abc import Callable

from flask import Flask

from hall.doors.registration import LargeForm, doors
from hall.settings import Settings

BODY_BYTES = 1024 * 1024 + 1
"""The app says in Chinese what is too large for it, which is at most 1 MiB (`MAX_BODY_KIB`)."""

MostBytes = Callable[[str, str, str], int]
"""Method, path and cookies → bytes that the body must stay below."""


def usual(_method: str, _path: str, _cookies: str) -> int:
    """Return what anybody may send anywhere."""
    return BODY_BYTES


def most_bytes(app: Flask, settings: Settings) -> MostBytes:
    """Return what tells how large a body may be: large forms of the doors, from those whose session says so."""
    forms = tuple(form for door in doors() for form in door.large_forms)

    def most(method: str, path: str, cookies: str) -> int:
        form = next((one for one in forms if one.path.fullmatch(path)), None)
        if method != "POST" or form is None or not _holds(app, cookies, form):
            return BODY_BYTES
        return max(form.most(settings) + 1, BODY_BYTES)

    return most


def _holds(app: Flask, cookies: str, form: LargeForm) -> bool:
    """Whether the cookies hold a session that this hall signed, with the form's key in it."""
    asked = app.request_class({"HTTP_COOKIE": cookies})
    session = app.session_interface.open_session(app, asked)
    return bool(session and form.key in session)
