"""A form of the editor that came too late: everything that was typed, to be sent once more."""

from flask import render_template, request, url_for

KEPT_WHOLE = ("console.save_draft",)
"""Endpoints whose forms are too long to be copied by hand."""


def is_kept_whole() -> bool:
    """Whether a browser posted such a form; the page's script keeps what is typed by itself."""
    is_script = request.headers.get("Accept") == "application/json"
    return request.endpoint in KEPT_WHOLE and not is_script


def kept_page(why: str, *, logged_out: bool) -> str:
    """Return a page that holds the posted form and says what to do first."""
    return render_template(
        "console/knowledge/kept.html",
        why=why,
        kept=[(n, v) for n, v in request.form.items(multi=True) if n != "csrf_token"],
        target=request.path,
        login=url_for("console.log_in", next=request.path) if logged_out else "",
    )
