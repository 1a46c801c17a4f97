"""当时的答复 and 预览: what was said at a moment and who approved it, and what will be said."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application
from hall.doors.composing import said
from hall.doors.console.guide_links import GuideLinks
from hall.doors.looking_back import CannotLookBack, read_moment
from hall.settings import Settings
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from service_desk.staff import Role
from tests.conftest import TRAINED
from tests.console_kit import hall_for_console, hired, log_in
from tests.desk_kit import MONDAY_MORNING, Clock
from tests.knowledge_kit import ID_CARD, copy_models, small_catalogue

EDITOR = Person("li", "李编辑", "", frozenset({Duty.EDIT}))
REVIEWER = Person("wang", "王审核", "", frozenset({Duty.PUBLISH}))
OLD, NEW = small_catalogue().guides[ID_CARD].summary, "从今天起换了一种说法。"
SAID, PREVIEW = "/console/knowledge/said", "/console/knowledge/preview"


@pytest.fixture
def hall(console_hall: Application) -> Application:
    """A hall whose three guides were published on Sunday at nine."""
    publish_files(console_hall.kb.store, small_catalogue(), MONDAY_MORNING - timedelta(days=1))
    return console_hall


@pytest.fixture
def admin(hall: Application, console_app: Flask) -> FlaskClient:
    """An administrator's browser."""
    client = console_app.test_client()
    log_in(client, hall.desk, hired(hall.desk, "guan", "系统管理员甲", "", Role.ADMIN))
    return client


def drafted(hall: Application, begins: date | None = None) -> int:
    """Return a draft of the identity card's guide with another summary."""
    drafts = hall.record.drafts
    draft = drafts.open("guide", ID_CARD, EDITOR)
    before = drafts.newest(draft.id)
    guide: Guide = replace(before.value, summary=NEW)
    guide = replace(guide, effective_from=begins) if begins else guide
    drafts.save(draft.id, guide, EDITOR, before.id)
    return draft.id


def approved(hall: Application, begins: date | None = None) -> int:
    """Return an approved version with another summary."""
    version = hall.record.drafts.submit(drafted(hall, begins), EDITOR)
    hall.record.publishing.approve(version, REVIEWER, "与原件核对过")
    return version


def page(client: FlaskClient, address: str, **asked: str) -> str:
    """Return a page."""
    response = client.get(address, query_string=asked or None)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def then(client: FlaskClient, moment: datetime, **asked: str) -> str:
    """Return what the page says of a moment."""
    local = moment.astimezone(CITY_TIME)
    given = {"item": ID_CARD, "element": "overview", "door": "pages", **asked}
    return page(client, SAID, day=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}", **given)


def test_what_was_said_before_and_after_a_change(
    hall: Application, admin: FlaskClient, clock: Clock
) -> None:
    before = clock()
    clock.forward(minutes=5)
    approved(hall)
    clock.forward(minutes=5)

    old, new = then(admin, before), then(admin, clock())

    assert OLD in old
    assert NEW not in old
    assert NEW in new
    assert "与原件核对过" in new
    for no, shown in ((1, old), (2, new)):
        assert hall.record.generations.generation(no).digest in shown
        assert f"第 {no} 版" in shown


@pytest.mark.parametrize("door", ["pages", "counter", "notice", "wechat", "chat"])
def test_each_door_is_looked_back_at_in_a_situation(
    admin: FlaskClient, clock: Clock, door: str
) -> None:
    shown = then(admin, clock(), door=door, element="materials", **{"q-reason": "lost"})

    assert "居民户口簿" in shown
    assert 'value="lost" selected' in shown


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"day": "三月三日", "time": "10:00"}, "不是时间"),
        ({"day": "2026-02-30", "time": "10:00"}, "不是时间"),
        ({"day": "2099-01-01", "time": "10:00"}, "还没有到"),
        ({"day": "2020-01-01", "time": "10:00"}, "第一次发布在"),
        ({"generation": "77"}, "没有第 77 次发布"),
        ({"item": "养骆驼"}, "当时没有叫“养骆驼”的事项"),
    ],
)
def test_a_moment_or_item_that_is_none_is_told(
    admin: FlaskClient, asked: dict[str, str], fault: str
) -> None:
    shown = page(admin, SAID, **{"item": ID_CARD, **asked})

    assert fault in shown
    assert asked.get("item", ID_CARD) in shown


def test_of_several_items_one_is_chosen(admin: FlaskClient) -> None:
    shown = page(admin, SAID, item="证")

    assert "是哪一项？" in shown
    assert f"item={ID_CARD}" in shown


