"""A week of questions without an answer, made from the labelled ones by seeded typos and fillers: who asks what is known."""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge_base.text import syllables

LABELLED = Path(__file__).parents[1] / "tests" / "evaluation"
FILES = ("seen/answers.jsonl", "fit/questions.jsonl", "fit/outside.jsonl")
OPENINGS = (
    "您好，",
    "请问",
    "你好 ",
    "麻烦问下",
    "那个，",
    "同志您好，",
    "咨询一下，",
    "哎呀",
    "我想问问",
    "",
)
CLOSINGS = ("？", "，谢谢", "啊", "呢", "，急", "??", "，在线等", "谢谢您", "。", "")
TYPOS = 2
"""A wording has at most so many."""


@dataclass(frozen=True)
class MadeQuestion:
    """A question as somebody typed it, and the labelled question that it was made from."""

    text: str
    source: str


def made(count: int, kinds: int, seed: int) -> tuple[MadeQuestion, ...]:
    """Return `count` questions that ask `kinds` things, few of them often and many seldom; equal for equal seeds."""
    chance = random.Random(seed)
    sources = list(_apart(_labelled()))
    chosen = chance.sample(sources, kinds)
    homophones = _homophones(text for _, text in sources)
    weights = [1 / rank for rank in range(1, kinds + 1)]
    picked = chosen + chance.choices(chosen, weights, k=count - kinds)
    chance.shuffle(picked)
    return tuple(MadeQuestion(_typed(text, homophones, chance), key) for key, text in picked)


def _labelled() -> Iterator[tuple[str, str, Any]]:
    """Yield the id and the words of each labelled question, and what it asks for."""
    for name in FILES:
        for line in (LABELLED / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            about = row.get("item") or row.get("catalog_code") or row["id"]
            yield row["id"], row["query"], (about, *row.get("where", row.get("elements", ())))


def _apart(labelled: Iterator[tuple[str, str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield one question of those that ask for the same."""
    known: set[Any] = set()
    for key, text, asks in labelled:
        if asks not in known:
            known.add(asks)
            yield key, text


def _homophones(texts: Iterator[str]) -> dict[str, Sequence[str]]:
    """Return for each character others that sound the same."""
    by_sound: dict[str, set[str]] = defaultdict(set)
    for character in sorted({c for text in texts for c in text if "一" <= c <= "鿿"}):
        by_sound["".join(syllables(character))].add(character)
    return {c: sorted(alike - {c}) for alike in by_sound.values() for c in alike}


def _typed(text: str, homophones: dict[str, Sequence[str]], chance: random.Random) -> str:
    characters = list(text)
    for _typo in range(chance.randint(0, TYPOS)):
        place = chance.randrange(len(characters) - 1)
        alike = homophones.get(characters[place], ())
        match chance.choice(("sound", "swap", "drop", "double")):
            case "sound" if alike:
                characters[place] = chance.choice(alike)
            case "swap":
                characters[place : place + 2] = reversed(characters[place : place + 2])
            case "drop" if len(characters) > 6:
                del characters[place]
            case "double":
                characters.insert(place, characters[place])
    return chance.choice(OPENINGS) + "".join(characters) + chance.choice(CLOSINGS)
