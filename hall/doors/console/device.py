"""The device a clerk logs in on, remembered by a signed cookie: wrong tries of strangers do not count for it."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from flask import Flask, Request, Response, current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from hall.web.addresses import client_of
from service_desk.lockout import Origin
from service_desk.staff import Clerk

COOKIE = "console_device"
KEPT = timedelta(days=90)
MOST_CLERKS = 10
"""Of one device at a counter, the ones who logged in last."""


def origin_of(asked: Request) -> Origin:
    """Return where a request comes from: its address, and the device with whom it knows."""
    given = _read(current_app, asked.cookies.get(COOKIE, ""))
    return Origin(client_of(asked.environ), given.get("device", ""), _known(given))


def remember(response: Response, origin: Origin, clerk: Clerk, *, secure: bool) -> Response:
    """Return the response, after which the clerk is known on this device until the password changes."""
    others = {str(key): stamp for key, stamp in origin.knows.items() if key != clerk.id}
    kept = dict([*others.items()][1 - MOST_CLERKS :])
    value = {"device": origin.device or secrets.token_hex(8), **kept, str(clerk.id): clerk.stamp}
    response.set_cookie(
        COOKIE,
        str(_signer(current_app).dumps(value)),
        max_age=KEPT,
        path="/console",
        secure=secure,
        httponly=True,
        samesite="Strict",
    )
    return response


def _read(app: Flask, cookie: str) -> dict[str, str]:
    try:
        given = _signer(app).loads(cookie, max_age=int(KEPT.total_seconds()))
    except BadSignature:
        return {}
    return {str(key): str(value) for key, value in given.items()}


def _known(given: Mapping[str, str]) -> dict[int, str]:
    return {int(key): stamp for key, stamp in given.items() if key.isdigit()}


def _signer(app: Flask) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="console-device")
