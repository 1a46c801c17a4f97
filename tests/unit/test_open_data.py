"""What is given out of a generation: tables, JSON with its schema, linked data, a signed manifest."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from knowledge_base.audit.signing import new_key, private_key, read_public
from knowledge_base.exporting import cpsv
from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.manifest import faults_of
from knowledge_base.exporting.open_data import make
from knowledge_base.exporting.open_json import document, schema
from knowledge_base.exporting.schema_org import government_service
from knowledge_base.model.guide import Step
from tests.knowledge_kit import ID_CARD, MARRIAGE, shipped, small_catalogue, with_guides

KEY = new_key()
ADDRESS = "https://zwfw.example.gov.cn"
FORMULA = '=HYPERLINK("http://evil.example","点我")'


@cache
def edition() -> Edition:
    """A generation of three guides, one of which begins a step like a formula."""
    catalogue = small_catalogue()
    odd = replace(catalogue.guides[MARRIAGE], steps=(Step(FORMULA, "+86 打电话", id="bbbb"),))
    catalogue = with_guides(catalogue, {**catalogue.guides, MARRIAGE: odd})
    moment = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    return Edition(7, "ab" * 32, moment, "同江市", ADDRESS, catalogue)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of that generation."""
    path = tmp_path_factory.mktemp("open") / "7"
    make(edition(), path, KEY)
    return path


def test_the_json_of_everything_shipped_fits_its_schema() -> None:
    whole = replace(edition(), catalogue=shipped())
    made = schema(f"{ADDRESS}/open-data/schema.json")
    jsonschema.Draft202012Validator.check_schema(made)
    checked = jsonschema.Draft202012Validator(
        made, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    data = json.loads(json.dumps(document(whole)))

    assert not list(checked.iter_errors(data))
    assert len(data["guides"]) == len(shipped().guides)
    data["guides"][0]["visits"]["max"] = "两次"
    assert [list(e.path) for e in checked.iter_errors(data)] == [["guides", 0, "visits", "max"]]


def test_nothing_that_only_helps_to_find_leaves_the_house() -> None:
    said = json.dumps(document(edition()), ensure_ascii=False)

    assert not {"phrasings", "questions", "texts"} & document(edition()).keys()
    assert edition().catalogue.phrasings[ID_CARD].asked[0].texts[0] not in said


def test_a_table_is_utf8_with_a_mark_and_nothing_in_it_is_a_formula(folder: Path) -> None:
    sent = (folder / "steps.csv").read_bytes().decode("utf-8")
    assert sent[0] == "\ufeff"
    (row,) = (r for r in csv.DictReader(io.StringIO(sent[1:], newline="")) if r["行编号"] == "bbbb")

    assert row["环节"] == f"'{FORMULA}"
    assert row["怎么办"] == "'+86 打电话"
    book = openpyxl.load_workbook(folder / "guides.xlsx")
    (cell,) = (r[3] for r in book["办理流程"].iter_rows() if r[2].value == "bbbb")
    assert (cell.value, cell.data_type) == (FORMULA, "s")


def test_the_book_holds_a_sheet_for_each_table_with_as_many_rows(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "guides.xlsx", read_only=True)
    rows = {sheet.title: sheet.max_row - 1 for sheet in book.worksheets}
    guides = edition().catalogue.guides.values()

    assert rows["事项"] == len(guides)
    assert rows["申请材料"] == sum(len(g.materials) for g in guides)
    assert rows["设定依据"] == sum(len(g.legal_basis) for g in guides)
    assert len(list(folder.glob("*.csv"))) == len(book.worksheets)


def test_the_set_is_signed_and_says_what_it_is(folder: Path) -> None:
    said = json.loads((folder / "manifest.json").read_text())
    key = read_public((folder / "public_key.pem").read_bytes())

    assert faults_of(folder, key) == []
    assert (said["generation"], said["digest"], said["schema"]) == (7, "ab" * 32, 2)
    assert "样例数据" in said["notice"]
    with zipfile.ZipFile(folder / "open-data.zip") as archive:
        assert {*archive.namelist()} == {p.name for p in folder.iterdir()} - {"open-data.zip"}


@pytest.mark.parametrize("name", ["guides.json", "steps.csv", "manifest.json", "manifest.sig"])
def test_a_set_that_was_changed_is_found(folder: Path, tmp_path: Path, name: str) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    changed = bytearray((tmp_path / name).read_bytes())
    changed[-2] ^= 1
    (tmp_path / name).write_bytes(bytes(changed))

    assert faults_of(tmp_path, private_key(KEY).public_key())


def test_a_set_of_somebody_else_or_with_a_file_missing_is_found(
    folder: Path, tmp_path: Path
) -> None:
    assert faults_of(folder, private_key(new_key()).public_key())
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "faq.csv").unlink()
    (tmp_path / "manifest.sig").unlink()

    assert faults_of(tmp_path, None) == ["缺少 faq.csv"]
    assert faults_of(tmp_path, private_key(KEY).public_key())[0] == "没有签名文件 manifest.sig"
    assert "读不出来" in faults_of(tmp_path / "nowhere", None)[0]


