"""Whether a password may be taken (密码强度), and if not, why, in words a clerk can act on."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zxcvbn import matching, scoring

from knowledge_base.text import initials, syllables
from service_desk.errors import WeakPassword

SHORTEST = 10
LONGEST = 128
CLASSES = 3
"""等保 2.0 asks for complexity; at least three of lower case, upper case, digits and signs."""
GUESSES = 10**9
"""Zxcvbn calls 10^8 “safely unguessable”, but rates any three parts in a row that high, 112233 among them."""
SHORTEST_REST = 6
"""Characters that must be left when every known name and year is taken away."""
JUDGED = 72
"""Characters that are looked at: zxcvbn takes seconds for very long ones, and these are strong enough."""
SHORTEST_NAME = 4
"""Letters of a name that are looked for inside the password as they stand."""

LONGEST_RUN = 4
"""Characters of a department's name that people make a password of."""

YEARS = tuple(str(year) for year in range(2020, 2040))
"""zxcvbn knows the years before these as what people append."""

REASONS = {
    "user_inputs": "里面有您的姓名、登录名、单位、地名或年份",
    "dictionary": "里面是大家常用的密码或单词",
    "repeat": "里面有重复的字符",
    "sequence": "里面有连续的字符，如 abc、123",
    "spatial": "里面是键盘上挨着的键，如 qwerty",
    "regex": "里面有年份",
    "date": "里面有日期",
}
"""What a matched part of the password is called, by zxcvbn's dictionary or pattern."""


def check_strength(password: str, login: str, name: str = "", around: Iterable[str] = ()) -> None:
    """Raise WeakPassword unless the password may be taken.

    Args:
        password: the new one.
        login: name of the account.
        name: of the person, in characters; its pinyin is no password either.
        around: names everybody knows, such as the department and the city.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"密码长度需为 {SHORTEST} 到 {LONGEST} 位，现为 {len(password)} 位")
    if classes(password) < CLASSES:
        raise WeakPassword("密码需包含大写字母、小写字母、数字、符号中的至少三种")
    own = [word for word in (login.lower(), *_spellings(name)) if word]
    _refuse_names(password, login.lower(), own)
    known = [*own, *YEARS, *dict.fromkeys(run for word in around for run in _runs(word))]
    _refuse_names_alone(password.lower(), known)
    _refuse_guessable(password[:JUDGED], known)


def classes(password: str) -> int:
    """Return how many kinds of characters there are in the password."""
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(c) for c in password) for test in tests)


def _refuse_names(password: str, login: str, own: list[str]) -> None:
    plain = password.lower()
    if login and login in plain:
        raise WeakPassword("密码不能包含登录名")
    if any(word in plain for word in own if len(word) >= SHORTEST_NAME or not word.isascii()):
        raise WeakPassword("密码不能包含您的姓名或姓名的拼音")


def _refuse_names_alone(plain: str, known: list[str]) -> None:
    """Refuse a password that is made of what everybody knows, and little else."""
    words = [w for w in known if len(w) >= SHORTEST_NAME or not w.isascii()]
    longest_first = sorted(words, key=len, reverse=True)
    rest = re.sub("|".join(map(re.escape, longest_first)), "", plain)
    if len(rest) < min(SHORTEST_REST, len(plain)):
        raise WeakPassword(f"这个密码容易被猜到：{REASONS['user_inputs']}，请换一个")


def _refuse_guessable(password: str, known: list[str]) -> None:
    # zxcvbn() itself writes the words into a table that all threads share.
    words = matching.build_ranked_dict([word.lower() for word in known])
    matches = matching.omnimatch(password, {**matching.RANKED_DICTIONARIES, "user_inputs": words})
    judged = scoring.most_guessable_match_sequence(password, matches)
    if judged["guesses"] < GUESSES:
        raise WeakPassword(f"这个密码容易被猜到：{_reason(judged['sequence'])}，请换一个")


def _reason(sequence: list[Mapping[str, Any]]) -> str:
    """Return what is wrong with the longest part that was guessed."""
    guessed = [part for part in sequence if part["pattern"] != "bruteforce"]
    if not guessed:
        return "太短太简单"
    worst = max(guessed, key=lambda part: len(part["token"]))
    return REASONS.get(worst.get("dictionary_name", ""), REASONS[worst["pattern"]])


def _spellings(name: str) -> Iterator[str]:
    """Yield the name, its pinyin with the surname first and last, and its initials."""
    spelled = syllables(name) if re.search(r"[^\x00-\x7f]", name) else name.lower().split()
    yield name.lower()
    yield "".join(spelled)
    yield "".join([*spelled[1:], *spelled[:1]])
    yield initials(name) if spelled else ""


def _runs(name: str) -> Iterator[str]:
    """Yield a name, its initials, and every few characters of it with their pinyin: 人社, renshe."""
    yield name.lower()
    yield initials(name)
    for start in range(len(name)):
        for end in range(start + 2, min(start + LONGEST_RUN, len(name)) + 1):
            yield name[start:end]
            yield "".join(syllables(name[start:end]))
