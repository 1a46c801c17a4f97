"""Turn pinyin typed among Chinese back into the words of the base: sfz补办多少qian → 身份证补办多少钱."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from knowledge_base.text import initials, latin_runs, normalise, syllables, words

_APART = re.compile(r"[a-z]{1,24}(?: [a-z]{1,24})+")
"""Latin words, each a blank from the next."""
LONGEST_WORD = 6
"""Longest run of syllables looked up as one word."""
SHORTEST_INITIALS = 3
"""Two letters are too many words' initials to tell which one is meant."""


class Speller:
    """Knows how the words of the base sound, most frequent first."""

    def __init__(self, names: Iterable[str], wordings: Iterable[str]) -> None:
        self._by_sound: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._by_initials: dict[str, Counter[str]] = defaultdict(Counter)
        self._pairs: Counter[str] = Counter()
        heard: Counter[str] = Counter()
        for name in map(normalise, names):
            heard[name] += 1
            self._by_initials[initials(name)][name] += 1
        for wording in map(normalise, wordings):
            self._pairs.update(a + b for a, b in pairwise(wording))
            heard.update(words(wording))
        for word, times in heard.items():
            self._learn(word, times)

    def _learn(self, word: str, times: int) -> None:
        if latin_runs(word) or not word.strip():
            return
        self._by_sound[tuple(syllables(word))][word] += times
        for character in word:
            self._by_sound[tuple(syllables(character))][character] += times

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
            return short.most_common(1)[0][0]
        parts = tuple(syllables(run))
        if len(parts) == 1:
            return self._character(parts, before, after)
        return self._cut(parts)

    def _character(self, part: tuple[str, ...], before: str, after: str) -> str:
        """The character of this sound that the base mostly writes beside its neighbours: 住yuan → 住院."""
        known = {c: n for c, n in self._by_sound.get(part, Counter()).items() if len(c) == 1}
        return max(
            known,
            key=lambda c: (self._pairs[before + c] + self._pairs[c + after], known[c]),
            default="",
        )

    def _cut(self, parts: tuple[str, ...]) -> str:
        """Longest words first, from the left; nothing unless every syllable is known."""
        made, at = "", 0
        while at < len(parts):
            for length in range(min(LONGEST_WORD, len(parts) - at), 0, -1):
                known = self._by_sound.get(parts[at : at + length])
                if known:
                    made += known.most_common(1)[0][0]
                    at += length
                    break
            else:
                return ""
        return made
