"""WeChat waits seconds and asks three times: one run, one answer, nothing lost, never late."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import pytest
from flask import Flask

from hall.app import create_app
from hall.bootstrap import Application
from hall.doors.wechat import opening
from hall.doors.wechat.reception import ANSWER_SECONDS, conversation_id
from knowledge_base.model.answer import Answer, AnswerStatus
from service_desk.model import Sender
from tests.conftest import OpenHall
from tests.desk_kit import clerk_of
from tests.standins import always, standing
from tests.wechat_kit import OPENID, SETTINGS, WeChat, event, logs, message, text

pytestmark = pytest.mark.serving

ANSWER = Answer(AnswerStatus.ANSWERED_GUIDE, "带户口簿到派出所办。")
SPOKEN = [{"custom": {"answer": ANSWER.to_dict()}}]
LOOKING = "正在查询"
SLEEPER = """
import http.server, sys, time
seconds, reply = float(sys.argv[1]), sys.argv[2].encode()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(seconds)
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)
        print("answered", flush=True)
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""

Hall = tuple[Application, Flask]
OpenSlowHall = Callable[..., Hall]


@contextmanager
def sleeper(seconds: float) -> Iterator[str]:
    """Run a process that stands for Rasa and takes its time."""
    command = [sys.executable, "-c", SLEEPER, str(seconds), json.dumps(SPOKEN)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.kill()


@pytest.fixture(autouse=True)
def logged() -> Iterator[None]:
    with logs():
        yield


@pytest.fixture
def slow_hall(open_hall: OpenHall, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenSlowHall]:
    """Opens halls whose Rasa takes `turn` seconds and which answer WeChat after `patience`."""
    with ExitStack() as stack:

        def open_slow(turn: float, patience: float = 0.4, **more: object) -> Hall:
            monkeypatch.setattr(opening, "ANSWER_SECONDS", patience)
            url = stack.enter_context(sleeper(turn))
            hall = open_hall(**SETTINGS, rasa_url=url, rasa_turn_timeout=20.0, **more)
            return hall, create_app(hall)

        yield open_slow


def citizens_messages(hall: Application) -> list[str]:
    talk = conversation_id(hall.settings.secret_key, OPENID)
    return [m.text for m in hall.desk.messages_after(talk) if m.sender is Sender.CITIZEN]


def answers(hall: Application) -> int:
    talk = conversation_id(hall.settings.secret_key, OPENID)
    return sum(m.sender is Sender.BOT for m in hall.desk.messages_after(talk))


def until_answered(hall: Application, count: int = 1) -> None:
    """Wait until the turn behind is over and its answer queued."""
    deadline = time.monotonic() + 15
    while answers(hall) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)


def at_once(app: Flask, body: str, times: int, apart: float = 0.0) -> list[str]:
    """Deliver a body several times, each on a connection of its own; return the texts of the replies."""

    def deliver(number: int) -> str:
        time.sleep(number * apart)
        return WeChat(app.test_client()).says(body)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(deliver, range(times)))


def test_a_slow_answer_is_announced_within_four_seconds_and_comes_with_the_next_message(
    slow_hall: OpenSlowHall,
) -> None:
    hall, app = slow_hall(5.0, patience=ANSWER_SECONDS)
    wechat = WeChat(app.test_client())
    started = time.monotonic()
    said = wechat.ask("身份证丢了咋整")
    assert time.monotonic() - started < 4.0
    assert LOOKING in said
    assert "weixin://bizmsgmenu?msgmenucontent=" in said
    assert wechat.ask("1") == ANSWER.text
    assert citizens_messages(hall) == ["身份证丢了咋整"]


@pytest.mark.parametrize("back", ["查看答复", "好的", "2", "？"])
def test_any_word_brings_the_late_answer_without_asking_anything(
    slow_hall: OpenSlowHall, back: str
) -> None:
    hall, app = slow_hall(0.8)
    wechat = WeChat(app.test_client())
    assert LOOKING in wechat.ask("身份证丢了咋整")
    until_answered(hall)
    assert wechat.ask(back) == ANSWER.text
    assert len(citizens_messages(hall)) == 1


