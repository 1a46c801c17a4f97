"""What fits, what was looked at and what is only counted stay apart, and out of what the product learns from."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge_base.text import normalise

ROOT = Path(__file__).parents[2]
LABELLED = ROOT / "tests" / "evaluation"
KINDS = ("fit", "seen", "sealed")
LEARNED_FROM = (
    "knowledge_base/content/tongjiang/phrasings",
    "knowledge_base/content/tongjiang/questions",
    "knowledge_base/content/tongjiang/screening_examples.yml",
    "nlu_data",
)
SOURCES = ("hall", "knowledge_base", "scripts", "bench")
BY_CHANCE = 7
"""Characters up to which two people may well have said the same: 那多少钱, 转人工."""
_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
"""How NLU examples mark entities."""


def compared(text: str) -> str:
    """Return the letters and digits of a text, normalised."""
    return "".join(c for c in normalise(text) if c.isalnum())


def told(row: dict[str, Any]) -> Iterator[str]:
    """Yield what citizens say in a labelled row."""
    yield from (row[key] for key in ("query", "text") if key in row)
    yield from (turn["user"] for turn in row.get("turns", ()))


def texts_of(path: Path) -> list[str]:
    """Return what citizens say in a labelled file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [text for line in lines if line.strip() for text in told(json.loads(line))]


def labelled(kind: str) -> set[str]:
    """Return the texts of one kind that nobody else says by chance."""
    files = (LABELLED / kind).rglob("*.jsonl")
    found = {compared(text) for path in files for text in texts_of(path)}
    return {text for text in found if len(text) > BY_CHANCE}


def lines_in(data: Any) -> Iterator[str]:
    """Yield every line of text in YAML data."""
    if isinstance(data, str):
        yield from (_ENTITY.sub(r"\1", line.removeprefix("- ")) for line in data.splitlines())
    elif isinstance(data, dict):
        yield from (line for value in data.values() for line in lines_in(value))
    elif isinstance(data, list):
        yield from (line for value in data for line in lines_in(value))


def learned(place: Path) -> dict[str, str]:
    """Return what is learned from at a place, each text with its file."""
    files = [place] if place.is_file() else sorted(place.rglob("*.yml"))
    return {
        compared(line): path.name
        for path in files
        for line in lines_in(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    }


def test_every_labelled_file_is_of_one_kind_and_tells_something() -> None:
    files = list((ROOT / "tests").rglob("*.jsonl"))

    assert [f for f in files if f.parent.parent != LABELLED or f.parent.name not in KINDS] == []
    assert [f for f in files if not texts_of(f)] == []


def test_no_text_is_of_two_kinds() -> None:
    kinds = defaultdict(set)
    for kind in KINDS:
        for text in labelled(kind):
            kinds[text].add(kind)

    assert {text: of for text, of in kinds.items() if len(of) > 1} == {}


@pytest.mark.parametrize("place", LEARNED_FROM)
def test_nothing_that_is_counted_is_learned_from(place: str) -> None:
    known = learned(ROOT / place)

    assert {t: known[t] for t in labelled("seen") | labelled("sealed") if t in known} == {}


def test_the_product_names_no_sealed_file() -> None:
    names = ["evaluation/sealed", *(f.name for f in (LABELLED / "sealed").glob("*.jsonl"))]
    sources = [
        path
        for room in SOURCES
        for kind in ("*.py", "*.yml", "*.json")
        for path in (ROOT / room).rglob(kind)
    ]

    assert len(sources) > 100
    told_of = {p: p.read_text(encoding="utf-8") for p in sources}
    assert [p for p, text in told_of.items() if any(name in text for name in names)] == []
