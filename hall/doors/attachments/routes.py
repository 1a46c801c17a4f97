"""`/attachments/<token>`: a file that a clerk sent, as nothing but what it is."""

from io import BytesIO
from urllib.parse import quote

from flask import Blueprint, Response, send_file
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.web.attachment_links import attachment_links
from hall.web.errors import RequestError
from service_desk.attachments.kinds import SHOWN_IN_PLACE, Attachment, FileKind
from service_desk.attachments.names import extension_of
from service_desk.attachments.shelf import StoredFile

NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""The browser's own page about a picture styles itself, and asks for nothing."""
ALONE = f"sandbox; {NOTHING_ELSE}"
"""Not for a PDF: Safari and WebKit's viewers show none in a sandbox (chromium 413851), and no script of ours runs in it."""
KEPT_SECONDS = 600
"""In the citizen's browser alone, while the answer is being read."""


def create_blueprint(application: Application) -> Blueprint:
    """Return the files, and the filter with which templates link to them."""
    blueprint = Blueprint("attachments", __name__)
    links = attachment_links(application.settings)

    @blueprint.record_once
    def bind(state: BlueprintSetupState) -> None:
        state.app.jinja_env.filters["attachment_path"] = links.path

    @blueprint.get("/attachments/<token>")
    @application.limits.by_client(application.settings.rate_limit_api)
    def attachment(token: str) -> ResponseReturnValue:
        number = links.read(token)
        found = None if number is None else application.desk.attachment(number)
        if found is None:
            raise RequestError("attachment_gone", status=404)
        return _sent(found)

    return blueprint


def _sent(file: StoredFile) -> Response:
    shown = file.attachment
    response = send_file(BytesIO(file.content), mimetype=shown.kind.value, etag=file.digest)
    response.headers["Content-Disposition"] = disposition(shown)
    policy = NOTHING_ELSE if shown.kind is FileKind.PDF else ALONE
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def disposition(attachment: Attachment) -> str:
    """Return whether a browser shows or saves the file, and its name twice: for old clients, and in Chinese.

    Source: RFC 6266, appendix D; RFC 5987, 3.2.
    """
    way = "inline" if attachment.kind in SHOWN_IN_PLACE else "attachment"
    plain = f"attachment.{extension_of(attachment.name)}"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.name, safe='')}"