def test_who_comes_back_too_early_is_asked_to_wait_again_and_loses_nothing(
    slow_hall: OpenSlowHall,
) -> None:
    hall, app = slow_hall(2.0)
    wechat = WeChat(app.test_client())
    assert LOOKING in wechat.ask("身份证丢了咋整")
    assert "还在查" in wechat.ask("查看答复")
    until_answered(hall)
    time.sleep(0.3)
    assert wechat.ask("查看答复") == ANSWER.text
    assert "没有等您查看的答复" in wechat.ask("查看答复")


def test_a_new_question_gets_the_late_answer_first_and_then_its_own(
    slow_hall: OpenSlowHall,
) -> None:
    hall, app = slow_hall(0.6, patience=0.3)
    wechat = WeChat(app.test_client())
    assert LOOKING in wechat.ask("身份证丢了咋整")
    until_answered(hall)
    said = wechat.says(message("image", "<MediaId>m</MediaId>"))
    assert said.startswith(ANSWER.text)
    assert "图片" in said
    assert LOOKING in wechat.ask("那多少钱")
    until_answered(hall, 2)
    assert wechat.ask("好的") == ANSWER.text


def test_after_the_late_answer_numbers_choose_options_again(slow_hall: OpenSlowHall) -> None:
    hall, app = slow_hall(0.8)
    wechat = WeChat(app.test_client())
    wechat.ask("身份证丢了咋整")
    until_answered(hall)
    wechat.ask("1")
    assert LOOKING in wechat.ask("1")
    assert citizens_messages(hall) == ["身份证丢了咋整", "1"]


def test_three_deliveries_at_once_are_one_run_and_one_answer(open_hall: OpenHall) -> None:
    with standing(always(SPOKEN)) as rasa:
        hall = open_hall(**SETTINGS, rasa_url=rasa.url)
        said = at_once(create_app(hall), text("身份证丢了咋整", message_id="7"), 3)
    assert said == [ANSWER.text] * 3
    assert len(rasa.received) == 1
    assert (citizens_messages(hall), answers(hall)) == (["身份证丢了咋整"], 1)


def test_repeats_while_the_first_still_runs_wait_for_it(slow_hall: OpenSlowHall) -> None:
    hall, app = slow_hall(1.0, patience=3.0)
    body = text("身份证丢了咋整", message_id="8")
    assert at_once(app, body, 3, apart=0.2) == [ANSWER.text] * 3
    assert (len(citizens_messages(hall)), answers(hall)) == (1, 1)


def test_a_repeat_after_the_announcement_gets_the_answer_itself_and_nothing_comes_twice(
    slow_hall: OpenSlowHall,
) -> None:
    hall, app = slow_hall(1.0, patience=0.7)
    body = text("身份证丢了咋整", message_id="9")
    said = at_once(app, body, 3, apart=0.5)
    assert LOOKING in said[0]
    assert said[1:] == [ANSWER.text] * 2
    time.sleep(0.3)
    assert ANSWER.text not in WeChat(app.test_client()).says(event("SCAN"))
    assert answers(hall) == 1


def test_a_repeated_event_is_answered_from_its_first_run(slow_hall: OpenSlowHall) -> None:
    hall, app = slow_hall(0.1, patience=3.0)
    assert at_once(app, event("CLICK", "ID_CARD"), 3) == [ANSWER.text] * 3
    assert answers(hall) == 1


def test_a_staff_reply_that_missed_its_chance_comes_with_the_late_answer(
    slow_hall: OpenSlowHall,
) -> None:
    hall, app = slow_hall(0.8)
    wechat = WeChat(app.test_client())
    talk = conversation_id(hall.settings.secret_key, OPENID)
    hall.desk.open_conversation(talk, "wechat", polls=False)
    ticket = hall.desk.hand_over(talk, "落户", None)
    hall.desk.reply(ticket.number, clerk_of(hall.desk, "zhengwu"), "请带户口簿。")
    assert LOOKING in wechat.ask("身份证丢了咋整")
    until_answered(hall)
    assert wechat.ask("好的") == f"工作人员答复：\n请带户口簿。\n\n{ANSWER.text}"


