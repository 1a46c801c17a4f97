"""`python -m bench [NAME …] [--url URL]`: measure what is named, all by default.

`python -m bench faults` starts an installation of its own and hurts it (`bench.faults.command`);
`python -m bench growth` adds thousands of items to the base (`bench.growth`);
`python -m bench inspection_faults` plants faults and looks what the inspection finds (`bench.seeded`);
`python -m bench live` publishes while two halls are asked (`bench.live`);
`python -m bench dashboard` looks at the figures of 200,000 messages (`bench.dashboard`);
`python -m bench editing` opens the pages of the editors beside 5,000 guides (`bench.editing`).
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from importlib import import_module

COMMANDS: Mapping[str, str] = {
    "dashboard": "bench.dashboard",
    "editing": "bench.editing",
    "faults": "bench.faults.command",
    "growth": "bench.growth",
    "inspection_faults": "bench.seeded.command",
    "live": "bench.live",
}
"""Measures that take minutes and arguments of their own: name → module with a `main`."""
MEASURES: Mapping[str, str] = {
    "asking": "bench.asking:measure",
    "ask": "bench.turns:ask",
    "chat": "bench.turns:chat",
    "counter": "bench.counter:measure",
    "grouping": "bench.grouping:measure",
    "importing": "bench.importing:measure",
    "inspection": "bench.inspection:measure",
    "pages": "bench.pages:measure",
    "patterns": "bench.patterns:measure",
}
"""Name → module:function; it takes the hall's address, which `asking`, `grouping`, `importing`, `inspection` and `patterns` do not need, and returns lines to print."""


def main() -> None:
    """Print what was measured."""
    if command := COMMANDS.get("".join(sys.argv[1:2])):
        sys.exit(import_module(command).main(sys.argv[2:]))
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{'、'.join(MEASURES)}")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of a running hall")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in MEASURES]
    if unknown:
        parser.error(f"没有叫 {'、'.join(unknown)} 的测量，可选：{'、'.join(MEASURES)}")
    for name in given.names or MEASURES:
        for line in _find(MEASURES[name])(given.url.rstrip("/")):
            print(f"{name}: {line}", flush=True)  # noqa: T201  # the command line speaks on standard output


def _find(place: str) -> Callable[[str], list[str]]:
    module, name = place.split(":")
    found: Callable[[str], list[str]] = getattr(import_module(module), name)
    return found


if __name__ == "__main__":
    main()
