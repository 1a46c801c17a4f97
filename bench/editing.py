"""`python -m bench editing [--guides 5000]`: how long the pages of the editors take beside thousands of guides.

The guides lie in a temporary SQLite database; session, rendering and, for a save, the commit are within each figure.
"""

import argparse
import logging
import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import lxml.html
import structlog
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bench.console_hall import client_of, seconds, unbuilt_hall
from bench.generated import grown
from hall.bootstrap import Application, utc_now
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.loading import load_catalogue
from knowledge_base.model.codec import to_plain
from knowledge_base.retrieval.queries import read_phrasings
from knowledge_base.services import POLICY
from service_desk.staff import Role

SEED, LOOKS, LOGIN = 20261130, 20, "qianjin"
LIST_MS, EDITOR_MS = 300.0, 500.0
"""The bars for nearly all looks."""
LISTS = {
    "list": "/console/knowledge",
    "search": "/console/knowledge?q=身份证&department=gongan",
    "a late page": "/console/knowledge?page=150",
}


def main(arguments: Sequence[str]) -> int:
    """Print what the pages take; return 1 when a bar is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench editing", description=__doc__)
    parser.add_argument("--guides", type=int, default=5000)
    given = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="onedoor-editing-") as folder:
        hall = unbuilt_hall(Path(folder))
        longest = _fill(hall, given.guides)
        client = client_of(hall, LOGIN, Role.EDITOR)
        lists = [_measured(name, _get(client, path)) for name, path in LISTS.items()]
        editor = _edited(client, longest)
        hall.close()
    is_kept = max(lists) <= LIST_MS and max(editor) <= EDITOR_MS
    _say(f"bars of {LIST_MS:.0f} and {EDITOR_MS:.0f} ms {'kept' if is_kept else 'NOT KEPT'}")
    return int(not is_kept)


def _say(text: str) -> None:
    print(f"editing: {text}", flush=True)  # noqa: T201  # the command line speaks on standard output


def _fill(hall: Application, guides: int) -> str:
    """Publish so many guides; return the code of the one that says most."""
    shipped = load_catalogue()
    phrases = read_phrasings(POLICY / "elements.yml").phrases
    catalogue = grown(shipped, guides - len(shipped.guides), phrases, SEED)
    took = seconds(lambda: publish_files(hall.record.store, catalogue, utc_now()))
    _say(f"{len(catalogue.guides)} guides published in {took:.1f} s")
    return max(shipped.guides, key=lambda code: len(str(to_plain(shipped.guides[code]))))


def _edited(client: FlaskClient, code: str) -> list[float]:
    """Print what opening the longest guide in its form and saving it takes."""
    page = lxml.html.fromstring(client.get("/console/knowledge").get_data(as_text=True))
    token = page.xpath("string(//input[@name='csrf_token']/@value)")
    given = {"csrf_token": token, "kind": "guide", "key": code}
    address = client.post("/console/knowledge/open", data=given).location
    form = lxml.html.fromstring(client.get(address).get_data(as_text=True)).get_element_by_id("editor")  # fmt: skip
    fields = form.form_values()
    by_script = {"Accept": "application/json"}
    return [
        _measured(f"form of {len(fields)} fields", _get(client, address)),
        _measured("saving it", lambda: client.post(address, data=_as_typed(fields), headers=by_script)),
    ]  # fmt: skip


def _as_typed(fields: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    typed: dict[str, list[str]] = {}
    for name, value in fields:
        typed.setdefault(name, []).append(value)
    return typed


def _get(client: FlaskClient, address: str) -> Callable[[], TestResponse]:
    return lambda: client.get(address)


def _measured(name: str, look: Callable[[], TestResponse]) -> float:
    """Print how long a look takes; return the time of nearly all in ms.

    Raises:
        SystemExit: the hall did not show what was asked for.
    """
    first = look()
    if first.status_code != 200:
        raise SystemExit(f"{name}: {first.status_code} {first.get_data(as_text=True)[:200]}")
    cuts = statistics.quantiles((seconds(look) * 1000 for _ in range(LOOKS)), n=20)
    _say(f"{name}: p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms of {LOOKS}")
    return cuts[18]
