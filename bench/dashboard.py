"""`python -m bench dashboard [--messages 200000]`: how long the page of figures takes, and what a figure costs a turn.

The messages lie in a temporary SQLite database, with answers as long as real ones.
"""

import argparse
import logging
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from bench.console_hall import client_of, seconds, unbuilt_hall
from hall.bootstrap import Application, utc_now
from knowledge_base.loading import load_catalogue
from knowledge_base.model.answer import Answer, AnswerStatus, ItemRef
from service_desk import turns
from service_desk.staff import Role
from service_desk.tables import ConversationRow, MessageRow, TicketRow
from service_desk.turn_tables import TurnRow
from service_desk.turns import fingerprint, turn_of

LOGIN = "qianjin"
SEED = 20261130
DAYS = 90
"""The messages are spread over so many days, as many as the longest choice of the page shows."""
ANSWER_CHARS = 1500
"""Of an answer's text and blocks together, as the shipped guides give."""
TURNS_A_TALK = 4
TICKET_EVERY = 25
AT_ONCE = 5000
LOOKS = 30
TURNS = 300
MOST_MS = 500.0
"""The bar for half of all looks and for nearly all."""
PAGES = {
    "30 days": "?span=30",
    "90 days": "?span=90",
    "90 days, one department": "?span=90&department=gongan",
    "today": "?span=today",
    "list of a cell": "/questions?span=90&kind=unknown",
}
STATUSES = (
    *[AnswerStatus.ANSWERED_GUIDE] * 6,
    AnswerStatus.CLARIFY_SITUATION,
    AnswerStatus.CLARIFY_ITEM,
    AnswerStatus.UNANSWERED_UNKNOWN,
    AnswerStatus.ROUTED_STAFF,
    AnswerStatus.SMALLTALK,
)
DOORS = ("widget", "widget", "wechat", "page")


