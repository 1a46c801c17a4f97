"""The Flask application: every door, and what all of them share."""

import re
import time
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

import structlog
from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect

from hall.bootstrap import Application
from hall.doors.registration import doors
from hall.web.addresses import TrustedProxies
from hall.web.display import add_display
from hall.web.failures import answer_failures
from hall.web.framing import let_frame
from hall.web.hotlines import spoken
from hall.web.inputs import StoredId
from hall.web.security import protect
from knowledge_base.city import city
from knowledge_base.services import KnowledgeBase

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
QUIET = ("health", "static")
"""Blueprints and last parts of endpoints whose requests are only logged when something is looked for."""
CSRF_SECONDS = 4 * 3600
"""A page may lie open over a long lunch before its form is too old."""

log = structlog.get_logger("hall.requests")


def create_app(application: Application) -> Flask:
    """Return the app that serves this application."""
    app = Flask("hall.web")
    app.url_map.converters["int"] = StoredId
    settings = application.settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_body_kib * 1024,
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=CSRF_SECONDS,
    )
    app.jinja_env.filters["spoken"] = spoken
    app.jinja_env.globals["city"] = city()
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    app.wsgi_app = _KeepsToOneSnapshot(app.wsgi_app, application.kb)  # type: ignore[method-assign]
    application.limits.bind(app)
    _observe(app, application)
    protect(app, settings)
    add_display(app, secure=settings.secure)
    let_frame(app, settings)
    _open_doors(app, application)
    answer_failures(app, application.wording, application.limits, settings)
    return app


class _KeepsToOneSnapshot:
    """Has each request told everything from one generation: no page mixes two."""

    def __init__(self, app: "WSGIApplication", kb: KnowledgeBase) -> None:
        self._app, self._kb = app, kb

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        with self._kb.bound():
            return self._app(environ, start_response)


def _open_doors(app: Flask, application: Application) -> None:
    csrf = CSRFProtect()
    for door in doors():
        for create in door.programs:
            blueprint = create(application)
            csrf.exempt(blueprint)
            app.register_blueprint(blueprint)
        for create in door.pages:
            app.register_blueprint(create(application))
    csrf.init_app(app)  # reads the body, and a door may have to say before how large it may be


def _observe(app: Flask, application: Application) -> None:
    """Give each request an id, a log line and a count; the line names the route, never the path."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.started
        route = request.url_rule.rule if request.url_rule else None
        application.metrics.request(request.method, route, response.status_code, seconds)
        response.headers["X-Request-ID"] = g.request_id
        write = log.debug if _is_quiet() else log.info
        write(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
        )
        return response


def _is_quiet() -> bool:
    return request.blueprint in QUIET or (request.endpoint or "").rpartition(".")[2] in QUIET
