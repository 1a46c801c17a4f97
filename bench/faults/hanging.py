"""Processes that hang or die, and how soon everything works again."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psutil

from bench.faults.citizens import in_time, wechat
from bench.faults.finding import Finding
from bench.faults.line import at_rate, send
from tests.stack import Stack

BACK_SECONDS = 30.0
GIVE_UP_SECONDS = 400.0
LOOKED_SECONDS = 7.0
"""By then `/readyz` has looked at a part that died."""
WECHAT_RATE, WECHAT_SECONDS = 50, 20


def hung_worker(stack: Stack) -> Finding:
    """Stop the hall where it stands; nobody resumes it."""
    return _hung(stack, "hall", lambda: stack.hang("hall"))


def hung_master(stack: Stack) -> Finding:
    """Stop the supervisor, which then restarts nothing, and the hall with it."""
    master = _master(stack)

    def hang() -> None:
        master.suspend()
        stack.hang("hall")

    return _hung(stack, "supervisor and hall", hang)


def _hung(stack: Stack, what: str, hang: Callable[[], None]) -> Finding:
    hung, began = stack.process("hall"), time.monotonic()
    with ThreadPoolExecutor(1) as crew:
        ended = crew.submit(_until_gone, hung, began)
        seconds = _until_back(stack, hang, hall_alone=True)
    figure = f"ended after {ended.result():.1f} s, answers again after {seconds:.1f} s"
    is_met = seconds <= BACK_SECONDS
    return Finding(f"{what} stopped (SIGSTOP)", figure, f"≤ {BACK_SECONDS:.0f} s", is_met)


def _until_gone(process: psutil.Process, began: float) -> float:
    process.wait(GIVE_UP_SECONDS)
    return time.monotonic() - began


def killed(stack: Stack) -> Finding:
    """Kill each process in turn; with the supervisor all end, and citizens wait for the hall alone."""
    took = {"hall": _until_back(stack, partial(stack.kill, "hall"), hall_alone=True)}
    stack.wait_ready(GIVE_UP_SECONDS)
    began = time.monotonic()
    took["supervisor"] = _until_back(stack, _master(stack).kill, hall_alone=True)
    stack.wait_ready(GIVE_UP_SECONDS)
    bot_beside = time.monotonic() - began
    for name in ("actions", "bot"):
        took[name] = _until_back(stack, partial(stack.kill, name), hall_alone=False)
    figure = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items())
    figure += f"; after the supervisor the bot as well {bot_beside:.1f} s"
    slowest = max(took.values())
    return Finding(
        "kill -9, until back", figure, f"≤ {BACK_SECONDS:.0f} s", slowest <= BACK_SECONDS
    )


def rasa_hung(stack: Stack) -> Finding:
    """Let Rasa hang while WeChat sends fifty messages a second."""
    stack.hang("bot")
    try:
        replies = at_rate(WECHAT_RATE, WECHAT_SECONDS, lambda number: wechat(stack, number))
    finally:
        stack.resume("bot")
    good, longest = in_time(replies), max(reply.seconds for reply in replies)
    figure = f"{good} of {len(replies)} within 4 s, longest {longest:.1f} s"
    return Finding(
        f"Rasa hung, {WECHAT_RATE} WeChat messages/s for {WECHAT_SECONDS} s",
        figure, "100 % ≤ 4 s", good == len(replies),
    )  # fmt: skip


def _master(stack: Stack) -> psutil.Process:
    master = stack.process("hall").parent()
    assert master is not None
    return master


def _until_back(stack: Stack, act: Callable[[], None], *, hall_alone: bool) -> float:
    """Return the seconds from the fault until the hall answers again, or until every part is ready."""
    before = stack.process("hall").pid
    began = time.monotonic()
    act()
    time.sleep(0.2)
    while time.monotonic() - began < GIVE_UP_SECONDS:
        if hall_alone and _is_new(stack, before) and _lives(stack):
            return time.monotonic() - began
        if (
            not hall_alone
            and time.monotonic() - began > LOOKED_SECONDS
            and stack.ready().get("status") == "ready"
        ):
            return time.monotonic() - began
        time.sleep(0.2)
    return float("inf")


def _is_new(stack: Stack, before: int) -> bool:
    try:
        return stack.process("hall").pid != before
    except LookupError:
        return False


def _lives(stack: Stack) -> bool:
    return send(stack.hall_url, "/healthz", patience=1).status == 200
