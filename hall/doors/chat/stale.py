"""Why a form of the chat was not taken: it is too old, or the browser keeps no cookie, so that none ever would be."""

from flask import current_app, request

from hall.web.framing import is_framed
from hall.web.wording import Wording


def why_stale(wording: Wording, *, holds_text: bool) -> str:
    """Return what to do about a form whose token does not fit, in one sentence."""
    if keeps_no_cookie():
        return wording.error("no_cookie_in_frame" if is_framed(request) else "no_cookie")
    return wording.error("csrf_kept" if holds_text else "csrf_again")


def keeps_no_cookie() -> bool:
    """Whether the browser sent the form without the cookie that its page came with."""
    name = current_app.session_interface.get_cookie_name(current_app)
    return name not in request.cookies
