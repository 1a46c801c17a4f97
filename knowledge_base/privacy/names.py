"""Find names: those a surname begins by their score, those of other peoples and in Latin letters by their spelling."""

import re
from collections.abc import Iterable, Iterator

from knowledge_base.privacy.folding import Found
from knowledge_base.privacy.name_scorer import find_scored_names
from knowledge_base.privacy.names_by_sound import end_of_parts, find_dotted, spelt_until
from knowledge_base.privacy.words import HAN, RARE, WORDS, PersonalWords, personal_words

_STATED = re.compile(rf"[{HAN}]{{2,4}}(?![{HAN}*·])")
_SAID_PLAINLY = re.compile(r"(?::\s{0,3}|(?:姓名|名字)[是叫]|我叫|名叫)$")
_FAMILY_FIRST = re.compile(
    rf"姓[{HAN}][,，、 ]{{0,2}}(?:单?名(?:字)?(?:叫|是|一?个)?|单?叫)([{HAN}]{{1,2}}?)(?:字(?![{HAN}])|(?![{HAN}*]))"
)
_IN_LATIN = re.compile(
    r"(?:(?:我叫|名叫|姓名:|(?:姓名|名字|拼音)[是叫为])|\b[Ww]o ?jiao\b) ?([A-Za-z]{1,12}+(?:[ ,-][A-Za-z]{1,12}+){0,2}+)(?![A-Za-z*@\d])"
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
    for cue in (words.introduced, words.kin):
        for introduced in cue.finditer(text):
            yield from _without_surname(text, introduced, words)
    yield from find_scored_names(text, numbers)


def _without_surname(text: str, cue: re.Match[str], words: PersonalWords) -> Iterator[Found]:
    """Yield a name that is in parts, is said to be one, has a character only names have, or is spelt by sound."""
    at = cue.end()
    if end := end_of_parts(text, at, words):
        yield at, end, "name"
        return
    stated = _STATED.match(text, at)
    if stated and not words.never & set(stated.group()) and not words.surname.match(text, at):
        said = cue.re is words.introduced and _SAID_PLAINLY.search(cue.group())
        if said or re.search(f"[{RARE}]", stated.group()):
            yield at, stated.end(), "name"
            return
    end = spelt_until(text, at, words)
    if end - at >= 3 and not words.places.match(text, at):
        yield at, end, "name"
