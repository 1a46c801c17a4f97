"""Pushing what citizens wait for, against a server that stands for WeChat's API and refuses as it does."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import text as sql

from hall.app import create_app
from hall.bootstrap import Application
from hall.doors.wechat import opening
from hall.doors.wechat.api import CODES, Trouble, WeChatApi, WeChatError
from hall.doors.wechat.courier import EVERY_SECONDS, Courier, open_courier, start_courier
from hall.doors.wechat.reception import conversation_id
from service_desk.model import Sender
from tests.conftest import OpenHall
from tests.desk_kit import WANTS_A_PERSON, clerk_of
from tests.standins import always, hang, refusing, standing
from tests.wechat_kit import OPENID, SETTINGS, WeChat, event, logs

pytestmark = pytest.mark.serving

REPLY = "请带户口簿到二楼3号窗口。"
PUSHED = f"工作人员答复：\n{REPLY}"
ACCOUNT = {**SETTINGS, "wechat_secret": "s" * 32, "wechat_can_push": True}


@dataclass
class Api:
    """WeChat's API: the errors to answer with next, and what it was sent."""

    url: str = ""
    errors: list[int] = field(default_factory=list)
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    asked_for_tokens: list[bool] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, list[str]], raw: bytes) -> dict[str, Any]:
        """Return what WeChat answers to a call."""
        body = json.loads(raw)
        if path == "/cgi-bin/stable_token":
            self.asked_for_tokens.append(body["force_refresh"])
            number = sum(self.asked_for_tokens)
            return {"access_token": f"token-{number}", "expires_in": 7200}
        assert path == "/cgi-bin/message/custom/send"
        self.raw.append(raw)
        code = self.errors.pop(0) if self.errors else 0
        if code == 0:
            assert body["msgtype"] == "text"
            self.sent.append((query["access_token"][0], body["touser"], body["text"]["content"]))
        return {"errcode": code, "errmsg": "x"}

    @property
    def texts(self) -> list[str]:
        """What arrived, oldest first."""
        return [text for _token, _openid, text in self.sent]


