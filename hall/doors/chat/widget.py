"""The widget's door: `/widget.js` for a script tag on any page, its style sheet, and a page to try it."""

import hashlib
from pathlib import Path

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.chat.widget_bundle import STYLES, bundle

FOLDER = Path(__file__).parents[3] / "web_widget"
FRESH_SECONDS = 600
"""A site's visitors get a new widget within ten minutes."""


def create_blueprint(application: Application) -> Blueprint:
    """Return the routes; the files are read once, here."""
    blueprint = Blueprint("widget", __name__)
    files = _files(FOLDER)
    page = (FOLDER / "demo.html").read_text(encoding="utf-8")
    limit = application.limits.by_client(application.settings.rate_limit_api)

    @blueprint.get("/widget.js")
    @limit
    def script() -> ResponseReturnValue:
        return _cached(files["widget.js"], "text/javascript")

    @blueprint.get("/widget/<name>")
    @limit
    def file(name: str) -> ResponseReturnValue:
        if name not in files:
            abort(404)
        return _cached(files[name], "text/css" if name.endswith(".css") else "text/javascript")

    @blueprint.get("/demo")
    @limit
    def demo() -> ResponseReturnValue:
        return page

    return blueprint


def _files(folder: Path) -> dict[str, str]:
    source = folder / "src"
    return {
        "widget.js": bundle(source),
        STYLES: (source / STYLES).read_text(encoding="utf-8"),
        "demo.css": (folder / "demo.css").read_text(encoding="utf-8"),
    }


def _cached(text: str, kind: str) -> Response:
    """Return a file that browsers keep for a while and pages of every origin may load."""
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    response.make_conditional(request)
    return response
