"""Candidates for names in a text, and what speaks for and against each of them.

A candidate is a surname with one or two further characters, perhaps with blanks between. Its features are
texts, such as `L1给` for 给 right before it; `name_weights.json` gives each a weight.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge_base.privacy.dictionary import LONGEST_WORD, frequency, is_place
from knowledge_base.privacy.folding import Found
from knowledge_base.privacy.readings import Reading, read_words
from knowledge_base.privacy.words import HAN, PersonalWords

PERSONAL_NUMBERS = frozenset(
    {"phone", "id_card", "bank_card", "medical_no", "email", "passport", "qq", "wechat"}
)
JOINS = "、和与跟及/"
"""What joins a name to the one before."""
_LINK = re.compile(
    r"[\s:,，。;；、()（）]{0,3}(?:的|联系|我的|本人|收|男|女|[(（])?[,， ]?(?:电话|手机|身份证|证件|银行卡|工行卡|农行卡|建行卡|卡|医保卡|社保卡|账户|账号|微信|QQ|qq)?(?:号码|号|上)?(?:是|为)?[\s:]{0,2}$"
)
_LINK_LENGTH = 14
_GAP_AFTER = re.compile(r"[\s,，、;；:(（]{0,2}(?:姓名|户名|名字)?[是叫为:]?")
_WHOSE = re.compile(rf"(?:我|这|本人|他|她|俺)[是就]{{1,2}}[{HAN}]{{1,10}}[的里]")
_SIGNATURE = 40
"""In so many last characters a signature is looked for."""
_HAN = re.compile(f"[{HAN}]")
_GIVEN = re.compile(rf"[{HAN}](?:[{HAN}]|(?![{HAN}]))")
_SPACED = re.compile(rf"[ \t]{{1,3}}([{HAN}])(?:[ \t]{{0,3}}([{HAN}]))?(?![{HAN}*])")
_CONTEXT = 2
FEWEST_SAVED = 10
"""What reads more cheaply as words is no name: of 1,296 labelled names five do."""
_SAVED_STEP, _SAVED_MOST = 3, 15
_EDGES = "^$,:(0a、 "
"""Signs of a shape at which a clause, or a member of a list, ends."""
_PAD = "^" * _CONTEXT
_SHORT_PLACE = 2


@dataclass(frozen=True)
class Candidate:
    """text[start:end] may be a name: this surname, these further characters."""

    start: int
    end: int
    surname: str
    given: str


@dataclass(frozen=True)
class Context:
    """A text with what was found out about its places before any candidate is looked at.

    shape: the text with figures, Latin letters and marks each as one sign, padded at both ends.
    cues: place → the kind of words that end there and announce a name.
    before_number, after_number: places next to a personal number.
    """

    text: str
    shape: str
    reading: Reading
    cues: dict[int, str]
    before_number: frozenset[int]
    after_number: frozenset[int]


def read_context(text: str, numbers: Iterable[Found], words: PersonalWords) -> Context:
    """Return the context of a folded text with the numbers found in it."""
    personal = [(start, end) for start, end, kind in numbers if kind in PERSONAL_NUMBERS]
    shape = _PAD + "".join(map(_sign, text)) + "$" * _CONTEXT
    before = frozenset(_link_start(text, start) for start, _ in personal)
    after = frozenset(_gap_end(text, end) for _, end in personal)
    return Context(text, shape, read_words(text), _cues(text, words), before, after)


def candidates(context: Context, words: PersonalWords) -> Iterator[Candidate]:
    """Yield every surname with one or two further characters that are no everyday words, in order of the text."""
    reading = context.reading
    for name in _all_candidates(context.text, words):
        is_rare = reading.saved(name.start, name.end) >= FEWEST_SAVED
        if is_rare and not _in_a_place(name, context.text):
            yield name


def _in_a_place(name: Candidate, text: str) -> bool:
    """Whether it is part of the name of a place that is no person's name as well: 双鸭山, 石河子."""
    starts = range(max(0, name.end - LONGEST_WORD), name.start + 1)
    around = (text[at:end] for at in starts for end in range(name.end, at + LONGEST_WORD + 1))
    return any(len(word) > _SHORT_PLACE and is_place(word) for word in around)


def _all_candidates(text: str, words: PersonalWords) -> Iterator[Candidate]:
    for surname in words.surname.finditer(text):
        start, at = surname.span()
        if text[start - 1 : start] == "*" or words.no_person.match(text, start):
            continue
        yield from _plain(text, start, at, words)
        if len(surname.group()) > 1:
            yield from _plain(text, start, start + 1, words)


