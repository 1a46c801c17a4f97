"""`python -m scripts.screens [NAME …]`: picture every page and state anew and write `docs/pages.md`.

Starts a hall of its own over the shipped guides (train them before: `make train`). With names, pictures those alone.
"""

import argparse
import base64
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from hall.app import create_app
from hall.bootstrap import open_application, open_database, open_knowledge
from hall.web.logs import configure_logging
from knowledge_base.loading import load_catalogue
from scripts.screens.document import DOCUMENT, IMAGES, WIDTHS, document
from scripts.screens.places import PLACES, Place
from scripts.screens.stage import Stage, people, served, settings_in

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
HEIGHTS = {360: 740, 768: 1024, 1440: 900}
QUALITY = 45
SETTLED_MS = 400


def main(arguments: list[str] | None = None) -> int:
    """Picture the places that are named, all by default, and write the document."""
    parser = argparse.ArgumentParser(prog="python -m scripts.screens", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="places; all by default")
    names = parser.parse_args(arguments).names
    unknown = set(names) - {place.name for place in PLACES}
    if unknown:
        parser.error(f"没有叫 {'、'.join(sorted(unknown))} 的页面 / no such place")
    with _hall() as (stage, url), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        _picture(chromium, url, stage, [p for p in PLACES if not names or p.name in names])
        chromium.close()
    DOCUMENT.write_text(document(), encoding="utf-8")
    return 0


@contextmanager
def _hall() -> Iterator[tuple[Stage, str]]:
    """Yield a hall with people in it, and its address; nothing of it is left afterwards."""
    configure_logging("error")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="onedoor-screens-") as folder:
        settings = replace(settings_in(Path(folder)), encoder_pretrained="", totp_roles=())
        engine = open_database(settings)
        kb = open_knowledge(settings, engine)
        kb.seed(load_catalogue())
        application = open_application(settings, kb=kb, engine=engine)
        stage = people(application)
        with served(create_app(application)) as url:
            yield stage, url
        application.close()


def _picture(chromium: Browser, url: str, stage: Stage, places: list[Place]) -> None:
    staff: dict[str, BrowserContext] = {}
    IMAGES.mkdir(parents=True, exist_ok=True)
    for place in places:
        for width in WIDTHS:
            context = staff.get(place.login) or chromium.new_context(base_url=url, locale="zh-CN")
            if place.login:
                staff[place.login] = context
            _shot(context, place, stage, width)
        sys.stdout.write(f"{place.name}\n")
        sys.stdout.flush()


def _shot(context: BrowserContext, place: Place, stage: Stage, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    place.go(page, stage)
    page.wait_for_timeout(SETTLED_MS)
    taken = context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": QUALITY}
    )
    (IMAGES / f"{place.name}-{width}.webp").write_bytes(base64.b64decode(taken["data"]))
    page.close()


if __name__ == "__main__":
    sys.exit(main())
