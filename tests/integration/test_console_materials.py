"""The catalogue of materials in the console: found, read, counted and taken away; every member of staff may."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from service_desk.role_rules import OF_A_DEPARTMENT
from service_desk.staff import Role
from tests.console_kit import hired, log_in
from tests.integration.test_console_exports import csv_rows, xlsx_rows
from tests.knowledge_kit import shipped

LIST = "/console/knowledge/materials"
PAGES = (LIST, f"{LIST}/CL-0001", f"{LIST}/replaceable", f"{LIST}/without-basis")


@pytest.fixture
def staff(app: Flask, application: Application) -> FlaskClient:
    """The browser of a clerk of the police."""
    clerk = hired(application.desk, "zhaolei", "赵磊", "gongan")
    client = app.test_client()
    log_in(client, application.desk, clerk)
    return client


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    """Return the text of a page."""
    sent = client.get(path)
    assert sent.status_code == status, (path, sent.status)
    return sent.get_data(as_text=True)


@pytest.mark.parametrize("path", [*PAGES, f"{LIST}/export.csv"])
def test_nobody_reads_the_catalogue_without_logging_in(client: FlaskClient, path: str) -> None:
    sent = client.get(path)

    assert sent.status_code == 302
    assert sent.location.startswith("/console/login")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_every_page(app: Flask, application: Application, role: Role) -> None:
    clerk = hired(
        application.desk, "sunyue", "孙悦", "gongan" if role in OF_A_DEPARTMENT else "", role
    )
    client = app.test_client()
    log_in(client, application.desk, clerk)

    for path in PAGES:
        assert "材料目录" in text(client, path)


def test_what_most_items_ask_for_comes_first_and_no_page_is_longer_than_one_reads(
    staff: FlaskClient,
) -> None:
    page = text(staff, LIST)

    names = re.findall(r'data-label="材料"><a [^>]*>([^<]+)', page)
    assert names[:3] == ["居民身份证", "居民户口簿", "营业执照"]
    assert len(names) == 50
    assert f"共 <strong>{len(shipped().materials)}</strong> 份材料" in page
    last = re.findall(r'data-label="材料"', text(staff, f"{LIST}?page=999"))
    assert len(last) == len(shipped().materials) % 50


@pytest.mark.parametrize("query", ["身份证", "sfz", "二代身份证", "CL-0001"])
def test_a_material_is_found_as_an_item_is(staff: FlaskClient, query: str) -> None:
    page = text(staff, f"{LIST}?q={query}")

    assert "居民身份证</a>" in page
    assert "不动产权证书</a>" not in page


def test_a_search_without_a_result_says_so_and_shows_no_markup(staff: FlaskClient) -> None:
    page = text(staff, f"{LIST}?q=<b>骆驼</b>")

    assert "没有叫“&lt;b&gt;骆驼&lt;/b&gt;”的材料" in page
    assert "<b>骆驼" not in page


def test_a_material_says_what_it_is_and_who_asks_for_it(staff: FlaskClient) -> None:
    licence = next(m for m in shipped().materials.values() if m.id == "yingye_zhizhao")

    page = text(staff, f"{LIST}/{licence.code}")

    assert "电子营业执照" in page
    assert "国务院令第746号" in page
    assert "<strong>20</strong> 个事项，<strong>20</strong> 处要求，其中 12 处已经免交" in page
    assert 'href="/items/232031003000-01#materials"' in page
    assert "法律依据" in page


def test_a_paper_names_the_guide_by_which_one_gets_it(staff: FlaskClient) -> None:
    page = text(staff, f"{LIST}/CL-0001")

    assert 'href="/items/232009001000-01#materials">居民身份证申领、换领、补领' in page


def test_a_code_that_no_material_has_is_said_plainly(staff: FlaskClient) -> None:
    assert "没有这份材料" in text(staff, f"{LIST}/CL-9999", 404)
    assert "没有这份材料" in text(staff, f"{LIST}/CL-9999/export.csv", 404)


def test_what_can_fall_away_is_counted_by_material(staff: FlaskClient) -> None:
    page = text(staff, f"{LIST}/replaceable")

    assert "数据共享：公安部门的人口信息" in page
    rows = csv_rows(staff.get(f"{LIST}/replaceable/export.csv"))
    falling = sum(int(row["还能免交"]) for row in rows)
    assert f"<strong>{falling}</strong> 处要求可以免交" in page
    assert {int(r["几处要求"]) - int(r["已经免交"]) - int(r["还能免交"]) for r in rows} == {0}


def test_demands_without_a_law_are_listed_by_department_then_item(staff: FlaskClient) -> None:
    whole = text(staff, f"{LIST}/without-basis")
    rows = csv_rows(staff.get(f"{LIST}/without-basis/export.csv"))
    assert f"<strong>{len(rows)}</strong> 处没有写明法律依据" in whole
    assert "<h2" not in whole

    police = text(staff, f"{LIST}/without-basis?department=gongan")

    mine = csv_rows(staff.get(f"{LIST}/without-basis/export.csv?department=gongan"))
    assert {row["部门"] for row in mine} == {"同江市公安局"}
    assert f"<strong>{len(mine)}</strong> 处没有写明。" in police
    assert len(re.findall(r'<li><a href="/console/knowledge/materials/CL-', police)) == len(mine)


def test_a_department_that_is_none_counts_as_not_chosen(staff: FlaskClient) -> None:
    page = text(staff, f"{LIST}/without-basis?department=nowhere")

    assert "先看各部门有多少" in page
    assert "几处没有写明" in page


@pytest.mark.parametrize(
    "path", ["/export", "/CL-0001/export", "/replaceable/export", "/without-basis/export"]
)
def test_each_list_leaves_as_both_kinds_of_sheet(staff: FlaskClient, path: str) -> None:
    rows = csv_rows(staff.get(f"{LIST}{path}.csv"))
    with staff.get(f"{LIST}{path}.xlsx") as sent:
        titles, *cells = xlsx_rows(sent.get_data())

    assert rows
    assert titles == list(rows[0])
    assert len(cells) == len(rows)


def test_the_sheet_holds_what_was_searched_for(staff: FlaskClient) -> None:
    rows = csv_rows(staff.get(f"{LIST}/export.csv?q=sfz"))

    assert 0 < len(rows) < 60
    assert rows[0]["材料"] == "居民身份证"


FOOD, ID_CARD = "232031003000-01", "232009001000-01"


@pytest.mark.parametrize("path", ["/items/{}", "/counter/items/{}"])
def test_a_guide_says_of_a_paper_what_may_be_shown_in_its_place(
    client: FlaskClient, path: str
) -> None:
    """Who closes the shop hands the licence in itself, so nothing may be shown for that one."""
    asks, collects = text(client, path.format(FOOD)), text(client, path.format("232031001000-03"))

    assert asks.count("领了电子营业执照的，可以出示，不用带纸质的。") == 1
    assert "营业执照正本、副本" in collects
    assert "领了" not in collects


@pytest.mark.parametrize(
    ("path", "address"), [("/items/{}", "/items"), ("/counter/items/{}", "/counter/items")]
)
def test_a_guide_says_how_long_a_paper_counts_and_where_to_get_it(
    client: FlaskClient, path: str, address: str
) -> None:
    passport = text(client, path.format("232009012000-01"))

    assert "有效期：未满16周岁的5年" in passport
    assert f'没有或者丢了：<a href="{address}/{ID_CARD}">' in passport


def test_a_guide_sends_nobody_to_itself(client: FlaskClient) -> None:
    assert f'没有或者丢了：<a href="/items/{ID_CARD}">' not in text(client, f"/items/{ID_CARD}")


def test_an_item_tells_the_codes_of_its_materials(client: FlaskClient) -> None:
    rows = client.get(f"/api/v1/items/{FOOD}").get_json()["materials"]

    licence = next(row for row in rows if row["material"] == "yingye_zhizhao")
    known = shipped().materials["yingye_zhizhao"]
    assert licence["code"] == known.code
    assert licence["e_certificate"]["name"] == "电子营业执照"
    assert all(row["code"] for row in rows)
