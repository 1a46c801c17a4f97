"""Tell what must not be answered from a guide: emergencies, people's records, politics, small talk.

The topics are data: policy/screen_*.yml, one file a family, tried in the order of their file names. What none of
them knows is held against examples (`resemblance.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge_base.answering.resemblance import Resemblance
from knowledge_base.errors import GuideError
from knowledge_base.model.answer import AnswerStatus
from knowledge_base.patterns import AnyOf, any_of, fault_of
from knowledge_base.policy_file import line_of, read_policy, texts
from knowledge_base.text import normalise, strip_fillers

FILES = "screen_*.yml"
EXAMPLES = "screening_examples.yml"
TOPIC_KEYS = frozenset(
    {"topic", "status", "text", "hotlines", "whole", "patterns", "unless", "even_if"}
)
FAMILY_KEYS = frozenset({"words", "lead", "lines", "besides", "topics"})


@dataclass(frozen=True)
class Verdict:
    """What screening says to a text: the outcome, the topic, the words for the citizen."""

    status: AnswerStatus
    topic: str
    text: str
    hotlines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """One kind of text with an outcome of its own.

    pattern: what is said; with `whole` it must be all that is said besides politeness.
    unless: what shows that something else is meant; `even_if` is said so plainly that `unless` is not asked.
    """

    name: str
    status: AnswerStatus
    text: str
    hotlines: tuple[str, ...]
    whole: bool
    pattern: AnyOf
    unless: AnyOf
    even_if: AnyOf

    def holds(self, plain: str, bare: str) -> bool:
        """Return whether the topic is meant; `bare` is the text without polite words."""
        if self.even_if.search(plain):
            return True
        if not self.pattern.search(bare if self.whole else plain):
            return False
        return not self.unless.search(plain)


@dataclass(frozen=True)
class Family:
    """The topics of one file.

    lead: goes before the words of a topic, `{hotlines}` filled from `lines`; where there is a lead, all
    topics that hold count, else the first one.
    besides: lines named as well where a text only resembles a topic, which may be the wrong one of the family.
    """

    topics: tuple[Topic, ...]
    lead: str
    lines: Mapping[str, str]
    besides: tuple[str, ...] = ()

    def verdict(self, plain: str, bare: str) -> Verdict | None:
        """Return what this family says to the text."""
        found = [topic for topic in self.topics if topic.holds(plain, bare)]
        return self._said(found) if found else None

    def resembling(self, topic: str | None) -> Verdict | None:
        """Return what this family says to a text that resembles a topic of it."""
        found = [t for t in self.topics if t.name == topic]
        return self._said(found, self.besides) if found else None

    def _said(self, found: list[Topic], besides: tuple[str, ...] = ()) -> Verdict:
        first = found[0]
        if not self.lead:
            return Verdict(first.status, first.name, first.text, first.hotlines)
        told = (line for topic in found for line in topic.hotlines)
        hotlines = tuple(dict.fromkeys((*told, *besides)))
        numbers = "、".join(f"{line}（{self.lines[line]}）" for line in hotlines)
        advice = "".join(dict.fromkeys(topic.text for topic in found[:2]))
        text = self.lead.format(hotlines=numbers) + advice
        return Verdict(first.status, first.name, text, hotlines)


@dataclass(frozen=True)
class Screener:
    """All families, in the order in which they are asked, and the ear for the rest."""

    families: tuple[Family, ...]
    resemblance: Resemblance

    @classmethod
    def load(cls, folder: Path) -> "Screener":
        """Return the screener of a policy folder.

        Raises:
            GuideError: with every fault of every file, each with file and line.
        """
        families, faults, words = [], [], {}
        for path in sorted(folder.glob(FILES)):
            try:
                file = _FamilyFile(path)
                families.append(file.family)
                words.update(file.words)
            except GuideError as error:
                faults += error.faults
        if not families and not faults:
            faults.append(f"{folder}:1 没有 {FILES}")
        if faults:
            raise GuideError(faults)
        return cls(tuple(families), Resemblance.load(folder / EXAMPLES, words))

    def screen(self, text: str) -> Verdict | None:
        """Return the outcome for what is no question to a guide, None for an ordinary question."""
        plain = normalise(text)
        bare = strip_fillers(plain)
        known = (family.verdict(plain, bare) for family in self.families)
        verdict = next((verdict for verdict in known if verdict), None)
        if verdict:
            return verdict
        topic = self.resemblance.topic(plain)
        resembled = (family.resembling(topic) for family in self.families)
        return next((verdict for verdict in resembled if verdict), None)


class _FamilyFile:
    """One screen_*.yml; `words` are pieces of patterns, written @name@ where they are used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[str] = []
        self.data = read_policy(path)
        self.words: dict[str, str] = {}

    @cached_property
    def family(self) -> Family:
        """The family of this file.

        Raises:
            GuideError: with every fault of the file.
        """
        if not isinstance(self.data, dict):
            raise GuideError([f"{self.path}:1 需为键值对, 如 topics: […]"])
        self._check_keys(self.data, FAMILY_KEYS, "")
        for name, piece in (self.data.get("words") or {}).items():
            self.words[name] = self._expand("".join(str(piece).split()), f"words.{name}", piece)
        topics = tuple(self._topic(row) for row in self.data.get("topics") or [])
        lines = {str(k): str(v) for k, v in (self.data.get("lines") or {}).items()}
        self._check_lines(topics, lines)
        besides = texts(self.data.get("besides"), self.path, "besides")
        if self.faults:
            raise GuideError(self.faults)
        return Family(topics, str(self.data.get("lead") or ""), lines, besides)

    def _topic(self, row: Any) -> Topic:
        self._check_keys(row, TOPIC_KEYS, "topics.")
        name = str(row.get("topic", ""))
        whole = row.get("whole") == "true"
        return Topic(
            name=name,
            status=self._status(row, name),
            text=str(row.get("text") or ""),
            hotlines=texts(row.get("hotlines"), self.path, f"{name}.hotlines"),
            whole=whole,
            pattern=self._any_of(row, name, "patterns", whole),
            unless=self._any_of(row, name, "unless"),
            even_if=self._any_of(row, name, "even_if"),
        )

    def _any_of(self, row: Any, name: str, key: str, whole: bool = False) -> AnyOf:
        """Return the patterns of a topic; a faulty one is noted and left out."""
        sound = []
        for pattern in texts(row.get(key), self.path, f"{name}.{key}"):
            expanded = self._expand(pattern, name, pattern)
            if fault := fault_of(_all_of_it(expanded) if whole else expanded):
                self._fault(pattern, name, fault)
            else:
                sound.append(expanded)
        return any_of([_all_of_it("|".join(sound))] if whole and sound else sound)

    def _expand(self, pattern: str, where: str, value: object) -> str:
        def word(match: re.Match[str]) -> str:
            if match[1] not in self.words:
                self._fault(value, where, f"words 里没有 {match[1]!r}")
            return f"(?:{self.words.get(match[1], '')})"

        return re.sub(r"@(\w{1,64})@", word, pattern)

    def _status(self, row: Any, name: str) -> AnswerStatus:
        try:
            return AnswerStatus(row.get("status"))
        except ValueError:
            self._fault(row, name, f"status 不在清单里: {row.get('status')!r}")
            return AnswerStatus.ERROR_INTERNAL

    def _check_keys(self, row: Any, known: frozenset[str], where: str) -> None:
        if not isinstance(row, dict):
            raise GuideError([f"{self.path}:{line_of(row)} {where}: 需为键值对"])
        for key in row:
            if key not in known:
                self._fault(key, where, f"不认识的键 {str(key)!r}")

    def _check_lines(self, topics: tuple[Topic, ...], lines: Mapping[str, str]) -> None:
        for topic in topics:
            if not topic.text:
                self._fault(self.data, topic.name, "缺少 text")
            if self.data.get("lead"):
                for line in topic.hotlines:
                    if line not in lines:
                        self._fault(line, topic.name, f"lines 里没有 {str(line)!r}")

    def _fault(self, value: object, where: str, what: str) -> None:
        self.faults.append(f"{self.path}:{line_of(value)} {where}: {what}")


def _all_of_it(pattern: str) -> str:
    """The text is what the pattern reads, up to four times, and signs."""
    return rf"^[\W_]*(?:(?:{pattern})[\W_]*){{1,4}}$"
