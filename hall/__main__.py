"""`python -m hall COMMAND`: everything the people who run the hall can do from a shell."""

import argparse
import sys

from hall import knowledge

COMMANDS = {
    "check": ("check every guide file and list all faults", knowledge.add_check, knowledge.check),
}
"""Name → (help, function that adds its arguments, function that runs it and returns the exit code)."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m hall", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (text, add, run) in COMMANDS.items():
        command = commands.add_parser(name, help=text)
        add(command)
        command.set_defaults(run=run)
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))


if __name__ == "__main__":
    sys.exit(main())
