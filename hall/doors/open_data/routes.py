"""`/open-data`: what there is and how to check it, its files, and one guide in every form it can be taken along."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, make_response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.open_data.shelf import FileSet, Shelf
from hall.web.edition import edition_of, public_address
from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.forms import FORMS
from knowledge_base.exporting.manifest import MANIFEST, PUBLIC_KEY, SIGNATURE
from knowledge_base.exporting.open_data import BESIDE

REVALIDATED = "public, no-cache"
"""Whoever keeps a copy asks first whether it is still the one: files of two generations do not belong together."""
AGAIN_SECONDS = 5
MEDIA: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "pem": "application/x-pem-file",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def create_blueprint(application: Application) -> Blueprint:
    """Return the page, the files and the forms of one guide."""
    blueprint = Blueprint("open_data", __name__, template_folder="templates")
    settings, kb = application.settings, application.kb
    often = application.limits.by_client(settings.rate_limit_api)
    shelf = Shelf(settings.var_dir / "open_data", settings.audit_key)

    def edition() -> Edition:
        now = kb.snapshot()
        return edition_of(settings, kb.store, now.catalogue, now.generation)

    @blueprint.get("/open-data")
    @often
    def index() -> ResponseReturnValue:
        found = shelf.newest(edition())
        if found is None:
            return _come_again()
        return render_template(
            "open_data/index.html", address=public_address(settings), **_told(found)
        )

    @blueprint.get("/open-data/<name>")
    @often
    def file(name: str) -> ResponseReturnValue:
        found = shelf.newest(edition())
        if found is None:
            return _come_again()
        if name not in found.digests:
            abort(404)
        return _sent(found, name)

    @blueprint.get(f"/items/<item_code>/guide.<any({','.join(FORMS)}):form>")
    @often
    def guide(item_code: str, form: str) -> ResponseReturnValue:
        chosen, now = kb.snapshot().guide(item_code), edition()
        response = Response(FORMS[form].make(now, chosen), content_type=FORMS[form].media)
        name = quote(f"{chosen.item.name}_第{chosen.version}版.{form}")
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        response.headers["Cache-Control"] = REVALIDATED
        mark = f"{now.no}-{now.digest}-{item_code}-{form}"
        response.set_etag(hashlib.sha256(mark.encode()).hexdigest())
        return response.make_conditional(request)

    return blueprint


def _sent(found: FileSet, name: str) -> Response:
    ending = name.rpartition(".")[2]
    response = send_file(
        (found.folder / name).resolve(),
        MEDIA.get(ending, "application/octet-stream"),
        as_attachment=True,
        download_name=name,
        etag=found.digests[name],
        conditional=True,
    )
    response.headers["Cache-Control"] = REVALIDATED
    response.headers["X-Generation"] = str(found.no)
    return response


def _come_again() -> ResponseReturnValue:
    response = make_response(render_template("open_data/soon.html"), 503)
    response.headers["Retry-After"] = str(AGAIN_SECONDS)
    return response


def _told(found: FileSet) -> Mapping[str, Any]:
    """Return what the page says of a set."""
    head = json.loads((found.folder / MANIFEST).read_text(encoding="utf-8"))
    what = {row["name"]: row["what"] for row in head["files"]} | BESIDE
    return {
        "head": head,
        "files": [
            (name, text, found.sizes[name]) for name, text in what.items() if name in found.sizes
        ],
        "signed": SIGNATURE in found.digests,
        "fingerprint": found.digests.get(PUBLIC_KEY, ""),
    }