@contextmanager
def serving(api: Api) -> Iterator[Api]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            parts = urlsplit(self.path)
            body = json.dumps(api.answer(parts.path, parse_qs(parts.query), raw)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def logged() -> Iterator[None]:
    with logs():
        yield


@pytest.fixture
def api() -> Iterator[Api]:
    with serving(Api()) as running:
        yield running


@pytest.fixture
def application(open_hall: OpenHall, api: Api) -> Application:
    return open_hall(**ACCOUNT, wechat_api_url=api.url)


@pytest.fixture
def wechat(app: Flask) -> WeChat:
    return WeChat(app.test_client())


@pytest.fixture
def courier(application: Application) -> Courier:
    return open_courier(application)


def talk_of(hall: Application) -> str:
    return conversation_id(hall.settings.secret_key, OPENID)


def staff_reply(hall: Application, wechat: WeChat, *said: str) -> None:
    """Let the citizen ask for a person and a clerk answer, in one message or several."""
    wechat.ask(WANTS_A_PERSON)
    number = hall.desk.open_conversation(talk_of(hall), "wechat").ticket_number
    clerk = clerk_of(hall.desk, "zhengwu", f"clerk{time.monotonic_ns()}")
    for text in said or (REPLY,):
        hall.desk.reply(number, clerk, text)


def openids_kept(hall: Application) -> int:
    query = sql("SELECT count(*) FROM desk_conversation WHERE address IS NOT NULL")
    with hall.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def test_a_staff_reply_is_pushed_once_and_not_said_again(
    application: Application, wechat: WeChat, courier: Courier, api: Api
) -> None:
    staff_reply(application, wechat)
    assert courier.round() == EVERY_SECONDS
    courier.round()
    assert api.sent == [("token-0", OPENID, PUSHED)]
    assert REPLY not in wechat.ask("谢谢")


def test_chinese_goes_out_as_utf_8_and_not_escaped(
    application: Application, wechat: WeChat, courier: Courier, api: Api
) -> None:
    staff_reply(application, wechat)
    courier.round()
    assert REPLY.encode() in api.raw[0]
    assert b"\\u" not in api.raw[0]


def test_a_long_reply_is_pushed_within_wechats_limit(
    application: Application, wechat: WeChat, courier: Courier, api: Api
) -> None:
    staff_reply(application, wechat, REPLY * 100)
    courier.round()
    assert len(api.texts[0].encode()) <= 2000
    assert "https://hall.example.gov.cn/wechat/full/" in api.texts[0]


def test_a_late_answer_is_pushed(
    open_hall: OpenHall, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ANSWER_SECONDS", 0.2)
    with standing(hang(1.0)) as rasa:
        more = {"rasa_url": rasa.url, "rasa_turn_timeout": 10.0, "wechat_api_url": api.url}
        hall = open_hall(**ACCOUNT, **more)
        assert "正在查询" in WeChat(create_app(hall).test_client()).ask("身份证丢了要带啥")
        courier, deadline = open_courier(hall), time.monotonic() + 10
        while not api.sent and time.monotonic() < deadline:
            courier.round()
            time.sleep(0.1)
    (said,) = api.texts
    assert "居民身份证" in said
    assert "menucontent" in said or "样例数据" in said


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_refused_token_is_replaced_once_and_the_push_repeated(
    application: Application, wechat: WeChat, courier: Courier, api: Api, code: int
) -> None:
    staff_reply(application, wechat)
    api.errors = [code]
    assert courier.round() == EVERY_SECONDS
    assert api.sent == [("token-1", OPENID, PUSHED)]
    assert api.asked_for_tokens == [False, False, True]


def test_a_token_refused_twice_ends_the_round_and_loses_nothing(
    application: Application, wechat: WeChat, courier: Courier, api: Api
) -> None:
    staff_reply(application, wechat)
    api.errors = [40001, 40001]
    assert courier.round() > EVERY_SECONDS
    assert len(api.raw) == 2
    assert wechat.ask("谢谢").startswith(PUSHED)


@pytest.mark.parametrize("code", [45015, 45047, 43004, 43019, 48002, 40003, 45002, 87014])
def test_what_this_citizen_cannot_be_sent_waits_for_the_next_message(
    application: Application, wechat: WeChat, courier: Courier, api: Api, code: int
) -> None:
    staff_reply(application, wechat)
    api.errors = [code]
    assert courier.round() == EVERY_SECONDS
    courier.round()
    assert len(api.raw) == 1
    assert openids_kept(application) == 0
    assert PUSHED in wechat.ask("谢谢")


@pytest.mark.parametrize("code", [-1, 45009, 45011, 48001, 40164, 40013, 40125, 50002, 99999])
def test_trouble_of_the_account_or_of_wechat_pauses_and_tries_again_later(
    application: Application, wechat: WeChat, courier: Courier, api: Api, code: int
) -> None:
    staff_reply(application, wechat)
    api.errors = [code]
    assert courier.round() >= 30
    assert api.sent == []
    assert courier.round() == EVERY_SECONDS
    assert api.texts == [PUSHED]


def test_after_trouble_the_rest_of_the_round_is_left_alone(
    application: Application, wechat: WeChat, courier: Courier, api: Api
) -> None:
    staff_reply(application, wechat, REPLY, "还要带照片。")
    api.errors = [-1]
    courier.round()
    assert len(api.raw) == 1
    courier.round()
    assert api.texts == [PUSHED, "工作人员答复：\n还要带照片。"]


@pytest.mark.parametrize("answer", ["text", [], {"errcode": "x"}, {"access_token": None}])
def test_an_api_that_talks_nonsense_pauses_the_courier(open_hall: OpenHall, answer: object) -> None:
    with standing(always(answer)) as nonsense:
        hall = open_hall(**ACCOUNT, wechat_api_url=nonsense.url)
        staff_reply(hall, wechat := WeChat(create_app(hall).test_client()))
        assert open_courier(hall).round() >= 30
    assert PUSHED in wechat.ask("谢谢")


def test_an_api_that_is_gone_pauses_the_courier(open_hall: OpenHall) -> None:
    with refusing() as url:
        hall = open_hall(**ACCOUNT, wechat_api_url=url)
        staff_reply(hall, WeChat(create_app(hall).test_client()))
        assert open_courier(hall).round() >= 30


def test_who_unfollows_is_pushed_nothing_and_finds_it_on_coming_back(
    application: Application, wechat: WeChat, courier: Courier, api: Api
) -> None:
    staff_reply(application, wechat)
    assert wechat.says(event("unsubscribe")) == ""
    courier.round()
    assert api.raw == []
    assert openids_kept(application) == 0
    assert wechat.says(event("subscribe")).startswith(PUSHED)


def test_the_openid_is_kept_encrypted_and_only_where_a_push_needs_it(
    application: Application, wechat: WeChat
) -> None:
    wechat.ask("身份证丢了要带啥")
    assert openids_kept(application) == 0
    wechat.ask(WANTS_A_PERSON)
    assert openids_kept(application) == 1
    with application.engine.connect() as connection:
        kept = connection.execute(sql("SELECT address FROM desk_conversation")).scalar_one()
    assert OPENID.encode() not in kept


def test_an_account_that_may_not_push_keeps_no_openid_and_has_no_courier(
    open_hall: OpenHall,
) -> None:
    hall = open_hall(**{**ACCOUNT, "wechat_can_push": False})
    staff_reply(hall, wechat := WeChat(create_app(hall).test_client()))
    assert openids_kept(hall) == 0
    assert start_courier(hall) is None
    assert PUSHED in wechat.ask("谢谢")


@pytest.mark.parametrize("missing", ["wechat_appid", "wechat_secret", "wechat_token"])
def test_without_its_account_the_courier_stays_at_home(open_hall: OpenHall, missing: str) -> None:
    assert start_courier(open_hall(**{**ACCOUNT, missing: ""})) is None


def test_the_courier_runs_by_itself_until_it_is_stopped(
    application: Application, wechat: WeChat, api: Api
) -> None:
    stop = start_courier(application)
    assert stop
    staff_reply(application, wechat)
    deadline = time.monotonic() + 10
    while not api.sent and time.monotonic() < deadline:
        time.sleep(0.1)
    stop.set()
    assert api.texts == [PUSHED]


def test_bot_answers_that_were_in_time_are_not_pushed(
    application: Application, wechat: WeChat, courier: Courier, api: Api
) -> None:
    wechat.ask(WANTS_A_PERSON)
    wechat.ask("身份证丢了要带啥")
    courier.round()
    assert api.raw == []
    said = application.desk.messages_after(talk_of(application))
    assert any(message.sender is Sender.BOT for message in said)


def test_every_known_error_says_what_it_means(application: Application) -> None:
    assert all(meaning for _trouble, meaning in CODES.values())
    assert WeChatError(99999).trouble is Trouble.ACCOUNT
    assert "40164" in str(WeChatError(40164))
    assert "s" * 32 not in repr(
        vars(WeChatApi(application.settings, application.desk.locks))["_tokens"]
    )
