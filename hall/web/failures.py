"""What a visitor sees when a request fails: JSON for programs, a page with the hotline for people."""

from urllib.parse import urlsplit

import structlog
from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from hall.settings import Settings
from hall.web.errors import RequestError
from hall.web.limits import Limits
from hall.web.wording import Wording
from knowledge_base.errors import BadQuestion, StoreUnavailable, UnknownItem

PASSWORDS = {"old", "new", "again"}
"""Fields of the console's forms that hold a password beside those called so."""
PROGRAM_PATHS = ("/api/", "/internal/")
CODES = {
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    429: "too_many",
}
BAD_QUESTION_STATUS = {"too_long": 413}
RETRY_SECONDS = 5
"""When a client may try again what could not be kept."""

log = structlog.get_logger(__name__)


def answer_failures(app: Flask, wording: Wording, limits: Limits, settings: Settings) -> None:
    """Give every failure of the app its sentence; none shows how the hall is built."""

    @app.errorhandler(RequestError)
    def request_error(error: RequestError) -> ResponseReturnValue:
        if error.code in ("busy", "too_many"):
            seconds = error.seconds
            said = wording.say(error.code, seconds=seconds)
            return failure(error.code, said, error.status, retry_after=seconds)
        said = wording.error(error.code, **error.values)
        return failure(error.code, said, error.status, error.field)

    @app.errorhandler(BadQuestion)
    def bad_question(error: BadQuestion) -> ResponseReturnValue:
        said = wording.error(error.code, limit=settings.max_question_chars)
        return failure(error.code, said, BAD_QUESTION_STATUS.get(error.code, 400), "question")

    @app.errorhandler(UnknownItem)
    def unknown_item(_error: UnknownItem) -> ResponseReturnValue:
        return failure("unknown_item", wording.error("unknown_item"), 404, "item_code")

    @app.errorhandler(RateLimitExceeded)
    def too_many(_error: RateLimitExceeded) -> ResponseReturnValue:
        seconds = limits.retry_after()
        said = wording.say("too_many", seconds=seconds)
        return failure("too_many", said, 429, retry_after=seconds)

    @app.errorhandler(StoreUnavailable)
    def store_unavailable(error: StoreUnavailable) -> ResponseReturnValue:
        log.error("store_unavailable", cause=error.cause, remedy=str(error))
        said = wording.error("store_unavailable")
        return failure("store_unavailable", said, 503, retry_after=RETRY_SECONDS)

    @app.errorhandler(CSRFError)
    def csrf_error(_error: CSRFError) -> ResponseReturnValue:
        return stale_form(wording)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        if isinstance(error, InternalServerError) and isinstance(
            error.original_exception, Exception
        ):  # raised while another failure was answered: it has a sentence of its own
            return app.handle_user_exception(error.original_exception)
        status = error.code or 500
        if status < 400:
            return error.get_response()
        code = CODES.get(status, "bad_request")
        return failure(code, wording.error(code), status)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        log.error("request_failed", exc_info=error)
        return failure("error_internal", wording.say("error_internal"), 500)


def failure(
    code: str, message: str, status: int, field: str = "", retry_after: int = 0
) -> ResponseReturnValue:
    """Return a failure in the form its reader understands."""
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    if wants_json():
        error = {"code": code, "message": message, "field": field or None}
        return jsonify(error=error), status, headers
    page = render_template("error.html", message=message, status=status)
    return page, status, headers


def is_own_form() -> bool:
    """Whether the form was sent from a page of the hall, as far as the browser tells; a forged one never is."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.host


def stale_form(wording: Wording) -> ResponseReturnValue:
    """Show what a form of the hall held, to be sent once more with a fresh token; refuse any other."""
    if wants_json() or not is_own_form():
        return failure("csrf", wording.error("csrf"), 400)
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and "password" not in name and name not in PASSWORDS
    ]
    message = wording.error("csrf_kept")
    page = render_template("resubmit.html", message=message, kept=kept, target=request.path)
    return page, 400


def wants_json() -> bool:
    """Whether a program asks."""
    if request.path.startswith(PROGRAM_PATHS):
        return True
    return not request.accept_mimetypes.accept_html
