"""`/chat` in a frame of another site: only of those that the settings name, and there with a cookie of its own.

A browser sends an ordinary cookie to no frame in a page of another site. Where the hall is reached over HTTPS the
framed page gets one of its own that is (SameSite=None), kept apart for each site that frames it (Partitioned) and sent
to /chat alone; whether a page is framed the browser itself says (Sec-Fetch-Dest), so that the cookie of the page in a
window of its own, and of everything else, stays as strict as it was.
"""

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSessionInterface

from hall.settings import Settings
from hall.web.security import content_security_policy

PATH = "/chat"
COOKIE = "chat_in_frame"
FRAMES = frozenset({"iframe", "frame"})


class FramedSessions(SecureCookieSessionInterface):
    """Sessions that have a cookie of their own in a frame."""

    def get_cookie_name(self, app: Flask) -> str:
        """Return the cookie's name."""
        return COOKIE if is_framed(request) else super().get_cookie_name(app)

    def get_cookie_path(self, app: Flask) -> str:
        """Return the paths that the cookie is sent to."""
        return PATH if is_framed(request) else super().get_cookie_path(app)

    def get_cookie_samesite(self, app: Flask) -> str | None:
        """Return from which sites' pages the cookie is sent."""
        return "None" if is_framed(request) else super().get_cookie_samesite(app)

    def get_cookie_partitioned(self, app: Flask) -> bool:
        """Whether the cookie is kept apart for each site that frames the page."""
        return is_framed(request) or super().get_cookie_partitioned(app)


def let_frame(app: Flask, settings: Settings) -> None:
    """Let the pages of the named origins frame `/chat`; its cookie needs HTTPS."""
    origins = settings.chat_frame_ancestors
    if not origins:
        return
    policy = content_security_policy(("'self'", *origins))
    if settings.secure:
        app.session_interface = FramedSessions()

    @app.after_request
    def name_who_may(response: Response) -> Response:
        if _is_chat(request):
            response.headers["Content-Security-Policy"] = policy
        return response


def is_framed(asked: Request) -> bool:
    """Whether the browser says that it shows `/chat` in a frame."""
    return _is_chat(asked) and asked.headers.get("Sec-Fetch-Dest", "") in FRAMES


def _is_chat(asked: Request) -> bool:
    return asked.path == PATH or asked.path.startswith(f"{PATH}/")
