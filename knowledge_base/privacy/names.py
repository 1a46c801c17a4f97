"""Find names: those a surname begins by their score, those of other peoples and in Latin letters by their spelling."""

import re
from collections.abc import Iterable, Iterator

from knowledge_base.privacy.dictionary import COMMON, frequency
from knowledge_base.privacy.folding import Found
from knowledge_base.privacy.name_scorer import find_scored_names
from knowledge_base.privacy.names_by_sound import end_of_parts, find_dotted, spelt_until
from knowledge_base.privacy.words import HAN, RARE, WORDS, PersonalWords, personal_words

_STATED = re.compile(rf"[{HAN}]{{2,4}}(?![{HAN}*·])")
_PET_NAME = re.compile(rf"([{HAN}])\1")
"""A child's: 乐乐, 朵朵."""
_SAID_PLAINLY = re.compile(
    "(?::\\s{0,3}|(?:姓名|名字)(?:[是叫][“\"「']?|[“\"「' ])|[我名]叫[“\"「']?|(?:小|乳|原|本|真|曾用)名[是叫:“]{0,2}|改[成为叫][“\"「'])$"
)
_FAMILY_FIRST = re.compile(
    rf"姓[{HAN}][,，、 ]{{0,2}}(?:单?名(?:字)?(?:叫|是|一?个)?|单?叫)([{HAN}]{{1,2}}?)(?:字(?![{HAN}])|(?![{HAN}*]))"
)
_LATIN_WORDS = "[A-Za-z]{1,12}+(?:[ ,/-]{1,2}[A-Za-z]{1,12}+){0,2}+"
_IN_LATIN = re.compile(
    rf"(?:(?:我叫|名叫|英文名|姓名:?|(?:姓名|名字|拼音|护照上?)(?:写的)?[是叫为:])|\b[Ww]o ?jiao\b|\b[Nn]ame(?: is|:)) ?({_LATIN_WORDS})(?![A-Za-z*@\d])"
)
_CAPITALS = "(?:[A-Z][a-z]{1,12}+|[A-Z]{2,12}+)"
_CAPITALISED = re.compile(
    rf"(?<![A-Za-z*]){_CAPITALS}(?:[ /,·]{{1,2}}{_CAPITALS}){{1,2}}+(?![A-Za-z*@\d])"
)
_RUSSIAN_ENDINGS = (
    "ov",
    "ova",
    "ev",
    "eva",
    "in",
    "ina",
    "sky",
    "skaya",
    "enko",
    "uk",
    "vich",
    "vna",
)
_CYRILLIC = re.compile(
    "(?<![А-Яа-яЁё*])[А-ЯЁ](?:[а-яё]{1,15}|[А-ЯЁ]{1,15})(?:[ ,-]{1,2}[А-ЯЁ](?:[а-яё]{1,15}|[А-ЯЁ]{1,15}|[.])){1,2}"
)


def find_names(text: str, numbers: Iterable[Found]) -> Iterator[Found]:
    """Yield names; they may overlap.

    Args:
        text: a folded text.
        numbers: the numbers found in it.
    """
    words = personal_words(WORDS)
    yield from find_dotted(text, words)
    yield from ((m.start(1), m.end(1), "name") for m in _FAMILY_FIRST.finditer(text))
    yield from ((m.start(1), m.end(1), "name") for m in _IN_LATIN.finditer(text))
    yield from ((m.start(), m.end(), "name") for m in _CYRILLIC.finditer(text))
    for written in _CAPITALISED.finditer(text):
        if _is_person(written.group(), words):
            yield written.start(), written.end(), "name"
    for cue in (words.introduced, words.kin):
        for introduced in cue.finditer(text):
            yield from _without_surname(text, introduced, words)
    yield from find_scored_names(text, numbers)


def _is_stated(name: str, cue: re.Match[str], words: PersonalWords) -> bool:
    """Whether what stands alone after a cue is a name that no surname begins."""
    if words.never & set(name) or words.surname.match(name) or frequency(name) == COMMON:
        return False
    said = cue.re is words.introduced and _SAID_PLAINLY.search(cue.group())
    return bool(said or re.search(f"[{RARE}]", name))


def _is_person(written: str, words: PersonalWords) -> bool:
    """Whether capitalised words begin with a Chinese surname or end as Russian ones do: Zhang Wei, Ivan Petrov."""
    first, *_, last = re.split("[ /,·]+", written.lower())
    return first in words.pinyin or last.endswith(_RUSSIAN_ENDINGS)


def _without_surname(text: str, cue: re.Match[str], words: PersonalWords) -> Iterator[Found]:
    """Yield a name that is in parts, is said to be one, has a character only names have, or is spelt by sound."""
    at = cue.end()
    if end := end_of_parts(text, at, words):
        yield at, end, "name"
        return
    stated = _STATED.match(text, at)
    if stated and _is_stated(stated.group(), cue, words):
        yield at, stated.end(), "name"
        return
    pet = _PET_NAME.match(text, at)
    if pet and pet[1] in words.given and frequency(pet.group()) != COMMON:
        yield at, pet.end(), "name"
        return
    end = spelt_until(text, at, words)
    if end - at >= 3 and not words.places.match(text, at):
        yield at, end, "name"
