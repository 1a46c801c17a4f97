"""The examples of screening (例句): lines of one kind by group and topic, with the signs that tell the kind.

screening_examples.yml of a city; what is asked every day is taken from the phrasings and the labelled questions beside it.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from knowledge_base.errors import GuideError
from knowledge_base.patterns import AnyOf, any_of, fault_of
from knowledge_base.policy_file import line_of, read_policy, texts
from knowledge_base.text import normalise

SIGN_WEIGHT = 0.5
"""How much a sign counts beside a text of length one; cross validation is flat from 0.3 to 1."""
PHRASINGS, EVERY = "phrasings", 5
"""One in so many phrasings of the services stands for what is asked every day."""
QUESTIONS, EVERY_QUESTION = "questions", 2
"""One in so many of the questions that people asked of the guides, for the groups that are not danger."""

Reading = Callable[[str], tuple[float, ...]]
"""What the patterns found in a normalised text, as features; the last one says whether one of them is meant."""
ReadingOf = Callable[[Collection[str]], Reading]
"""Returns the reading of some topics."""


@dataclass(frozen=True)
class Examples:
    """A group as it stands in the file, before anything is fitted.

    signs: patterns that speak for or against the group; how much is learned.
    unless: words whose user means something else.
    only_if: words without which nobody can mean it: without the name of another city, none is asked about.
    reads: whether what the patterns of the topics found counts as well.
    answerable: whether a guide may answer what sounds like it: what people ask of the guides is not of the group then.
    """

    name: str
    lines: tuple[str, ...]
    topics: tuple[str, ...]
    signs: tuple[AnyOf, ...]
    unless: AnyOf
    only_if: AnyOf
    reads: bool
    answerable: bool

    def is_meant(self, plain: str, reading: Reading) -> bool:
        """Return whether the patterns are sure of the text, so that it may be short."""
        return self.reads and reading(plain)[-1] > 0

    def features(self, plain: str, reading: Reading) -> tuple[float, ...]:
        """Return what is known of a text besides its words."""
        signs = tuple(SIGN_WEIGHT * sign.search(plain) for sign in self.signs)
        found = tuple(SIGN_WEIGHT * value for value in reading(plain)) if self.reads else ()
        return (*signs, *found)


class ExampleFile:
    """screening_examples.yml: `groups` by name, each with `topics` and patterns, beside `calm` lines."""

    def __init__(self, path: Path, words: Mapping[str, str]) -> None:
        self.path, self.words = path, words
        data = read_policy(path)
        if not isinstance(data, dict) or not isinstance(data.get("groups"), dict):
            raise GuideError([f"{path}:1 需有 groups 和 calm"])
        self.groups = [self._group(str(name), row) for name, row in data["groups"].items()]
        self.calm = texts(data.get("calm"), path, "calm")
        self.asked = _asked(path.parent / PHRASINGS)
        self.questions = _questions(path.parent / QUESTIONS)
        of_groups = (line for group in self.groups for line in group.lines)
        every = (*of_groups, *self.asked, *self.questions, *self.calm)
        self.plain = [normalise(line) for line in every]

    @cached_property
    def kinds(self) -> Any:
        """Where each line comes from: "group", "asked", "question" or "calm"."""
        sizes = {
            "group": sum(len(group.lines) for group in self.groups),
            "asked": len(self.asked),
            "question": len(self.questions),
            "calm": len(self.calm),
        }
        return np.repeat(list(sizes), list(sizes.values()))

    def taught(self, group: Examples) -> Any:
        """Return which lines teach the group: who smells gas asks the guide of the gas company, and is in danger."""
        return (self.kinds != "question") | group.answerable

    def labels(self, group: Examples) -> Any:
        """Return 1 for each line of the group, 0 for those of the others and the calm ones."""
        sizes = ((len(g.lines), g is group) for g in self.groups)
        of_groups = [int(own) for size, own in sizes for _ in range(size)]
        return np.array(of_groups + [0] * (len(self.plain) - len(of_groups)))

    def _group(self, name: str, row: Any) -> Examples:
        if not isinstance(row, dict) or not isinstance(row.get("topics"), dict):
            raise GuideError([f"{self.path}:{line_of(row)} groups.{name}: 需有 topics"])
        lines = [
            (line, str(topic))
            for topic, examples in row["topics"].items()
            for line in texts(examples, self.path, str(topic))
        ]
        only_if = [row["only_if"]] if row.get("only_if") else [""]
        return Examples(
            name=name,
            lines=tuple(line for line, _ in lines),
            topics=tuple(topic for _, topic in lines),
            signs=tuple(
                self._any_of([p], "signs") for p in texts(row.get("signs"), self.path, "signs")
            ),
            unless=self._any_of(texts(row.get("unless"), self.path, "unless"), "unless"),
            only_if=self._any_of(only_if, "only_if"),
            reads=row.get("reads") == "true",
            answerable=row.get("answerable") == "true",
        )

    def _any_of(self, written: Sequence[str], where: str) -> AnyOf:
        """The patterns, compiled; a faulty one is named as it is written in the file."""
        faults, sound = [], []
        for pattern in written:
            unknown = [n for n in re.findall(r"@(\w{1,64})@", pattern) if n not in self.words]
            known = re.sub(r"@(\w{1,64})@", lambda m: f"(?:{self.words.get(m[1], '')})", pattern)
            fault = f"words 里没有 {unknown[0]!r}" if unknown else fault_of(known)
            if fault:
                faults.append(f"{self.path}:{line_of(pattern)} {where}: {fault}")
            sound.append(known)
        if faults:
            raise GuideError(faults)
        return any_of(sound)


def _asked(folder: Path) -> list[str]:
    """Return some of what citizens ask about the services, the same ones each time."""
    return [line for file in _files(folder) for line in _leaves(file)][::EVERY]


def _questions(folder: Path) -> list[str]:
    """Return some of what people asked of the guides, the same ones each time."""
    questions = (row["q"] for file in _files(folder) for rows in file.values() for row in rows)
    return list(questions)[::EVERY_QUESTION]


def _files(folder: Path) -> Iterator[Any]:
    return (yaml.load(p.read_bytes(), yaml.CSafeLoader) for p in sorted(folder.glob("*.yml")))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _leaves(part)