def test_a_message_leads_to_its_generation(hall: Application, admin: FlaskClient) -> None:
    approved(hall)

    shown = page(admin, SAID, generation="1", item=ID_CARD, element="overview", door="pages")

    assert OLD in shown
    assert NEW not in shown


def test_only_administrators_look_back(hall: Application, console_app: Flask) -> None:
    client = console_app.test_client()
    log_in(client, hall.desk, hired(hall.desk, "zuo", "坐席甲", "gongan"))

    assert client.get(SAID).status_code == 403
    assert client.get(PREVIEW).status_code == 200


def test_a_draft_is_previewed_as_every_door_would_show_it(
    hall: Application, admin: FlaskClient
) -> None:
    number = drafted(hall)

    for door in ("pages", "counter"):
        assert NEW in page(admin, PREVIEW, draft=str(number), element="overview", door=door)
    assert NEW not in page(admin, PREVIEW, item=ID_CARD, element="overview", door="pages")
    assert admin.get(f"{PREVIEW}?draft=4711").status_code == 404


def test_a_draft_that_names_what_is_not_there_is_told(
    hall: Application, admin: FlaskClient
) -> None:
    number = drafted(hall)
    drafts = hall.record.drafts
    before = drafts.newest(number)
    row = replace(before.value.materials[0], material="meiyou")
    drafts.save(number, replace(before.value, materials=(row,)), EDITOR, before.id)

    shown = page(admin, PREVIEW, draft=str(number), element="materials")

    assert "材料目录里没有" in shown
    assert "现在还预览不了" in shown


def test_a_day_to_come_is_shown_with_what_is_scheduled(
    hall: Application, admin: FlaskClient
) -> None:
    begins = MONDAY_MORNING.date() + timedelta(days=10)
    version = approved(hall, begins)
    asked = {"item": ID_CARD, "element": "overview", "door": "pages"}

    assert NEW in page(admin, PREVIEW, day=f"{begins}", **asked)
    assert NEW not in page(admin, PREVIEW, day=f"{begins - timedelta(days=1)}", **asked)
    assert NEW in page(admin, PREVIEW, version=str(version), element="overview", door="pages")
    for day, fault in (("2020-01-01", "已经过去了"), ("下周", "不是日期")):
        assert fault in page(admin, PREVIEW, day=day, **asked)


def test_a_moment_is_read_by_the_clock_of_the_city(clock: Clock) -> None:
    assert read_moment("2026-11-20 09:00", clock()) == datetime(2026, 11, 20, 9, tzinfo=CITY_TIME)
    for given in ("2026-11-20", "昨天", "2026-13-01 10:00"):
        with pytest.raises(CannotLookBack):
            read_moment(given, clock())


def test_an_answer_in_a_ticket_leads_to_what_it_was_made_of(
    hall: Application, admin: FlaskClient, console_app: Flask
) -> None:
    answer = said(
        small_catalogue(), ID_CARD, {"reason": "lost"}, Element.FEE, "chat", generation=1
    ).answer
    with console_app.test_request_context():
        address = GuideLinks(hall.kb, "wechat", looks_back=True).then(answer)
        assert GuideLinks(hall.kb, "wechat").then(answer) == ""

    approved(hall)
    shown = page(admin, address)
    assert "第 1 版" in shown
    assert "微信：" in shown
    assert 'value="lost" selected' in shown


@pytest.mark.usefixtures("knowledge")
def test_a_citizens_own_words_are_asked(settings: Settings, clock: Clock, tmp_path: Path) -> None:
    own = replace(settings, index_dir=copy_models(TRAINED, tmp_path / "index"))
    hall = hall_for_console(own, clock)
    publish_files(hall.kb.store, small_catalogue(), MONDAY_MORNING - timedelta(days=1))
    hall.kb.reload()
    client = create_app(hall).test_client()
    log_in(client, hall.desk, hired(hall.desk, "guan", "系统管理员甲", "", Role.ADMIN))
    before = clock()
    clock.forward(minutes=5)
    approved(hall)
    hall.kb.reload()
    asked = {"item": "身份证丢了补办要多少钱", "door": "chat"}

    now, old = then(client, clock(), **asked), then(client, before, **asked)
    hall.close()

    for shown in (now, old):
        assert "居民身份证申领、换领、补领，收费" in shown
        assert 'value="lost" selected' in shown
    assert "没有留存" not in now
    assert "没有留存" in old
