"""The slip of what is still missing: only that, with where to come back, and found again by its code."""

import re

import segno
from flask.testing import FlaskClient
from markupsafe import Markup

from hall.web.notice_sheet import QR_BORDER, QR_SCALE
from knowledge_base.model.element import Element
from knowledge_base.services import KnowledgeBase
from tests.forms_kit import token

ID_CARD = "232009001000-01"
LOST_MINOR = {"reason": "lost", "age": "minor"}
BROUGHT, MISSING = "居民户口簿", ("监护人居民身份证", "居民身份证申领登记表")
SOMETIMES = "监护关系证明"
"""非必要: a household register that shows it will do."""
PAGE = {"Accept": "text/html"}


def ask_for_slip(client: FlaskClient, *have: str) -> str:
    """Press the button of the card and return where the slip opens."""
    card = client.get(f"/counter/items/{ID_CARD}/card", query_string=LOST_MINOR).text
    sent: dict[str, object] = {
        "csrf_token": token(card),
        "item_code": ID_CARD,
        **LOST_MINOR,
        "have": list(have),
    }
    response = client.post("/counter/slips", data=sent, headers=PAGE)
    assert response.status_code == 303
    return response.headers["Location"]


def part(page: str, title: str) -> str:
    return page.split(f"<h2>{title}</h2>")[1].split("</section>")[0]


def test_the_slip_lists_what_is_missing_and_nothing_that_was_brought(client: FlaskClient) -> None:
    page = client.get(ask_for_slip(client, "1")).text
    lacking = part(page, "还缺 2 样，请备齐")
    assert all(name in lacking for name in MISSING)
    assert BROUGHT not in lacking
    assert SOMETIMES not in lacking
    assert BROUGHT in part(page, "这次带来的")


def test_what_is_not_needed_by_everybody_stands_apart(client: FlaskClient) -> None:
    page = client.get(ask_for_slip(client, "1")).text
    assert SOMETIMES in part(page, "不一定要带，看说明用不用得上")


def words(page: str) -> str:
    """Return what is read of a part of a page: a number to call is a link in it."""
    return re.sub(r"<[^>]{1,300}>", "", page)


def test_the_slip_says_where_and_when_to_come_back(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    page = client.get(ask_for_slip(client, "1")).text
    catalogue = knowledge.catalogue
    for venue_id in knowledge.guide(ID_CARD).place.venues:
        venue = catalogue.venues[venue_id]
        back = words(part(page, "备齐后到这里办"))
        assert all(said in back for said in (venue.name, venue.phone, venue.hours))
    assert "丢了补办，未满16周岁" in page


def test_nothing_missing_is_said(client: FlaskClient) -> None:
    page = client.get(ask_for_slip(client, "1", "2", "4")).text
    assert "必须带的材料都齐了" in page
    assert "还缺 " not in page


def test_without_any_tick_everything_is_missing(client: FlaskClient) -> None:
    page = client.get(ask_for_slip(client)).text
    assert BROUGHT in part(page, "还缺 3 样，请备齐")
    assert "这次带来的" not in page


def test_its_code_opens_the_citizens_list_with_the_ticks(client: FlaskClient) -> None:
    address = ask_for_slip(client, "1", "2")
    short = address.split("/")[3].split("?")[0]
    code = segno.make(f"http://127.0.0.1:8000/l/{short}?have=1&have=2", error="m", micro=False)
    drawn = Markup(code.svg_inline(scale=QR_SCALE, border=QR_BORDER, omitsize=True))
    assert drawn in client.get(address).text
    listed = client.get(f"/l/{short}?have=1&have=2").text
    assert listed.count(" checked>") == 2


def test_the_way_back_keeps_the_ticks_and_the_place(client: FlaskClient) -> None:
    page = client.get(ask_for_slip(client, "1")).text
    back = page.split('id="back" href="')[1].split('"')[0]
    path, _, anchor = back.partition("#")
    assert anchor == "slip"
    assert client.get(path).headers["Location"].endswith("?reason=lost&age=minor&have=1")


def test_the_list_of_the_card_counts_only_what_everybody_needs(client: FlaskClient) -> None:
    card = client.get(f"/counter/items/{ID_CARD}/card", query_string=LOST_MINOR).text
    counting = [line for line in card.splitlines() if " data-counts" in line]
    assert len(counting) == 3
    assert not any(SOMETIMES in line for line in counting)
    page = client.get(f"/items/{ID_CARD}/checklist", query_string={**LOST_MINOR, "have": 1}).text
    assert "还缺 2 样" in page
    assert SOMETIMES not in page.split('class="lacking"')[1].split("</section>")[0]


def test_a_slip_is_refused_without_the_form_token_and_for_no_item(client: FlaskClient) -> None:
    data = {"item_code": ID_CARD}
    assert client.post("/counter/slips", data=data, headers=PAGE).status_code == 400
    card = client.get(f"/counter/items/{ID_CARD}/card").text
    data = {"csrf_token": token(card), "item_code": "none"}
    assert client.post("/counter/slips", data=data, headers=PAGE).status_code == 404


def test_a_slip_that_does_not_exist_leads_on(client: FlaskClient) -> None:
    response = client.get("/counter/slips/nothere1", headers=PAGE)
    assert response.status_code == 404
    assert "没有找到这张告知单" in response.text


def test_the_sheet_tells_phone_and_hours_and_the_chat_is_not_longer(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    (venue_id,) = knowledge.guide(ID_CARD).place.venues
    venue = knowledge.catalogue.venues[venue_id]
    page = client.get(f"/items/{ID_CARD}/checklist", query_string=LOST_MINOR).text
    assert venue.phone in page
    assert venue.hours in words(page)
    answered = knowledge.view(ID_CARD, LOST_MINOR).blocks(Element.ONE_VISIT)
    told = [row.text for block in answered for row in block.items]
    assert venue.name in told
    assert venue.hours not in told
    assert venue.phone not in told
