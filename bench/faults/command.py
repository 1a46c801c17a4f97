"""`python -m bench faults [--only NAME …] [--inputs N]`: an installation of its own, hurt in every way."""

import argparse
import os
from collections.abc import Callable, Mapping
from functools import partial

from bench.faults import fuzz, hanging, messages, starts, waiting
from bench.faults.finding import Finding
from tests.stack import Stack, running_stack

Case = Callable[[Stack], Finding]


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
    # An account without safe mode takes plain messages: what is measured here is time, not encryption.
    with running_stack(
        WECHAT_AES_KEY="", HALL_HOST="127.0.0.1", RATE_LIMIT_CHAT="1000/second"
    ) as stack:
        stack.wait_ready(300)
        found = [_run(name, cases(chosen.inputs)[name], stack) for name in chosen.only]
    _say(f"\nload of this machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0 if all(finding.is_met for finding in found) else 1


def _run(name: str, case: Case, stack: Stack) -> Finding:
    try:
        finding = case(stack)
    except Exception as error:  # a case that breaks says so, and the others still run
        finding = Finding(name, f"broke: {error!r}", "a figure", False)
    _say(finding.row(name) + ("" if finding.is_met else "  ← short"))
    stack.wait_ready(300)
    return finding


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # the command line speaks on standard output
