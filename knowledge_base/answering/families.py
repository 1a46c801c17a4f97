"""The topics of screening (话题), one file a family: what is said, what it means instead, the words for the citizen.

policy/screen_*.yml, tried in the order of their names.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from knowledge_base.answering.examples import Reading, ReadingOf
from knowledge_base.errors import GuideError
from knowledge_base.model.answer import AnswerStatus
from knowledge_base.patterns import AnyOf, any_of, fault_of
from knowledge_base.policy_file import line_of, read_policy, texts
from knowledge_base.policy_texts import SCREEN, Texts

FILES = "screen_*.yml"
TOPIC_KEYS = frozenset(
    {"topic", "status", "text", "hotlines", "whole", "patterns", "sights", "unless", "even_if"}
)
FAMILY_KEYS = frozenset({"words", "lead", "line", "options", "lines", "besides", "topics"})


@dataclass(frozen=True)
class Verdict:
    """What screening says to a text: the outcome, the topic, the words for the citizen.

    certain: it ends the turn. Otherwise the question is answered, with `line` beside the answer and `options` to
    tap; `text` is what is said once the citizen says that there is danger.
    suspicion: the danger that may be there besides.
    """

    status: AnswerStatus
    topic: str
    text: str
    hotlines: tuple[str, ...] = ()
    certain: bool = True
    line: str = ""
    options: tuple[str, ...] = ()
    suspicion: "Verdict | None" = None


@dataclass(frozen=True)
class Topic:
    """One kind of text with an outcome of its own.

    pattern: what is said; with `whole` it must be all that is said besides politeness.
    sights: what is seen and felt where it happens, and elsewhere too: it names the topic and means nothing yet.
    unless: what shows that something else is meant; `even_if` is said so plainly that `unless` is not asked.
    """

    name: str
    status: AnswerStatus
    text: str
    hotlines: tuple[str, ...]
    whole: bool
    pattern: AnyOf
    sights: AnyOf
    unless: AnyOf
    even_if: AnyOf

    def holds(self, plain: str, bare: str) -> bool:
        """Return whether the topic is meant; `bare` is the text without polite words."""
        if self.even_if.search(plain):
            return True
        said = bare if self.whole else plain
        return self.pattern.search(said) and not self.unless.search(plain)

    def is_named(self, plain: str) -> bool:
        """Return whether words of the topic are there, whatever they mean."""
        return any(known.search(plain) for known in (self.sights, self.pattern, self.even_if))


@dataclass(frozen=True)
class Family:
    """The topics of one file.

    lead: goes before the words of a topic, `{hotlines}` filled from `lines`; where there is a lead, all
    topics that hold count, else the first one.
    line, options: the safety line and the two answers to it where danger is only suspected.
    besides: hotlines named as well where a text only resembles a topic, which may be the wrong one of the family.
    """

    topics: tuple[Topic, ...]
    lead: str
    lines: Mapping[str, str]
    besides: tuple[str, ...] = ()
    line: str = ""
    options: tuple[str, ...] = ()

    def with_texts(self, texts: Texts) -> "Family":
        """Return the family with what the city has written in the place of some topics' words."""
        written = ((topic, texts.get(f"{SCREEN}.{topic.name}")) for topic in self.topics)
        return replace(self, topics=tuple(replace(t, text=w.text) if w else t for t, w in written))

    def verdict(self, plain: str, bare: str) -> Verdict | None:
        """Return what this family says to the text."""
        found = [topic for topic in self.topics if topic.holds(plain, bare)]
        return self.said(found) if found else None

    def named(self, name: str) -> list[Topic]:
        """Return the topic of that name, if it is one of this family."""
        return [topic for topic in self.topics if topic.name == name]

    def said(self, found: list[Topic], besides: tuple[str, ...] = ()) -> Verdict:
        """Return the verdict for topics that hold; the first two give advice, all of them their hotlines."""
        first = found[0]
        if not self.lead:
            return Verdict(first.status, first.name, first.text, first.hotlines)
        told = (line for topic in found for line in topic.hotlines)
        hotlines = tuple(dict.fromkeys((*told, *besides)))
        numbers = "、".join(f"{line}（{self.lines[line]}）" for line in hotlines)
        advice = "".join(dict.fromkeys(topic.text for topic in found[:2]))
        text = self.lead.format(hotlines=numbers) + advice
        return Verdict(first.status, first.name, text, hotlines)

    def suspected(self, topic: Topic) -> Verdict:
        """Return the verdict that leaves the question its answer and adds the safety line."""
        said = self.said([topic], self.besides)
        line = self.line.format(hotlines="、".join(said.hotlines))
        return replace(said, certain=False, line=line, options=self.options)


def load_families(folder: Path) -> tuple[tuple[Family, ...], dict[str, str]]:
    """Return the families of a policy folder and the words that their files name.

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
    return tuple(families), words


def reading_by(families: tuple[Family, ...]) -> ReadingOf:
    """Return what the patterns say of some topics: whether one is named in a text, and whether one is meant."""

    def reading_of(names: Collection[str]) -> Reading:
        topics = [topic for family in families for topic in family.topics if topic.name in names]

        def reading(plain: str) -> tuple[float, ...]:
            named = [topic for topic in topics if topic.is_named(plain)]
            return (float(bool(named)), float(any(topic.holds(plain, plain) for topic in named)))

        return lru_cache(maxsize=2)(reading)

    return reading_of


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
        lead, line = (str(self.data.get(key) or "") for key in ("lead", "line"))
        options = tuple(map(str, texts(self.data.get("options"), self.path, "options")))
        return Family(topics, lead, lines, besides, line, options)

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
            sights=self._any_of(row, name, "sights"),
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
