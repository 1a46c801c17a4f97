"""How the pages look to one reader (显示): large letters (大字) and dark colours (深色), kept in a cookie.

Nothing chosen means what the reader's system says. `display.js` changes the same cookie in place; without a script
the links in the header lead through `/display` and back to where the reader was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from knowledge_base.text import mask

COOKIE = "display"
ONE_YEAR = 365 * 86_400
LARGE, DARK, LIGHT = "large", "dark", "light"
WITHOUT = {"normal": {LARGE}, LARGE: {LARGE}, DARK: {DARK, LIGHT}, LIGHT: {DARK, LIGHT}}
"""What each choice takes the place of."""


@dataclass(frozen=True)
class Display:
    """What a reader chose: `theme` is `dark`, `light`, or empty for what the system says."""

    large: bool = False
    theme: str = ""

    @classmethod
    def of(cls, kept: str) -> "Display":
        """Return the choices a cookie holds; what is no choice is not looked at."""
        words = set(kept[:40].split("-"))
        return cls(LARGE in words, next((t for t in (DARK, LIGHT) if t in words), ""))

    def choosing(self, choice: str) -> "Display":
        """Return the display after one more choice."""
        words = self._words() - WITHOUT[choice] | ({choice} - {"normal"})
        return Display.of(_joined(words))

    def kept(self) -> str:
        """Return the choices as the cookie holds them."""
        return _joined(self._words())

    def _words(self) -> set[str]:
        return {word for word in (LARGE if self.large else "", self.theme) if word}


def _joined(words: Iterable[str]) -> str:
    return "-".join(sorted(words))


def add_display(app: Flask, *, secure: bool) -> None:
    """Let every page know how its reader wants it, and let the reader choose."""

    @app.context_processor
    def displayed() -> dict[str, Any]:
        at = _address() if request.method == "GET" else ""
        return {"display": Display.of(request.cookies.get(COOKIE, "")), "display_at": at}

    @app.get("/display/<any(large, normal, dark, light):choice>")
    def display(choice: str) -> ResponseReturnValue:
        chosen = Display.of(request.cookies.get(COOKIE, "")).choosing(choice)
        response = redirect(_back(app), 303)
        response.set_cookie(COOKIE, chosen.kept(), max_age=ONE_YEAR, samesite="Lax", secure=secure)
        return response


def _address() -> str:
    """Return where the reader is, as it may stand in a page: without personal data that was asked with."""
    query = urlencode([(name, mask(value)) for name, value in request.args.items(multi=True)])
    return f"{request.path}?{query}" if query else request.path


def _back(app: Flask) -> str:
    """Return the page the reader came from where it is one of this hall, the front page otherwise."""
    back = request.args.get("back", "")
    parts = urlsplit(back)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in back:
        return "/"
    try:
        app.create_url_adapter(request).match(parts.path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return "/"
    return parts.geturl()
