"""The door of open data: page, files, one guide in every form, sitemap, feed and robots."""

import hashlib
import io
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
import yaml
from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application
from hall.doors.open_data import shelf
from hall.doors.open_data.feeds import PAGES
from hall.web.edition import edition_of
from knowledge_base.exporting.feeds import ATOM, SITEMAP
from knowledge_base.loading.guide import load_guide
from knowledge_base.loading.source import Faults
from knowledge_base.services import KnowledgeBase
from tests.conftest import OpenHall
from tests.knowledge_kit import ID_CARD

ADDRESS = "https://zwfw.example.gov.cn"


def fetched(client: FlaskClient, path: str) -> bytes:
    """Return what lies at an address."""
    with client.get(path) as sent:
        assert sent.status_code == 200
        return sent.get_data()


@pytest.fixture
def client(open_hall: OpenHall) -> FlaskClient:
    """A browser at a hall that citizens know by a name of its own."""
    return create_app(open_hall(public_url=f"{ADDRESS}/")).test_client()


def test_the_page_says_what_there_is_and_each_file_can_be_fetched(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    page = client.get("/open-data").text
    assert f"第 {knowledge.snapshot().generation} 次发布" in page
    assert "样例数据" in page
    names = re.findall(r'href="/open-data/([^"]+)"', page)
    assert {"guides.json", "guides.xlsx", "items.csv", "manifest.sig", "open-data.zip"} <= {*names}
    manifest = json.loads(fetched(client, "/open-data/manifest.json"))
    for row in manifest["files"]:
        sent = fetched(client, f"/open-data/{row['name']}")
        assert (hashlib.sha256(sent).hexdigest(), len(sent)) == (row["sha256"], row["bytes"])
    assert client.get("/open-data/../hall.db").status_code == 404
    assert client.get("/open-data/nothing.csv").status_code == 404
    assert 'href="/open-data"' in client.get("/items").text


def test_who_has_the_file_already_is_told_so(client: FlaskClient) -> None:
    with client.get("/open-data/guides.json") as first:
        assert first.headers["Cache-Control"] == "public, no-cache"
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        known = {"If-None-Match": first.headers["ETag"]}
    with client.get("/open-data/guides.json", headers=known) as again:
        assert (again.status_code, again.get_data()) == (304, b"")
    for path in ("/feed.xml", "/sitemap.xml", f"/items/{ID_CARD}/guide.docx"):
        mark = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": mark}).status_code == 304


def test_the_signature_is_right_by_the_words_of_the_page(
    client: FlaskClient, tmp_path: Path
) -> None:
    for name in ("manifest.json", "manifest.sig", "public_key.pem"):
        (tmp_path / name).write_bytes(fetched(client, f"/open-data/{name}"))
    said = re.search(r"openssl [^\n]+", client.get("/open-data").text)
    assert said is not None
    checked = subprocess.run(said[0].split(), cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    key = hashlib.sha256((tmp_path / "public_key.pem").read_bytes()).hexdigest()
    assert key in client.get("/open-data").text


def test_while_the_first_set_is_made_one_is_asked_to_come_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(shelf, "make", fails)
    sent = client.get("/open-data")
    assert (sent.status_code, sent.headers["Retry-After"]) == (503, "5")
    assert "正在准备" in sent.text


def test_a_guide_leaves_as_the_file_that_is_read_back_equal(
    client: FlaskClient, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    sent = client.get(f"/items/{ID_CARD}/guide.yml")
    assert "attachment" in sent.headers["Content-Disposition"]
    path, faults = tmp_path / "guide.yml", Faults()
    path.write_bytes(sent.data)
    assert load_guide(path, "guide.yml", faults) == knowledge.guide(ID_CARD)
    assert yaml.safe_load(sent.data)["item"]["code"] == ID_CARD


def test_a_guide_as_a_word_file_keeps_headings_papers_and_where_it_is_from(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    guide, now = knowledge.guide(ID_CARD), knowledge.snapshot()
    page = docx.Document(io.BytesIO(client.get(f"/items/{ID_CARD}/guide.docx").data))
    titles = [p.text for p in page.paragraphs if p.style and p.style.name.startswith("Heading 1")]
    text = "\n".join(p.text for p in page.paragraphs)
    assert {"申请材料", "办理流程", "收费", "政策依据", "来源和版本"} <= {*titles}
    assert sum(len(table.rows) - 1 for table in page.tables) == len(guide.materials)
    assert "待主管部门核实" in text
    assert f"第{guide.version}版，{guide.effective_from}起执行" in text
    assert f"第{now.generation}次发布" in text


def test_a_guide_as_one_page_needs_nothing_beside_it(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    page = client.get(f"/items/{ID_CARD}/guide.html").text
    assert not re.search(r"<script|<link|src=|@import|url\(", page)
    for material in knowledge.guide(ID_CARD).materials:
        assert knowledge.catalogue.materials[material.material].name in page
    assert "待主管部门核实" in page


def test_no_such_guide_is_an_ordinary_not_found(client: FlaskClient) -> None:
    assert client.get("/items/232009001000-99/guide.docx").status_code == 404
    assert client.get(f"/items/{ID_CARD}/guide.exe").status_code == 404


def test_the_page_of_an_item_describes_it_for_machines(client: FlaskClient) -> None:
    page = client.get(f"/items/{ID_CARD}").text
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', page, re.DOTALL)
    assert found is not None
    said = json.loads(found[1])
    assert (said["@type"], said["url"]) == ("GovernmentService", f"{ADDRESS}/items/{ID_CARD}")
    linked = client.get(f"/items/{ID_CARD}/guide.jsonld").get_json()
    assert linked["@graph"][0]["@type"] == "cpsv:PublicService"
    for form in ("docx", "html", "yml"):
        assert f"/items/{ID_CARD}/guide.{form}" in page


def test_the_sitemap_lists_every_item_by_its_public_address(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    places = [loc.text for loc in root.iter(f"{{{SITEMAP}}}loc")]
    days = [day.text for day in root.iter(f"{{{SITEMAP}}}lastmod")]
    assert f"{ADDRESS}/" in places
    assert f"{ADDRESS}/inspection" in places
    assert all(client.get(path).status_code == 200 for path in PAGES)
    assert {f"{ADDRESS}/items/{code}" for code in knowledge.catalogue.guides} <= {*places}
    assert len(days) == len(knowledge.catalogue.guides)
    robots = client.get("/robots.txt").text
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in robots
    assert "Disallow: /console/" in robots
    assert "Disallow: /attachments/" in robots


def test_the_feed_tells_of_the_first_publication_without_naming_all(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/feed.xml").data)
    (entry,) = root.findall(f"{{{ATOM}}}entry")
    content = entry.findtext(f"{{{ATOM}}}content") or ""
    assert entry.findtext(f"{{{ATOM}}}id") == f"{ADDRESS}/feed.xml#generation-1"
    assert "另有" in content
    assert "材料" in content


def test_an_earlier_set_is_handed_out_while_the_next_is_made(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = application.kb.snapshot()
    first = edition_of(application.settings, application.kb.store, now.catalogue, now.generation)
    made = shelf.Shelf(tmp_path / "shelf", "")
    before = made.newest(first)
    assert before is not None

    def fails(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(shelf, "make", fails)
        assert made.newest(replace(first, no=first.no + 1)) is before
    assert (before.folder / "guides.json").exists()
