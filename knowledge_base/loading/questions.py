"""questions/*.yml: what citizens ask about each item, labelled with the statements that answer it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from knowledge_base.loading.source import Faults, Reader, open_mapping
from knowledge_base.model.catalogue import (
    AgreedQuestion,
    LabelledQuestion,
    Questions,
)

Row = TypeVar("Row", LabelledQuestion, AgreedQuestion)

FOLDER = "questions"
BY_ROW = "by_row"
"""The folder in it with questions that were written for one row after the other."""
AGREED = "agreed"
"""The folder in it with questions that staff want answered."""


def load_questions(folder: Path, faults: Faults) -> dict[str, Questions]:
    """Return the labelled questions of every file, by item code."""
    asked = _load(folder, FOLDER, partial(_question, by_row=False), faults)
    by_row = _load(folder, f"{FOLDER}/{BY_ROW}", partial(_question, by_row=True), faults)
    agreed = _load(folder, f"{FOLDER}/{AGREED}", _agreed, faults)
    return {
        code: Questions(code, asked.get(code, ()) + by_row.get(code, ()), agreed.get(code, ()))
        for code in dict.fromkeys((*asked, *by_row, *agreed))
    }


def _load(
    folder: Path, part: str, read: Callable[[Reader], Row], faults: Faults
) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for path in sorted((folder / part).glob("*.yml")):
        reader = open_mapping(path, str(path.relative_to(folder)), faults)
        for code in reader.keys() if reader else ():
            assert reader is not None
            if code in found:
                reader.fault(code, "这一项的问题已经写过了")
            found[code] = tuple(read(r) for r in reader.mappings(code))
    return found


def _question(r: Reader, by_row: bool) -> LabelledQuestion:
    """Return one row: `{q: text, asks: [ids of the first ask, …], case: {question: option}}`."""
    case = r.child("case")
    told = {key: case.text(key) for key in case.keys()}
    asks = tuple(tuple(ids.split()) for ids in r.texts("asks"))
    question = LabelledQuestion(r.text("q", required=True), asks, told, by_row)
    if not asks or not all(asks):
        r.fault("asks", "需为要点编号的列表, 一问一项")
    r.close()
    return question


def _agreed(r: Reader) -> AgreedQuestion:
    """Return one row: `{q: text, answer: id of the statement}`; the answer may be left out."""
    question = AgreedQuestion(r.text("q", required=True), r.text("answer"))
    r.close()
    return question
