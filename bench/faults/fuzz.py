"""Odd requests over the line to every route of a running installation."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from bench.faults.citizens import chat
from bench.faults.finding import Finding
from bench.faults.line import send
from bench.faults.messages import NUMBER
from bench.faults.odd import Key, Odd, Odds
from bench.faults.staff import clerk, token
from hall.app import create_app
from hall.settings import load_settings
from tests.console_kit import hall_for_console
from tests.desk_kit import WANTS_A_PERSON, Clock
from tests.stack import Stack

INPUTS = 100_000
SEED = 20261129
SENDERS, BATCH = 4, 2000
LEFT_OUT = ("/console/logout",)
"""It ends the clerk's session, and all after it would end at the login."""
SILENT = 60.0


def fuzz(stack: Stack, inputs: int = INPUTS) -> Finding:
    """Send odd requests to every route; count what is the hall's fault, or not answered."""
    odds = Odds(_rules(stack), _keys(stack), _known(stack), SEED)
    drawn, seen, slowest = odds.drawn(inputs), Counter[int](), 0.0
    with ThreadPoolExecutor(SENDERS) as crew:
        while batch := list(islice(drawn, BATCH)):
            for status, seconds in crew.map(lambda odd: _sent(stack, odd), batch):
                seen[status] += 1
                slowest = max(slowest, seconds)
    bad = sum(count for status, count in seen.items() if status >= 500 or status == 0)
    figure = f"{bad} 5xx or unanswered of {inputs}, slowest {slowest:.2f} s; {dict(sorted(seen.items()))}"
    return Finding(f"{inputs} odd requests over every route", figure, "0 5xx", bad == 0)


def _sent(stack: Stack, odd: Odd) -> tuple[int, float]:
    reply = send(stack.hall_url, odd.path, odd.method, odd.body, odd.headers, SILENT)
    return reply.status, reply.seconds


def _rules(stack: Stack) -> list[tuple[str, Sequence[str]]]:
    hall = hall_for_console(load_settings(stack.environ), Clock())
    every = create_app(hall).url_map.iter_rules()
    rules = [(rule.rule, sorted(rule.methods or ())) for rule in every]
    hall.close()
    return [rule for rule in rules if rule[0] not in LEFT_OUT]


def _keys(stack: Stack) -> list[Key]:
    with clerk(stack) as client:
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        form = token(client, "/console/password")
    return [
        Key("/internal/", {"X-OneDoor-Token": load_settings(stack.environ).action_token}),
        Key("/", {"Cookie": cookies, "X-CSRFToken": form}),
    ]


def _known(stack: Stack) -> list[str]:
    talk = "odd-requests-0001"
    number = NUMBER.findall(chat(stack, WANTS_A_PERSON, talk).body.decode())
    return [talk, *number, "bench01", "1", "232009001000-01", "232009001000"]
