"""`python -m bench faults [--only NAME …] [--inputs N]`: an installation of its own, hurt in every way."""

import argparse
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from typing import Any

from bench.faults import fuzz, hanging, messages, starts, waiting
from bench.faults.finding import Finding
from tests.stack import Stack, running_stack

Case = Callable[[Any], Finding]
"""Takes the installation; what needs none is given None."""
ALONE = {"starts"}


def cases(inputs: int) -> Mapping[str, Case]:
    """Return every case by its name, in the order in which they do not disturb each other."""
    return {
        "slow": waiting.slow_connections,
        "staff": messages.second_message,
        "fuzz": partial(fuzz.fuzz, inputs=inputs),
        "locked": waiting.database_locked,
        "rasa": hanging.rasa_hung,
        "hung-worker": hanging.hung_worker,
        "hung-master": hanging.hung_master,
        "killed": hanging.killed,
        "starts": starts.simultaneous_starts,
    }


def main(given: list[str]) -> int:
    """Run the cases on an installation on free ports of loopback; return 1 when a bar is not met."""
    every = cases(fuzz.INPUTS)
    parser = argparse.ArgumentParser(prog="python -m bench faults", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=every, default=list(every), metavar="NAME")
    parser.add_argument("--inputs", type=int, default=fuzz.INPUTS, help="odd requests of `fuzz`")
    chosen = parser.parse_args(given)
    _say("| tried | figure | bar | command |\n|---|---|---|---|")
    with ExitStack() as held:
        stack = None if set(chosen.only) == ALONE else held.enter_context(_installation())
        found = [_run(name, cases(chosen.inputs)[name], stack) for name in chosen.only]
    _say(f"\nload of this machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0 if all(finding.is_met for finding in found) else 1


def _installation() -> AbstractContextManager[Stack]:
    """Start an installation; its WeChat account is one without safe mode, for time is measured here."""
    return running_stack(WECHAT_AES_KEY="", HALL_HOST="127.0.0.1", RATE_LIMIT_CHAT="1000/second")


def _run(name: str, case: Case, stack: Stack | None) -> Finding:
    try:
        if stack is not None:
            stack.wait_ready(300)
        finding = case(stack)
    except Exception as error:  # a case that breaks says so, and the others still run
        finding = Finding(name, f"broke: {error!r}", "a figure", False)
    _say(finding.row(name) + ("" if finding.is_met else "  ← short"))
    if stack is not None:
        stack.wait_ready(300)
    return finding


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # the command line speaks on standard output
