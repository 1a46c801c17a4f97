"""`/feed.xml`, `/sitemap.xml` and `/robots.txt`: what changed, which pages there are, and who may read them."""

from collections.abc import Callable
from threading import Lock

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.web.edition import public_address
from knowledge_base.city import city
from knowledge_base.exporting.changes import coming, mark, publications, shown_since
from knowledge_base.exporting.feeds import atom, sitemap
from knowledge_base.store.trouble import unit_of_work

PAGES = ("/", "/items", "/one-visit", "/inspection", "/open-data")
PRIVATE = (
    "/console/",
    "/internal/",
    "/counter/",
    "/chat",
    "/ticket",
    "/search",
    "/l/",
    "/attachments/",
    "/wechat",
)
"""What is nobody's to list: talks, what somebody asked or saved, and staff's own pages."""
XML, FEED = "application/xml; charset=utf-8", "application/atom+xml; charset=utf-8"


class Kept:
    """What was made last, and by which mark; another mark has it made anew."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._mark: object = None
        self._made = b""

    def of(self, mark: object, make: Callable[[], bytes]) -> bytes:
        """Return what belongs to the mark."""
        with self._guard:
            if mark != self._mark:
                self._made, self._mark = make(), mark
            return self._made


def create_blueprint(application: Application) -> Blueprint:
    """Return the three files; what is in them is made when it has changed."""
    blueprint = Blueprint("feeds", __name__)
    address, engine = public_address(application.settings), application.kb.store.engine
    often = application.limits.by_client(application.settings.rate_limit_api)
    feeds, maps = Kept(), Kept()

    @blueprint.get("/feed.xml")
    @often
    def feed() -> ResponseReturnValue:
        with unit_of_work(engine) as session:
            made = feeds.of(
                mark(session),
                lambda: atom(address, city().name, publications(session), coming(session)),
            )
        return _answer(made, FEED)

    @blueprint.get("/sitemap.xml")
    @often
    def pages() -> ResponseReturnValue:
        now = application.kb.snapshot()

        def make() -> bytes:
            with unit_of_work(engine) as session:
                since = shown_since(session, now.generation)
            shown = {code: since[code] for code in sorted(now.catalogue.guides) if code in since}
            return sitemap(address, PAGES, shown)

        return _answer(maps.of(now.generation, make), XML)

    @blueprint.get("/robots.txt")
    def robots() -> ResponseReturnValue:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
        text = "\n".join([*lines, f"Sitemap: {address}/sitemap.xml", ""])
        return _answer(text.encode(), "text/plain; charset=utf-8")

    return blueprint


def _answer(made: bytes, media: str) -> ResponseReturnValue:
    response = Response(made, content_type=media)
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    return response.make_conditional(request)
