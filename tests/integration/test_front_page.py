"""The front page, the page that answers what is typed there, and the lists of items."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from hall.bootstrap import Application
from knowledge_base.services import KnowledgeBase
from tests.forms_kit import token

ID_CARD = "232009001000-01"
PAGE = {"Accept": "text/html"}


def asked(client: FlaskClient, question: str, **settled: str) -> str:
    """Return the page that answers a question."""
    response = client.get("/search", query_string={"q": question, **settled}, headers=PAGE)
    assert response.status_code == 200
    return unescape(response.text)


def links(page: str, label: str) -> dict[str, str]:
    """Return the links of a list by their names."""
    found = re.search(rf'<ul class="ways" aria-label="{label}">(.*?)</ul>', page, re.DOTALL)
    assert found
    return {name: at for at, name in re.findall(r'href="([^"]+)">([^<]+)</a>', found[1])}


def test_the_front_page_asks_first_and_shows_staff_their_doors_apart(client: FlaskClient) -> None:
    page = client.get("/").text

    assert page.index('name="q"') < page.index("大家常问") < page.index("按办的事找")
    citizens, staff = page.split('class="staff-doors"')
    assert 'href="/console/"' in staff
    assert 'href="/counter/"' in staff
    assert "/console/" not in citizens
    assert "/counter/" not in citizens


def test_every_theme_and_department_of_the_front_page_lists_as_many_items_as_it_says(
    client: FlaskClient,
) -> None:
    page = unescape(client.get("/").text)
    tiles = re.findall(r'href="(/items\?[^"]+)">[^<]+<span class="number">(\d+) 项', page)

    assert len(tiles) > 20
    for address, number in tiles:
        assert f"共 {number} 项" in client.get(address).text


def test_a_question_is_answered_first_line_with_the_guide_beside_it(client: FlaskClient) -> None:
    page = asked(client, "补护照多少钱")

    assert "120元" in page[page.index('class="direct"') :][:300]
    assert re.search(r'href="/items/[\d-]+">看完整指南', page)
    assert "样例数据" in page


def test_the_case_is_chosen_by_a_link_and_the_answer_is_that_of_the_case(
    client: FlaskClient,
) -> None:
    options = links(asked(client, "身份证丢了咋整"), "请选择")

    minor = client.get(options["未满16周岁"]).text

    told = parse_qs(urlsplit(options["未满16周岁"]).query)
    assert told["item_code"] == [ID_CARD]
    assert told["age"] == ["minor"]
    assert "未满16周岁" in minor[minor.index('class="reply"') :]
    assert "reason=lost" in unescape(minor)


def test_what_else_can_be_asked_leads_to_its_part_of_the_guide(client: FlaskClient) -> None:
    options = links(asked(client, "补护照多少钱"), "请选择")

    assert options["申请材料"].endswith("#materials")
    code, _, part = options["办理地点"].removeprefix("/items/").partition("#")
    assert f'id="{part}"' in client.get(f"/items/{code}").text


def test_nobody_is_told_to_reply_to_a_page(client: FlaskClient) -> None:
    for question in ("办证要带啥", "养骆驼要办证吗"):
        reply = asked(client, question).split('class="reply"')[1].split("</section>")[0]
        assert "回复" not in reply
        assert len(re.findall("<p>", reply)) > 0


def test_who_is_in_danger_reads_whom_to_call_and_nothing_else(client: FlaskClient) -> None:
    page = asked(client, "家里煤气漏了，老人晕过去了")

    assert "119" in page
    assert "接着问" not in page


def test_the_question_goes_on_in_the_talk(client: FlaskClient) -> None:
    page = asked(client, "补护照多少钱")
    sent = {"csrf_token": token(page), "text": "补护照多少钱"}

    response = client.post("/chat", data=sent, headers=PAGE, follow_redirects=True)

    assert "120元" in response.text


def test_personal_data_is_hidden_on_the_page(client: FlaskClient) -> None:
    page = asked(client, "我叫王建国，电话13812345678，补护照多少钱")

    assert "13812345678" not in page
    assert "王建国" not in page


def test_nothing_asked_leads_to_the_front_page(client: FlaskClient) -> None:
    assert client.get("/search?q=+").headers["Location"] == "/"
    assert client.get("/search").headers["Location"] == "/"


def test_what_is_too_long_is_said_beside_what_was_written(client: FlaskClient) -> None:
    response = client.get("/search", query_string={"q": "身份证" * 400}, headers=PAGE)

    assert response.status_code == 413
    assert "太长" in response.text
    assert "身份证身份证" in response.text


def test_an_unknown_item_in_the_address_is_a_page_with_the_hotline(client: FlaskClient) -> None:
    response = client.get("/search?q=多少钱&item_code=000000000000-01", headers=PAGE)

    assert response.status_code == 404
    assert "12345" in response.text


def test_answers_of_the_page_are_counted_as_its_own(
    client: FlaskClient, application: Application
) -> None:
    asked(client, "补护照多少钱")

    assert 'door="site"' in application.metrics.exposition().decode()


def test_all_items_are_listed(client: FlaskClient, knowledge: KnowledgeBase) -> None:
    page = client.get("/items").text

    assert set(re.findall(r'href="/items/([\d-]+)"', page)) == set(knowledge.catalogue.guides)


@pytest.mark.parametrize("said", ["身份证", "sfz", "SFZ", "232009001000", "身分證"])
def test_an_item_is_found_by_part_of_a_name_initials_or_code(
    client: FlaskClient, said: str
) -> None:
    listed = re.findall(r'href="/items/([\d-]+)"', client.get(f"/items?q={said}").text)

    assert ID_CARD in listed
    assert len(listed) < 10


def test_a_name_that_no_item_has_can_be_asked_about(client: FlaskClient) -> None:
    page = unescape(client.get("/items?q=养骆驼").text)

    assert "没有符合条件的事项" in page
    assert "用“养骆驼”问一问" in page


def test_a_citizens_list_has_boxes_and_no_keys_of_the_staff(client: FlaskClient) -> None:
    page = client.get(f"/items/{ID_CARD}/checklist?reason=lost&age=adult&have=1").text
    form = {"csrf_token": token(page), "item_code": ID_CARD, "reason": "lost", "print": "1"}
    own = client.get(client.post("/l", data=form, headers=PAGE).headers["Location"]).text
    staff = client.get(
        client.post("/l", data=form | {"at": "counter"}, headers=PAGE).headers["Location"]
    ).text

    assert "还缺" in page
    assert 'type="checkbox"' in own
    assert not re.search("Alt|Esc|窗口查询", own)
    assert 'id="back"' in staff
    assert 'type="checkbox"' not in staff
