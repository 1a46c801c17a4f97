"""Text of citizens made comparable: normalised, cut into tokens, spelt in pinyin, personal data masked."""

import re
import unicodedata
import warnings
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from sys import intern
from typing import Any

from knowledge_base.patterns import Pattern, compile_pattern
from knowledge_base.policy_file import read_policy
from knowledge_base.policy_patterns import alternatives
from knowledge_base.privacy.personal_data import Span, find_personal_data, mask, mask_with
from knowledge_base.simplifying import simplified

__all__ = [
    "Span",
    "find_personal_data",
    "initials",
    "latin_runs",
    "mask",
    "mask_with",
    "normalise",
    "prepared",
    "strip_fillers",
    "syllables",
    "tokens",
    "units",
    "without_faces",
    "words",
]

FILLERS = Path(__file__).parent / "policy" / "fillers.yml"

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]")
_TOKEN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_LATIN = re.compile("[a-z]+")

# Format characters (zero width, bidirectional, soft hyphen, variation selectors) and the tag block
# carry hidden text into a question; controls but tab and line ends are transmission dirt.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ue000-\uf8ff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_REPEATED = re.compile(r"([^\w\s])(?: ?+\1)+")
_SPACED_OUT = re.compile(f"(?<![{HAN}])[{HAN}](?: [{HAN}](?![{HAN}])){{2,}}")
_SPACES = re.compile(r"\s+")
_PUNCTUATION = " \t\n,.!?;:、~。，！？；：…-—"

_FACES = re.compile(
    r"[【\[][^【】\[\]]{0,20}(?:不支持|不支援|unsupported)[^【】\[\]]{0,20}[】\]]"
    rf"|\[(?:[{HAN}]{{1,2}}|[A-Za-z]{{1,12}})\]"
    rf"|\[[{HAN}]{{3,4}}\](?=\s{{0,1000}}(?:\[|$))"
    r"|/:[!-.0-~]{1,9}",
    re.IGNORECASE,
)
"""What WeChat sends in place of a sticker (in three languages) and of a face: [玫瑰], [Smile], /:rose, /::)."""
A_FACE = "~"
"""Stands for faces where nothing else was said."""

LONGEST_SYLLABLE = 6
"""zhuang, chuang and shuang."""

LONGEST_RUN = 80
"""A longer run of Latin letters is nobody's pinyin."""

LONGEST_CLOSING = 40
"""Polite words at the end are looked for in so many last characters."""

LONGEST_PIECE = 200
"""Converters that recurse over their input get pieces of this length."""


@lru_cache(maxsize=32768)
def normalise(text: str) -> str:
    """Return the text as it is compared: NFKC, lower case, Simplified, nothing unseen, no repeats.

    Repeated punctuation and emoji shrink to one, white space to one blank; characters typed with blanks
    between them (身 份 证) are joined again.
    """
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    text = "".join(map(simplified, _pieces(_UNSEEN.sub("", text)))).lower()
    text = _REPEATED.sub(r"\1", _SPACES.sub(" ", text)).strip()
    return _SPACED_OUT.sub(lambda found: found.group().replace(" ", ""), text)


def strip_fillers(text: str) -> str:
    """Return a normalised text without polite and empty words (客套话); the text itself if nothing is left."""
    return _stripped(text, FILLERS)


@lru_cache(maxsize=32768)
def _stripped(text: str, path: Path) -> str:
    openings, closings, anywhere = _fillers(path)
    rest = openings.sub("", text, count=1).strip(_PUNCTUATION)
    rest = rest[:-LONGEST_CLOSING] + closings.sub("", rest[-LONGEST_CLOSING:], count=1)
    return anywhere.sub("", rest).strip(_PUNCTUATION) or text


def prepared(question: str) -> str:
    """Return a question as it is compared: normalised, without polite words."""
    return strip_fillers(normalise(question))


def without_faces(text: str) -> str:
    """Return a message without the codes that stand for faces and stickers; a sign if it has nothing else."""
    rest = _FACES.sub("", text)
    return text if rest == text else rest.strip() or A_FACE