def test_a_locked_database_does_not_make_wechat_wait(slow_hall: OpenSlowHall) -> None:
    hall, app = slow_hall(0.1, patience=1.0)
    wechat = WeChat(app.test_client())
    wechat.ask("身份证丢了咋整")
    with hall.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        started = time.monotonic()
        said = wechat.ask("那多少钱")
        assert time.monotonic() - started < 2.0
        assert LOOKING in said
        connection.rollback()
    until_answered(hall, 2)
    assert wechat.ask("好的") == ANSWER.text


def timed(app: Flask, count: int) -> list[tuple[float, str]]:
    """Ask as so many citizens at once; return after how long each got which reply."""

    def ask(number: int) -> tuple[float, str]:
        started = time.monotonic()
        said = WeChat(app.test_client()).ask("身份证丢了咋整", openid=f"o9AgO5Kd5ggOC-{number}")
        return time.monotonic() - started, said

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(ask, range(count)))


def test_more_messages_than_can_be_worked_on_are_all_answered_in_time(open_hall: OpenHall) -> None:
    hall = open_hall(**SETTINGS, threads=4)
    app = create_app(hall)
    with hall.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        replies = timed(app, 40)
        connection.rollback()
    assert max(seconds for seconds, _said in replies) < 4.0
    turned_away = [said for _seconds, said in replies if "没能接住" in said]
    taken = [said for _seconds, said in replies if LOOKING in said or "没有记录" in said]
    assert len(turned_away) == 40 - 4 * (1 + opening.WAITING)
    assert len(turned_away) + len(taken) == 40


def test_only_some_threads_wait_for_answers_the_others_serve(slow_hall: OpenSlowHall) -> None:
    _hall, app = slow_hall(3.0, patience=2.0, threads=4)
    replies = timed(app, 12)
    waited = [seconds for seconds, _said in replies if seconds > 1.9]
    assert len(waited) == 3
    assert all(LOOKING in said for _seconds, said in replies)


def test_who_is_turned_away_hears_the_same_when_wechat_repeats(slow_hall: OpenSlowHall) -> None:
    hall, app = slow_hall(2.0, threads=4)
    timed(app, 4 * (1 + opening.WAITING))
    said = at_once(app, text("身份证丢了咋整", message_id="11"), 3)
    assert len({*said}) == 1
    assert "没能接住" in said[0]
    assert citizens_messages(hall) == []


@contextmanager
def slow_redis(seconds: float) -> Iterator[str]:
    """Run a server that takes connections and answers each command late, or never."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                while connection.recv(65536):
                    time.sleep(seconds)
                    connection.sendall(b"+OK\r\n")

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _address = server.accept()
                    threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("seconds", [0.9, 60.0], ids=["slow", "hanging"])
def test_a_redis_that_answers_late_or_never_does_not_make_wechat_wait(
    open_hall: OpenHall, seconds: float
) -> None:
    with slow_redis(seconds) as url:
        hall = open_hall(**SETTINGS, redis_url=url, threads=4)
        replies = timed(create_app(hall), 6)
    assert max(waited for waited, _said in replies) < 4.0
    assert all(said for _waited, said in replies)


@pytest.mark.redis
def test_two_halls_with_one_redis_share_a_delivery(open_hall: OpenHall, redis_url: str) -> None:
    with standing(always(SPOKEN)) as rasa:
        halls = [open_hall(**SETTINGS, rasa_url=rasa.url, redis_url=redis_url) for _ in range(2)]
        apps = [create_app(hall) for hall in halls]
        body = text("身份证丢了咋整", message_id="10")
        with ThreadPoolExecutor(4) as pool:
            said = list(pool.map(lambda n: WeChat(apps[n % 2].test_client()).says(body), range(4)))
    assert said == [ANSWER.text] * 4
    assert len(rasa.received) == 1


@pytest.mark.redis
def test_a_redis_that_is_gone_costs_an_answer_but_no_error_page(open_hall: OpenHall) -> None:
    hall = open_hall(**SETTINGS, redis_url="redis://127.0.0.1:1/0")
    started = time.monotonic()
    assert "12345" in WeChat(create_app(hall).test_client()).ask("身份证丢了咋整")
    assert time.monotonic() - started < 4.0
