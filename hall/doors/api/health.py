"""`/healthz`: the hall lives. `/readyz`: hall, bot and actions can answer. `/metrics`: figures."""

import httpx
from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import Engine, text

from hall.bootstrap import Application

PROBE_SECONDS = 1.0
READY, DOWN, OFF = "ready", "down", "off"


def create_blueprint(application: Application) -> Blueprint:
    """Return the routes that a supervisor and a monitor look at."""
    blueprint = Blueprint("health", __name__)
    settings = application.settings

    @blueprint.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return jsonify(status="ok")

    @blueprint.get("/readyz")
    def readyz() -> ResponseReturnValue:
        parts = {
            "hall": _hall(application.engine),
            "bot": _process(settings.rasa_url, "/"),
            "actions": _process(settings.actions_url, "/health"),
        }
        ready = DOWN not in parts.values()
        body = {"status": READY if ready else DOWN, "parts": parts}
        return jsonify(body | {"generation": application.kb.generation}), 200 if ready else 503

    @blueprint.get("/metrics")
    def metrics() -> ResponseReturnValue:
        return Response(application.metrics.exposition(), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def _hall(engine: Engine) -> str:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except Exception:  # whatever the driver raises, the answer is the same
        return DOWN
    return READY


def _process(url: str, path: str) -> str:
    if not url:
        return OFF
    try:
        return READY if httpx.get(url + path, timeout=PROBE_SECONDS).is_success else DOWN
    except httpx.HTTPError:
        return DOWN