def units(text: str) -> int:
    """Return how much a normalised text says: its Chinese characters, Latin words and numbers, each one."""
    return sum(len(run) if _HAN.match(run) else 1 for run in _TOKEN.findall(text))


def tokens(text: str) -> list[str]:
    """Return characters and bigrams of Chinese and whole Latin words and numbers of a normalised text.

    Equal tokens are one object: indexes keep millions of them.
    """
    found: list[str] = []
    for run in _TOKEN.findall(text):
        if _HAN.match(run):
            found.extend(map(intern, run))
            found.extend(intern(a + b) for a, b in pairwise(run))
        else:
            found.append(run)
    return found


def words(text: str) -> list[str]:
    """Return the words of a text as jieba cuts them, for highlighting and as an extra field."""
    return [word for word in _tokenizer().lcut(text) if word.strip()]


def syllables(text: str) -> list[str]:
    """Return the toneless pinyin syllables of a normalised text, Chinese or typed in Latin letters.

    A Latin run that is no pinyin (`sfz`, `hello`) stays one word.
    """
    found: list[str] = []
    for run in _TOKEN.findall(text):
        if _HAN.match(run):
            found.extend(_lazy_pinyin(run))
        else:
            found.extend(_split_pinyin(run) if _LATIN.fullmatch(run) else (run,))
    return found


def initials(text: str) -> str:
    """Return the first letters of the syllables of a normalised text: 身份证 is `sfz`."""
    return "".join(
        syllable[0] if _LATIN.fullmatch(syllable) and syllable in _known_syllables() else syllable
        for syllable in syllables(text)
    )


def latin_runs(text: str) -> tuple[str, ...]:
    """Return the runs of Latin letters of a normalised text: `hkb补办要qian吗` has `hkb` and `qian`."""
    return tuple(_LATIN.findall(text))


def _pieces(text: str) -> list[str]:
    return [text[at : at + LONGEST_PIECE] for at in range(0, len(text), LONGEST_PIECE)]


@cache
def _tokenizer() -> Any:
    with warnings.catch_warnings():  # jieba's source has invalid escapes
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel("WARNING")
    return jieba.Tokenizer()


@lru_cache(maxsize=4096)
def _lazy_pinyin(text: str) -> tuple[str, ...]:
    """The syllables of a run of Chinese, word by word; a question and its clauses have the same runs."""
    words = (word for piece in _pieces(text) for word in _pinyin_words().seg(piece))
    return tuple(syllable for word in words for syllable in _word_pinyin(word))


@cache
def _pinyin_words() -> Any:
    from pypinyin.core import Pinyin

    return Pinyin()


@lru_cache(maxsize=32768)
def _word_pinyin(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word))


@cache
def _known_syllables() -> frozenset[str]:
    """The syllables of the 3755 everyday characters (GB 2312 level 1)."""
    everyday = b"".join(
        bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
    )
    readings = _lazy_pinyin(everyday.decode("gb2312", "ignore"))
    return frozenset(part for part in readings if _LATIN.fullmatch(part))


def _split_pinyin(run: str) -> tuple[str, ...]:
    """Return the fewest pinyin syllables that spell the run, the run itself when none do."""
    if len(run) > LONGEST_RUN:
        return (run,)
    known = _known_syllables()
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(run) + 1):
        ways = [
            (*before, run[start:end])
            for start in range(max(0, end - LONGEST_SYLLABLE), end)
            if run[start:end] in known and (before := best[start]) is not None
        ]
        best.append(min(ways, key=len) if ways else None)
    return best[-1] or (run,)


@cache
def _fillers(path: Path) -> tuple[Pattern, Pattern, Pattern]:
    data = read_policy(path)
    gap = f"[{re.escape(_PUNCTUATION)}]*"
    opening, closing, anywhere = (
        alternatives(data, key, path) for key in ("openings", "closings", "anywhere")
    )
    return (
        compile_pattern(f"^{gap}(?:(?:{opening}){gap})+"),
        compile_pattern(f"(?:{gap}(?:{closing}))+{gap}$"),
        compile_pattern(anywhere),
    )