def test_equal_content_makes_equal_files(folder: Path, tmp_path: Path) -> None:
    make(edition(), tmp_path / "again", KEY)

    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_set_that_could_not_be_written_whole_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError("磁盘满")

    monkeypatch.setattr("knowledge_base.exporting.open_data.seal", full)
    with pytest.raises(OSError, match="磁盘满"):
        make(edition(), tmp_path / "7", KEY)
    monkeypatch.undo()
    assert not (tmp_path / "7").exists()

    make(edition(), tmp_path / "7", "")
    assert faults_of(tmp_path / "7", None) == []
    assert not (tmp_path / "7" / "manifest.sig").exists()


MANDATORY = {
    "cpsv:PublicService": {
        "dct:identifier",
        "dct:title",
        "dct:description",
        "cv:hasCompetentAuthority",
    },
    "cv:PublicOrganisation": {"dct:identifier", "skos:prefLabel", "dct:spatial"},
    "cv:Evidence": {"dct:identifier", "dct:title"},
    "cv:Requirement": {"dct:identifier", "dct:title"},
    "cv:Output": {"dct:identifier", "dct:title"},
    "cv:Cost": {"dct:identifier"},
    "cv:Channel": {"dct:identifier"},
    "cv:ContactPoint": set(),
    "eli:LegalResource": set(),
    "time:TemporalEntity": set(),
    "skos:Concept": {"skos:prefLabel"},
    "dct:Location": set(),
    "dcat:Dataset": {"dct:identifier", "dct:title", "dct:publisher", "dcat:landingPage"},
}
"""What CPSV-AP 3.2.0 asks of each class, and no class that it does not know."""
TERMS = {
    "cpsv:PublicService": {
        *("dct:audience", "dct:language", "dct:spatial", "dcat:keyword", "cv:contactPoint"),
        *("cv:thematicArea", "cv:processingTime", "cpsv:hasInput", "cv:holdsRequirement"),
        *("cpsv:produces", "cv:hasCost", "cv:hasLegalResource", "cv:hasChannel"),
    },
    "cv:Evidence": {"dct:description"},
    "cv:Output": {"dct:description"},
    "cv:Cost": {"dct:description"},
    "cv:Channel": {"dct:description"},
    "cv:ContactPoint": {"cv:telephone", "cv:openingHours"},
    "eli:LegalResource": {"dct:title", "dct:description", "dct:identifier"},
    "time:TemporalEntity": {"dct:description"},
    "dct:Location": {"skos:prefLabel"},
    "dcat:Dataset": {"dct:description", "dct:hasPart"},
}


def test_linked_data_holds_what_cpsv_ap_asks_for_and_leads_nowhere_else() -> None:
    whole = replace(edition(), catalogue=shipped())
    guide = whole.catalogue.guides[ID_CARD]
    known = {cpsv.CHINESE["@id"], f"{ADDRESS}/open-data"}
    for made in (cpsv.whole_set(whole), cpsv.one_guide(whole, guide)):
        nodes = {node["@id"]: node for node in made["@graph"]}
        assert len(nodes) == len(made["@graph"])
        for node in nodes.values():
            kind = node["@type"]
            parts = node.keys() - {"@id", "@type"}
            assert parts >= MANDATORY[kind], node
            assert parts <= MANDATORY[kind] | TERMS.get(kind, set()), node
            assert all(name.partition(":")[0] in made["@context"] for name in parts)
            assert {ref for part in node.values() for ref in refs(part)} <= known | nodes.keys()


def refs(part: Any) -> list[str]:
    """Return the addresses that a value leads to."""
    rows = part if isinstance(part, list) else [part]
    return [row["@id"] for row in rows if isinstance(row, dict) and "@id" in row]


def test_a_guide_in_the_words_of_schema_org_names_who_what_and_where() -> None:
    guide = edition().catalogue.guides[ID_CARD]
    said = government_service(guide, edition().catalogue, "同江市", edition().page_of(ID_CARD))

    assert said["@type"] == "GovernmentService"
    assert said["provider"]["@type"] == "GovernmentOrganization"
    assert said["identifier"][0]["value"] == ID_CARD
    assert said["availableChannel"][0]["serviceLocation"]["@type"] == "Place"
    assert "待主管部门核实" in said["disambiguatingDescription"]
    assert "" not in said.values()
