"""Headers that keep a browser from doing what no page of the hall asks for, and who may embed."""

from collections.abc import Iterable

from flask import Flask, Request, Response, request

from hall.settings import Settings


def content_security_policy(frame_ancestors: Iterable[str] = ("'self'",)) -> str:
    """Return the policy of a page that these may frame."""
    return "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {' '.join(frame_ancestors)}",
        )
    )


HEADERS = {
    "Content-Security-Policy": content_security_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ONE_YEAR = 31_536_000
SHARED = ("/api/v1/", "/widget/", "/open-data/")
"""Paths that pages of other origins may read: the JSON API, the widget's files and the open data."""


def protect(app: Flask, settings: Settings) -> None:
    """Give every response of the app its security headers, and CORS where pages may embed."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if request.path.startswith(SHARED):
            _share(request, response, settings.widget_origins)
        return response


def _share(asked: Request, response: Response, origins: tuple[str, ...]) -> None:
    origin = asked.headers.get("Origin", "")
    if "*" in origins:
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response.vary.add("Origin")
        if origin not in origins:
            return
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-ID"
    if asked.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        response.headers["Access-Control-Max-Age"] = "600"