def main(arguments: Sequence[str]) -> int:
    """Print what a look takes; return 1 when the bar is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench dashboard", description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000)
    given = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="onedoor-dashboard-") as folder:
        hall = unbuilt_hall(Path(folder))
        began = time.perf_counter()
        _fill(hall, given.messages)
        _say(f"{given.messages} messages made in {time.perf_counter() - began:.0f} s")
        slowest = max(_looked_at(hall, name, address) for name, address in PAGES.items())
        _cost_of_a_turn(hall)
        hall.close()
    _say(
        f"slowest p95 {slowest:.0f} ms, {'within' if slowest <= MOST_MS else 'OVER'} {MOST_MS:.0f}"
    )
    return int(slowest > MOST_MS)


def _say(text: str) -> None:
    print(f"dashboard: {text}", flush=True)  # noqa: T201  # the command line speaks on standard output


def _fill(hall: Application, messages: int) -> None:
    """Store so many messages, half of them questions, with their figures and a ticket now and then."""
    chance = random.Random(SEED)
    made = _rows(chance, messages // 2, hall)
    while batch := list(islice(made, AT_ONCE)):
        _store(hall.engine, batch)


def _store(engine: Engine, batch: list[tuple[type[Any], dict[str, Any]]]) -> None:
    with engine.begin() as connection:
        for table in (ConversationRow, MessageRow, TurnRow, TicketRow):
            if rows := [values for kind, values in batch if kind is table]:
                connection.execute(insert(table), rows)


def _rows(
    chance: random.Random, count: int, hall: Application
) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    catalogue = load_catalogue()
    items = [
        ItemRef(
            g.item.code,
            g.item.catalog_code,
            g.item.name,
            catalogue.departments[g.item.department].name,
        )
        for g in catalogue.guides.values()
    ]
    begin = utc_now() - timedelta(days=DAYS)
    for number in range(count):
        now = begin + timedelta(days=DAYS) * (number / count)
        talk, door = (
            f"talk-{number // TURNS_A_TALK:08d}",
            DOORS[number // TURNS_A_TALK % len(DOORS)],
        )
        if number % TURNS_A_TALK == 0:
            yield ConversationRow, _talk(talk, door, now)
        item, status = chance.choice(items), chance.choice(STATUSES)
        question = f"{item.name}要带啥，第{int(chance.paretovariate(0.6)) % 500}种情况"
        yield MessageRow, _message(2 * number + 1, talk, "citizen", question, None, now)
        answer = Answer(status, "答" * ANSWER_CHARS, item=item).to_dict()
        yield MessageRow, _message(2 * number + 2, talk, "bot", "答" * 200, answer, now)
        turn = turn_of(door, answer, now, hall.desk.department_of)
        yield TurnRow, _turn(turn, number, fingerprint(question))
        if number % TICKET_EVERY == 0:
            yield TicketRow, _ticket(number, talk, item, turn.department, now)


def _talk(talk: str, door: str, now: Any) -> dict[str, Any]:
    times = {"created_at": now, "touched_at": now, "citizen_at": now}
    return {"id": talk, "door": door, "speaker": "bot", "context": {}, "polls": True, **times}


def _message(
    number: int, talk: str, sender: str, text: str, answer: dict[str, Any] | None, now: Any
) -> dict[str, Any]:
    said = {"sender": sender, "text": text, "answer": answer}
    return {"id": number, "conversation_id": talk, "created_at": now, **said}


def _turn(turn: TurnRow, number: int, asked: int) -> dict[str, Any]:
    known = {name: getattr(turn, name) for name in turns.TALLIED}
    return {**known, "asked": asked, "question_id": 2 * number + 1, "answer_id": 2 * number + 2}


def _ticket(number: int, talk: str, item: ItemRef, department: str, now: Any) -> dict[str, Any]:
    return {
        "number": f"TJ-{number:08d}",
        "conversation_id": talk,
        "questions": "要问的事",
        "item_code": item.item_code,
        "catalog_code": item.catalog_code,
        "item_name": item.name,
        "item_department": item.department,
        "department": department,
        "department_name": item.department,
        "state": "answered",
        "created_at": now,
        "due_at": now + timedelta(days=2),
        "due_estimated": False,
        "replied_at": now + timedelta(hours=number % 72),
        "reason": "",
    }


def _looked_at(hall: Application, name: str, address: str) -> float:
    """Print how long a page takes, session and rendering included; return the time of nearly all looks."""
    client = client_of(hall, LOGIN, Role.MANAGER)
    path = "/console/statistics" + address
    seconds(lambda: client.get(path))
    took, worked = [], []
    for _ in range(LOOKS):
        began = time.process_time()
        took.append(seconds(lambda: client.get(path)) * 1000)
        worked.append((time.process_time() - began) * 1000)
    cuts = statistics.quantiles(took, n=20)
    alone = statistics.median(worked)
    _say(
        f"{name}: p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms of {LOOKS} (p50 of the processor alone {alone:.0f} ms)"
    )
    return cuts[18]


def _cost_of_a_turn(hall: Application) -> None:
    """Print what keeping an answer takes, and how much of it is for the figures."""
    item = ItemRef("232009001000-01", "232009001000", "居民身份证补领", "同江市公安局")
    answer = Answer(AnswerStatus.ANSWERED_GUIDE, "答" * ANSWER_CHARS, item=item).to_dict()
    whole: list[float] = []
    noted: list[float] = []
    with _timed(noted):
        for number in range(TURNS):
            talk = f"cost-{number:08d}"
            hall.desk.hear(talk, "widget", "身份证丢了咋整")
            whole.append(seconds(lambda: hall.desk.say(talk, [("答", answer)])) * 1000)  # noqa: B023
    share = statistics.median(noted) * 1000
    _say(
        f"an answer is kept in p50 {statistics.median(whole):.2f} ms, its figure takes {share:.2f} of them"
    )


@contextmanager
def _timed(noted: list[float]) -> Iterator[None]:
    """Put down how long each figure takes, until it reaches the database."""
    note = turns.note

    def timed(session: Session, *arguments: Any) -> None:
        began = time.perf_counter()
        note(session, *arguments)
        session.flush()
        noted.append(time.perf_counter() - began)

    turns.note = timed  # type: ignore[assignment]
    try:
        yield
    finally:
        turns.note = note
