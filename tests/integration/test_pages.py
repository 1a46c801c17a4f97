"""The public pages on the shipped guides: item, checklist, short link, one-visit list."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from hall.web.item_card import ORDER, RESERVED
from knowledge_base.model.answer import BlockItem
from knowledge_base.model.element import Element
from knowledge_base.services import KnowledgeBase
from tests.forms_kit import token

ID_CARD = "232009001000-01"
LOST_ADULT = {"reason": "lost", "age": "adult"}
PAGE = {"Accept": "text/html"}


def keep(client: FlaskClient, situation: dict[str, str], **more: object) -> str:
    """Save a checklist as the item page's form does and return where it opens."""
    page = client.get(f"/items/{ID_CARD}").text
    sent = {"csrf_token": token(page), "item_code": ID_CARD, **situation, **more}
    response = client.post("/l", data=sent, headers=PAGE)
    assert response.status_code == 303
    return response.headers["Location"]


def test_an_item_page_shows_every_element_with_an_anchor(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    page = client.get(f"/items/{ID_CARD}").text
    view = knowledge.view(ID_CARD, {})
    assert 'id="materials"' in page
    for element in ORDER:
        if view.blocks(element):
            assert f'<details class="element fold" id="{element}"' in page


def test_an_item_page_names_version_source_and_sample_data(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    page = client.get(f"/items/{ID_CARD}").text
    guide = knowledge.guide(ID_CARD)
    assert f"第{guide.version}版，{guide.effective_from}起执行" in page
    assert guide.sources[0] in page
    assert "样例数据" in page


def test_an_item_page_names_each_law_once_with_its_number_and_status(client: FlaskClient) -> None:
    page = client.get("/items/232009010000-01").text
    laws = page.split("依据的法规")[1].split("</ul>")[0]
    assert "《居住证暂行条例》　国务院令第663号　" in laws
    assert laws.count("居住证暂行条例") == 1
    assert '<span class="law-status">现行有效</span>' in laws


def test_the_situation_in_the_address_selects_materials_and_fees(client: FlaskClient) -> None:
    lost = client.get(f"/items/{ID_CARD}", query_string=LOST_ADULT).text
    expired = client.get(f"/items/{ID_CARD}", query_string=LOST_ADULT | {"reason": "expired"}).text
    assert "每证40元" in lost
    assert "每证20元" not in lost
    assert "领新证时交回" in expired
    assert "领新证时交回" not in lost


def test_a_situation_that_does_not_exist_is_not_looked_at(client: FlaskClient) -> None:
    odd = client.get(f"/items/{ID_CARD}?reason=<script>&nothing=1&age=adult")
    assert odd.status_code == 200
    assert "<script>" not in odd.text
    assert re.search(r'value="adult" id="q-age-adult" checked', odd.text)


def test_every_published_item_has_its_page_and_its_checklist(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    for code, guide in knowledge.catalogue.guides.items():
        page = unescape(client.get(f"/items/{code}").text)
        assert guide.item.name in page
        assert client.get(f"/items/{code}/checklist").status_code == 200
        assert client.get(f"/counter/items/{code}/card").status_code == 200


def test_no_situation_question_takes_a_name_the_forms_need(knowledge: KnowledgeBase) -> None:
    questions = {q.id for g in knowledge.catalogue.guides.values() for q in g.situations}
    assert len(questions) > 20
    assert not questions & RESERVED


def test_an_unknown_item_is_a_page_with_the_hotline(client: FlaskClient) -> None:
    response = client.get("/items/000000000000-01", headers=PAGE)
    assert response.status_code == 404
    assert "12345" in response.text


def test_a_saved_checklist_opens_behind_its_short_link(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    address = keep(client, LOST_ADULT)
    assert re.fullmatch(r"/l/[\w-]{8}", address)
    page = unescape(client.get(address).text)
    notice = knowledge.checklist(ID_CARD, LOST_ADULT)
    assert f"您的情况：<strong>{notice.situation_label}</strong>" in page
    assert notice.notice in page
    words = re.sub(r"<[^>]{1,300}>", "", page)
    for block in notice.blocks:
        assert all(row.text in words for row in block.items)


def test_a_saved_checklist_carries_its_address_as_a_qr_code_and_a_date(
    client: FlaskClient,
) -> None:
    address = keep(client, LOST_ADULT)
    page = client.get(address).text
    assert '<path transform="scale(3)" class="qrline"' in page
    assert f"http://127.0.0.1:8000{address}" in page
    assert re.search(r"<dt>打印日期</dt><dd>\d{4}-\d\d-\d\d</dd>", page)


def test_what_was_ticked_is_marked_and_the_rest_is_listed_as_missing(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    names = [m.text for m in materials(knowledge) if not m.label]
    assert len(names) >= 2
    page = client.get(keep(client, LOST_ADULT, have="1", print="1")).text
    lacking = page.split('class="lacking"')[1].split("</section>")[0]
    assert f"还缺 {len(names) - 1} 样" in lacking
    assert names[0] not in lacking
    assert all(name in lacking for name in names[1:])


def test_everything_ticked_says_that_nothing_is_missing(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    count = len(materials(knowledge))
    page = client.get(keep(client, LOST_ADULT, have=[str(n + 1) for n in range(count)])).text
    assert "必须带的材料都齐了" in page


def materials(knowledge: KnowledgeBase) -> list[BlockItem]:
    blocks = knowledge.view(ID_CARD, LOST_ADULT).blocks(Element.MATERIALS)
    return [row for block in blocks for row in block.items]


@pytest.mark.parametrize("odd", ["x", "-1", "99999999999", "²", "1e3", "0"])
def test_ticks_that_are_no_numbers_are_not_looked_at(client: FlaskClient, odd: str) -> None:
    address = urlsplit(keep(client, LOST_ADULT)).path
    response = client.get(address, query_string={"have": odd})
    assert response.status_code == 200
    assert 'class="lacking"' not in response.text


def test_a_list_is_not_saved_without_the_form_token(client: FlaskClient) -> None:
    response = client.post("/l", data={"item_code": ID_CARD}, headers=PAGE)
    assert response.status_code == 400


def test_an_unknown_short_link_leads_on(client: FlaskClient) -> None:
    response = client.get("/l/nothere1", headers=PAGE)
    assert response.status_code == 404
    assert "没有找到这张告知单" in response.text
    assert "/one-visit" in response.text


def test_the_one_visit_list_holds_what_needs_one_trip_at_most(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    page = client.get("/one-visit").text
    guides = knowledge.catalogue.guides
    few = {code for code, g in guides.items() if g.visits.max <= 1}
    listed = set(re.findall(r'href="/items/([\d-]+)"', page))
    assert listed == few
    assert listed != set(guides)


@pytest.mark.parametrize(
    ("name", "value"), [("department", "gongan"), ("audience", "enterprise"), ("theme", "证件办理")]
)
def test_the_one_visit_list_is_filtered_without_a_script(
    client: FlaskClient, knowledge: KnowledgeBase, name: str, value: str
) -> None:
    page = client.get("/one-visit", query_string={name: value}).text
    wanted = knowledge.items(1, **{name: value})
    assert set(re.findall(r'href="/items/([\d-]+)"', page)) == {r["item_code"] for r in wanted}
    assert f"共 {len(wanted)} 项" in page


def test_a_filter_that_fits_nothing_says_so(client: FlaskClient) -> None:
    page = client.get("/one-visit?department=gongan&theme=没有的主题").text
    assert "没有符合条件的事项" in page


@pytest.mark.parametrize(
    "path",
    ["/one-visit", f"/items/{ID_CARD}", f"/items/{ID_CARD}/checklist", "/counter/", "/l/none1234"],
)
def test_the_pages_hold_no_inline_script_or_style(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(
        r"<script(?![^>]*(?:\bsrc=|\"application/ld\+json\"))|\son[a-z]+=|\sstyle=|<style", page
    )


def test_the_front_page_leads_to_the_counter_and_the_list(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'href="/counter/"' in page
    assert 'href="/one-visit"' in page


def test_a_service_without_a_guide_has_a_page_that_says_whom_to_ask(client: FlaskClient) -> None:
    page = client.get("/items/232009002000")

    assert page.status_code == 200
    assert "还没有详细指南" in page.text
    assert "同江市公安局" in page.text
    assert "/search?q=" in page.text


def test_the_code_of_a_whole_service_leads_to_its_guide_or_to_a_choice(client: FlaskClient) -> None:
    assert client.get(f"/items/{ID_CARD.partition('-')[0]}").location == f"/items/{ID_CARD}"

    page = client.get("/items/232005001000").text
    assert page.count('class="button" href="/items/232005001000-') == 2


def test_the_address_of_a_guide_of_before_leads_to_those_in_force(client: FlaskClient) -> None:
    page = client.get("/items/232009001000-77", headers={"Accept": "text/html"})

    assert page.status_code == 404
    assert "已经停用，或者换了编码" in page.text
    assert f'href="/items/{ID_CARD}"' in page.text


def test_an_unknown_address_asks_what_was_looked_for(client: FlaskClient) -> None:
    page = client.get("/items/000000000000-01", headers={"Accept": "text/html"})

    assert page.status_code == 404
    assert 'action="/search"' in page.text
    assert "12345" in page.text


def test_the_page_of_a_matter_that_ends_says_so_and_lists_no_papers(client: FlaskClient) -> None:
    light = client.get("/items/232018001000-01?dunwei=xiao").text
    heavy = client.get("/items/232018001000-01?dunwei=da").text

    assert "<strong>不用办</strong>" in light
    assert "货车道路货物运输经营申请" not in light
    assert 'id="steps"' not in light and 'id="contact"' in light
    assert "<strong>不用办</strong>" not in heavy and 'id="steps"' in heavy


def test_the_sheet_of_a_matter_that_ends_says_nothing_else(client: FlaskClient) -> None:
    sheet = client.get("/items/232018001000-01/checklist?dunwei=xiao&have=1").text

    assert "<h3>不用办</h3>" in sheet
    assert "要带的材料" not in sheet and "都齐了" not in sheet


def test_what_is_done_instead_is_linked(client: FlaskClient) -> None:
    page = client.get("/items/232031003000-02?pinlei=san").text

    assert "该办的是" in page and 'href="/items/232031003000-01"' in page
