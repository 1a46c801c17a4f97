"""Turn pinyin typed among Chinese back into the words of the base: sfz补办多少qian → 身份证补办多少钱."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from copy import copy
from itertools import pairwise
from typing import TypeVar

from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.kept import worded
from knowledge_base.text import initials, latin_runs, normalise, syllables, words

_APART = re.compile(r"[a-z]{1,24}(?: [a-z]{1,24})+")
"""Latin words, each a blank from the next."""
LONGEST_WORD = 6
"""Longest run of syllables looked up as one word."""
SHORTEST_INITIALS = 3
"""Two letters are too many words' initials to tell which one is meant."""


K = TypeVar("K", bound=Hashable)
Table = Mapping[K, Counter[str]]
_NOTHING: Counter[str] = Counter()


class _Heard:
    """What some names and wordings tell of how words sound: counts that can be added up and taken away."""

    def __init__(self, names: Iterable[str], wordings: Iterable[str]) -> None:
        self.by_sound: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self.by_initials: dict[str, Counter[str]] = defaultdict(Counter)
        self.pairs: Counter[str] = Counter()
        heard: Counter[str] = Counter()
        for name in map(normalise, names):
            heard[name] += 1
            self.by_initials[initials(name)][name] += 1
        for wording in map(normalise, wordings):
            self.pairs.update(a + b for a, b in pairwise(wording))
            heard.update(words(wording))
        for word, times in heard.items():
            self._learn(word, times)

    @classmethod
    def of(cls, subjects: Sequence[Subject]) -> "_Heard":
        """Return what the names, situations and wordings of subjects tell."""
        names = (name for s in subjects for name in (*s.names, *s.hints))
        return cls(names, (text for s in subjects for text, _ in s.wordings))

    def _learn(self, word: str, times: int) -> None:
        if latin_runs(word) or not word.strip():
            return
        self.by_sound[tuple(syllables(word))][word] += times
        for character in word:
            self.by_sound[tuple(syllables(character))][character] += times


class Speller:
    """Knows how the words of the base sound, most frequent first; of those as frequent the first in order."""

    def __init__(self, names: Iterable[str], wordings: Iterable[str]) -> None:
        heard = _Heard(names, wordings)
        self._by_sound: Table[tuple[str, ...]] = heard.by_sound
        self._by_initials: Table[str] = heard.by_initials
        self._pairs = heard.pairs

    def of_next(self, before: Sequence[Subject], subjects: Sequence[Subject]) -> "Speller":
        """Return the speller of the next generation, from the subjects of this one and of that."""
        more, less = _changed_subjects(subjects, before), _changed_subjects(before, subjects)
        if not more and not less:
            return self
        new, gone = _Heard.of(more), _Heard.of(less)
        made = copy(self)
        made._by_sound = _changed(self._by_sound, new.by_sound, gone.by_sound)
        made._by_initials = _changed(self._by_initials, new.by_initials, gone.by_initials)
        made._pairs = self._pairs + new.pairs - gone.pairs
        return made

    def restore(self, question: str) -> str:
        """Return a normalised question with its pinyin replaced where the base knows the word."""
        question = _APART.sub(lambda run: self._joined(run[0]), question)
        for run in dict.fromkeys(latin_runs(question)):
            at = question.find(run)
            word = self._word(run, question[:at][-1:], question[at + len(run) :][:1])
            if word:
                question = question[:at] + word + question[at + len(run) :]
        return question

    def _joined(self, words: str) -> str:
        """Latin words as one where each of them is pinyin: “shen fen zheng”."""
        sounds = [(sound,) for word in words.split(" ") for sound in syllables(word)]
        return words.replace(" ", "") if all(s in self._by_sound for s in sounds) else words

    def _word(self, run: str, before: str, after: str) -> str:
        short = self._by_initials.get(run)
        if short and len(run) >= SHORTEST_INITIALS:
            return _most_frequent(short)
        parts = tuple(syllables(run))
        if len(parts) == 1:
            return self._character(parts, before, after)
        return self._cut(parts)

    def _character(self, part: tuple[str, ...], before: str, after: str) -> str:
        """The character of this sound that the base mostly writes beside its neighbours: 住yuan → 住院."""
        known = {c: n for c, n in self._by_sound.get(part, _NOTHING).items() if len(c) == 1}
        return min(
            known,
            key=lambda c: (-self._pairs[before + c] - self._pairs[c + after], -known[c], c),
            default="",
        )

    def _cut(self, parts: tuple[str, ...]) -> str:
        """Longest words first, from the left; nothing unless every syllable is known."""
        made, at = "", 0
        while at < len(parts):
            for length in range(min(LONGEST_WORD, len(parts) - at), 0, -1):
                known = self._by_sound.get(parts[at : at + length])
                if known:
                    made += _most_frequent(known)
                    at += length
                    break
            else:
                return ""
        return made


def _changed_subjects(subjects: Sequence[Subject], others: Sequence[Subject]) -> list[Subject]:
    """Return the subjects that are not worded so among the others."""
    known = {(s.kind, s.key): s for s in others}
    pairs = ((s, known.get((s.kind, s.key))) for s in subjects)
    return [s for s, o in pairs if s is not o and (o is None or worded(s) != worded(o))]


def _changed(table: Table[K], new: Table[K], gone: Table[K]) -> Table[K]:
    """Return a table with some counts added and others taken away; the counters of all other keys are shared."""
    made = dict(table)
    for key in new.keys() | gone.keys():
        left = table.get(key, _NOTHING) + new.get(key, _NOTHING) - gone.get(key, _NOTHING)
        if left:
            made[key] = left
        else:
            made.pop(key, None)
    return made


def _most_frequent(known: Counter[str]) -> str:
    return min(known, key=lambda word: (-known[word], word))
