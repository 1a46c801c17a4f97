"""`python -m hall evaluate WHAT FILE`: print a table; write everything as JSON when asked."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from hall.evaluation import answers, dialogues, faq, questions, screening
from hall.evaluation.reading import BadInput, Row
from hall.running.knowledge import deep_knowledge
from hall.settings import load_settings
from knowledge_base.loading import load_catalogue
from knowledge_base.retrieval.pretrained import Pretrained, is_at_hand

BAD_INPUT = 2
"""Exit code for a file that cannot be read; poor figures exit with 0."""


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """Describe `evaluate`."""
    tasks = parser.add_subparsers(dest="task", required=True, metavar="WHAT")
    for name, run in TASKS.items():
        task = tasks.add_parser(name, help=(run.__doc__ or "").splitlines()[0])
        if name == "faq":
            task.add_argument(
                "--corpus", type=Path, required=True, help="JSONL {id, question, answer}"
            )
            task.add_argument(
                "--queries", type=Path, required=True, help="JSONL {id, query, relevant[]}"
            )
        else:
            task.add_argument("file", type=Path, help="JSONL of labelled rows")
        if name in ("questions", "answers", "dialogues"):
            task.add_argument("--rows", choices=("top", "all"), default="all")
        if name == "dialogues":
            task.add_argument("--url", default="http://127.0.0.1:8000", help="a running hall")
        task.add_argument("--json", type=Path, help="write figures and every miss to this file")


def evaluate(arguments: argparse.Namespace) -> int:
    """Run one evaluation; return 2 when its input cannot be read."""
    try:
        figures = TASKS[arguments.task](arguments)
    except BadInput as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    print(table(figures))
    if arguments.json:
        arguments.json.write_text(
            json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    return 0


def table(figures: Row) -> str:
    """Return the figures as lines; groups are indented, misses only counted."""
    lines = []
    for key, value in figures.items():
        if key == "misses":
            lines.append(f"{'misses':<24} {len(value)}")
        elif isinstance(value, dict):
            lines.append(key)
            lines += [f"  {name:<22} {_shown(part)}" for name, part in value.items()]
        else:
            lines.append(f"{key:<24} {_shown(value)}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{k} {_shown(v)}" for k, v in value.items())
    return "null" if value is None else str(value)


def _questions(arguments: argparse.Namespace) -> Row:
    """Right service and element; precision of direct answers; latency."""
    return questions.evaluate(deep_knowledge(), arguments.file, arguments.rows)


def _answers(arguments: argparse.Namespace) -> Row:
    """Whether the facts of a right answer are in the reply, and come first."""
    return answers.evaluate(deep_knowledge(), arguments.file, arguments.rows)


def _refuse(arguments: argparse.Namespace) -> Row:
    """Share of questions outside the base that are not answered."""
    return screening.refuse(deep_knowledge(), arguments.file)


def _urgent(arguments: argparse.Namespace) -> Row:
    """Emergencies: recall, false alarms, right hotline."""
    return screening.urgent(deep_knowledge(), arguments.file)


def _pii(arguments: argparse.Namespace) -> Row:
    """Personal data: recall and precision by type."""
    return screening.pii(arguments.file)


def _dialogues(arguments: argparse.Namespace) -> Row:
    """Whole dialogues through a running hall."""
    entries = load_catalogue().entries.values()
    top = frozenset(e.catalog_code for e in entries if e.priority == "top")
    return dialogues.evaluate(arguments.file, arguments.url, arguments.rows, top)


def _faq(arguments: argparse.Namespace) -> Row:
    """Retrieval on a foreign FAQ corpus."""
    name = load_settings().encoder_pretrained
    encoder = Pretrained(name) if is_at_hand(name) else None
    return faq.evaluate(arguments.corpus, arguments.queries, encoder)


TASKS: dict[str, Callable[[argparse.Namespace], Row]] = {
    "questions": _questions,
    "answers": _answers,
    "refuse": _refuse,
    "urgent": _urgent,
    "pii": _pii,
    "dialogues": _dialogues,
    "faq": _faq,
}