def _plain(text: str, start: int, at: int, words: PersonalWords) -> Iterator[Candidate]:
    surname, spaced = text[start:at], _SPACED.match(text, at)
    shapes = [(text[at:end], end) for end in (at + 1, at + 2) if end <= len(text)]
    if spaced:
        shapes.append(("".join(part for part in spaced.groups() if part), spaced.end()))
    for given, end in shapes:
        if _is_fit(given, words) and not words.public_after.match(text, end):
            yield Candidate(start, end, surname, given)


def _is_fit(given: str, words: PersonalWords) -> bool:
    in_han = all(map(_HAN.match, given))
    return in_han and given not in words.titles and not words.never & set(given)


def features(candidate: Candidate, context: Context, words: PersonalWords) -> list[str]:
    """Return what speaks for and against a candidate."""
    return [
        *_own(candidate, words),
        *_around(candidate, context.shape),
        *_read(candidate, context, words),
        *_announced(candidate, context, words),
    ]


def _own(name: Candidate, words: PersonalWords) -> Iterator[str]:
    count, given = len(name.given), name.given
    yield f"S{name.surname}"
    yield f"n{count}{len(name.surname)}"
    yield f"f{count}{sum(char in words.given for char in given)}"
    yield f"{'O' if count == 1 else 'G'}{given[0]}"
    yield f"w{count}{frequency(name.surname + given)}"
    if count > 1:
        yield f"E{given[-1]}"
        yield f"s{frequency(name.surname + given[0])}"
        yield f"g{frequency(given)}"
    if name.end - name.start > len(name.surname) + count:
        yield "spaced"


def _around(name: Candidate, shape: str) -> Iterator[str]:
    start, end = name.start + _CONTEXT, name.end + _CONTEXT
    for length in range(1, _CONTEXT + 1):
        yield f"L{shape[start - length : start]}"
        yield f"R{shape[end : end + length]}"


def _read(name: Candidate, context: Context, words: PersonalWords) -> Iterator[str]:
    """Yield what stands around the name, and how badly the text reads with words in its place."""
    reading, count = context.reading, len(name.given)
    saved = min(reading.saved(name.start, name.end) // _SAVED_STEP, _SAVED_MOST)
    before, after = reading.part_before(name.start), reading.part_after(name.end)
    fit = f"{count}{sum(char in words.given for char in name.given)}"
    yield f"l{frequency(context.text[max(name.start - 1, 0) : name.start + 1])}"
    yield f"r{frequency(context.text[name.end - 1 : name.end + 1])}"
    yield f"c{count}{saved}"
    yield f"P{before}"
    yield f"Q{after}"
    yield f"PQ{before} {after}"
    yield f"cP{saved}{before}"
    yield f"cQ{saved}{after}"
    yield f"cf{fit}{saved}"
    yield f"fP{fit}{before}"
    yield f"fQ{fit}{after}"
    yield f"cA{context.cues.get(name.start, '-')}{count}{saved}"


def _announced(name: Candidate, context: Context, words: PersonalWords) -> Iterator[str]:
    cue = context.cues.get(name.start, "-")
    following = _following(name.end, context, words)
    alone = "|" if context.shape[name.start + _CONTEXT - 1] in _EDGES else "-"
    fit = "=" if all(char in words.given for char in name.given) else "~"
    count = len(name.given)
    yield f"A{cue}"
    yield f"A{cue}{following}{count}"
    yield f"A{cue}{fit}{count}"
    yield f"A{cue}{following}{fit}{count}"
    yield f"X{alone}{following}{fit}{count}"
    if name.end in context.before_number:
        yield "before number"
        yield f"before number{alone}{fit}{count}"
    if name.start in context.after_number:
        yield "after number"
        yield f"after number{following}{fit}{count}"


def _following(end: int, context: Context, words: PersonalWords) -> str:
    sign = context.shape[end + _CONTEXT]
    if sign in _EDGES:
        return "|"
    goes_on = (words.after, words.kin, words.introduced)
    return "+" if any(word.match(context.text, end) for word in goes_on) else "-"


def _cues(text: str, words: PersonalWords) -> dict[int, str]:
    cues = {match.end(): "h" for match in words.hints.finditer(text)}
    cues |= {match.end(): "w" for match in _WHOSE.finditer(text)}
    cues |= {match.end(): "k" for match in words.kin.finditer(text)}
    cues |= {match.end(): "i" for match in words.introduced.finditer(text)}
    tail = max(0, len(text) - _SIGNATURE)
    cues |= {match.end(): "c" for match in words.closing.finditer(text, tail)}
    return cues


def _link_start(text: str, number: int) -> int:
    link = _LINK.search(text, max(0, number - _LINK_LENGTH), number)
    return link.start() if link else number


def _gap_end(text: str, number: int) -> int:
    gap = _GAP_AFTER.match(text, number)
    return gap.end() if gap else number


def _sign(char: str) -> str:
    if _HAN.match(char) or char in "*、(:":
        return char
    if char.isalnum():
        return "0" if char.isdigit() else "a"
    return " " if char in " \t" else ","
