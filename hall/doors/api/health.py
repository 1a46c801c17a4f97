"""`/healthz`: the hall lives. `/readyz`: hall, bot and actions can work, and which generation each door shows, as was last found in the background."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.web.probing import DOWN, READY


def create_blueprint(application: Application) -> Blueprint:
    """Return the routes that a supervisor and a monitor look at; neither asks anything of anybody."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return jsonify(status="ok")

    @blueprint.get("/readyz")
    def readyz() -> ResponseReturnValue:
        health, kb = application.probe.health(), application.kb
        now = kb.snapshot()
        body = {
            "status": READY if health.is_ready else DOWN,
            "parts": health.parts,
            "reasons": health.reasons,
            "generation": now.generation,
            "knowledge": {
                "age_seconds": round(kb.age(), 1),
                "build_seconds": round(now.seconds, 2),
                "behind": bool(kb.trouble),
            },
            "doors": application.proofs.doors(),
        }
        return jsonify(body), 200 if health.is_ready else 503

    return blueprint
