"""`python -m hall COMMAND`: everything the people who run the hall can do from a shell."""

import argparse
import os
import sys
from importlib import import_module

from hall.settings import SettingsError
from knowledge_base.errors import KnowledgeBaseError

COMMANDS = {
    "up": ("prepare what is stale, start every process and watch them", "hall.running.command:up"),
    "check": ("check every guide file and list all faults", "hall.running.knowledge:check"),
    "ids": ("write an id into each row of a guide that has none", "hall.running.knowledge:ids"),
    "materials": (
        "print the catalogue of materials, or what is asked for without need or law",
        "hall.running.materials:materials",
    ),
    "laws": (
        "print the list of laws, or what a law's repeal or amendment touches",
        "hall.running.laws:laws",
    ),
    "seed": ("publish what the guide files say", "hall.running.knowledge:seed"),
    "import": (
        "read documents of departments and pages of portals into guides",
        "hall.running.documents:documents",
    ),
    "drift": (
        "list what a document says differently from what is published",
        "hall.running.drifting:drifting",
    ),
    "versions": (
        "list what waits for approval, or every version of one record",
        "hall.running.versions:versions",
    ),
    "gaps": (
        "the work list of questions without an answer: list, answer, hand on, ask again",
        "hall.running.gaps:gaps",
    ),
    "train": (
        "train encoder and element classifier where they are stale",
        "hall.running.knowledge:train",
    ),
    "build": ("build the index over what is published", "hall.running.knowledge:build"),
    "ask": ("answer one question as a channel would show it", "hall.running.knowledge:ask"),
    "said": (
        "print what a door said of an item at a moment, and who approved it",
        "hall.running.proof_commands:said",
    ),
    "receipts": (
        "list the doors that were seen to show what is published",
        "hall.running.proof_commands:receipts",
    ),
    "contract": (
        "ask what is published the questions that its guides carry",
        "hall.running.contract:contract",
    ),
    "inspect": (
        "look at what is published by every rule of the inspection",
        "hall.running.inspection:inspect",
    ),
    "evaluate": ("measure answers on labelled questions", "hall.evaluation.command:evaluate"),
    "fit": ("fit weights and calibration to judged questions", "hall.evaluation.fitting:fit"),
    "fit-statements": (
        "fit which statements answer and which case is told",
        "hall.evaluation.statement_fitting:fit_statements",
    ),
    "fit-names": (
        "fit the weights by which names are recognised",
        "hall.evaluation.name_fitting:fit_names",
    ),
    "fit-screens": (
        "fit from when screening hears what resembles its examples",
        "hall.evaluation.screen_fitting:fit_screens",
    ),
    "serve": ("serve every door until stopped", "hall.running.serving:serve"),
    "secrets": ("write the secrets that .env lacks; change them", "hall.running.keys:secrets"),
    "audit": ("prove that the audit is whole; sign how far it goes", "hall.running.auditing:audit"),
    "export": (
        "write what is live as open data, as files to seed from, or one guide",
        "hall.running.exporting:export",
    ),
    "backup": ("write everything that is stored into one file", "hall.running.copying:backup"),
    "restore": (
        "put a backup into an empty database and prove it equal",
        "hall.running.copying:restore",
    ),
    "staff": ("list console accounts; make and change them", "hall.running.staffing:staff"),
    "reset-password": (
        "print a new password for a console account",
        "hall.running.serving:reset_password",
    ),
}
"""Name → (help, module:function that runs it and returns the exit code).

The function `add_<function>` beside it, where there is one, adds the arguments. Only the module of the
chosen command is imported.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="python -m hall", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (text, target) in COMMANDS.items():
        command = commands.add_parser(name, help=text)
        if name in given[:1]:
            _load(command, target)
    chosen = parser.parse_args(given)
    try:
        return int(chosen.run(chosen))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KnowledgeBaseError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _load(command: argparse.ArgumentParser, target: str) -> None:
    module_name, _, function = target.partition(":")
    module = import_module(module_name)
    add_arguments = getattr(module, f"add_{function}", None)
    if add_arguments:
        add_arguments(command)
    command.set_defaults(run=getattr(module, function))


if __name__ == "__main__":
    os.umask(0o077)  # what the hall and its children write is for their owner alone
    sys.exit(main())
