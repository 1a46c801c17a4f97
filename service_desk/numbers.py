"""Ticket numbers (工单号) and read codes (查询码): drawn so that nobody guesses them, read however they are typed.

A number is prefix, day, four drawn characters and a check character, such as TJ20261123-K7M4Q. Numbers given
out before ran in sequence (TJ20261123-0007) and are read as well.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from stdnum.iso7064 import mod_37_36

PLAIN = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Characters that nobody mistakes for another one: no 0 and O, 1, I and L, nor U beside V."""
DRAWN = 4
CODE_LENGTH = 6
"""30 characters, six of them: 729 million codes."""

GAP = r"[\s_\-‐‑‒–—―−﹘﹣－~～·.:：]{0,3}"
"""What people put between the parts: any dash, blanks, or nothing."""
NUMBER = re.compile(
    rf"(?<![A-Z0-9])([A-Z]{{2,4}}){GAP}(20\d\d){GAP}([01]\d){GAP}([0-3]\d){GAP}"
    r"(\d{4,6}(?![A-Z0-9])|[0-9A-Z]{5}(?![A-Z0-9]))",
    re.ASCII | re.IGNORECASE,
)
CODE = re.compile(rf"(?<![A-Z0-9])[{PLAIN}]{{{CODE_LENGTH}}}(?![A-Z0-9])", re.ASCII)

Choose = Callable[[str], str]
"""Picks one of the characters, such as `secrets.choice`."""


def draw_number(prefix: str, day: date, choose: Choose) -> str:
    """Return a number of that day which cannot be guessed; whether it is taken already, the caller looks."""
    while True:
        drawn = "".join(choose(PLAIN) for _ in range(DRAWN))
        number = f"{prefix}{day:%Y%m%d}{drawn}"
        check = mod_37_36.calc_check_digit(number)
        if check in PLAIN and not f"{drawn}{check}".isdigit():
            return f"{prefix}{day:%Y%m%d}-{drawn}{check}"


def draw_code(choose: Choose) -> str:
    """Return a read code that cannot be guessed; it has a letter and a digit, so it is no word and no amount."""
    while True:
        code = "".join(choose(PLAIN) for _ in range(CODE_LENGTH))
        if not code.isdigit() and not code.isalpha():
            return code


def find_numbers(text: str) -> list[str]:
    """Return the ticket numbers in a text as they are stored, each once, in the order they stand there.

    Read are any dash, blanks or nothing between the parts, lower case and full width. One whose check
    character is wrong is returned as well: `is_mistyped` tells it.
    """
    found = (_stored(*match.groups()) for match in NUMBER.finditer(_plain(text)))
    return list(dict.fromkeys(number for number in found if number))


def is_mistyped(number: str) -> bool:
    """Whether the check character of a number, as `find_numbers` returns it, does not fit the rest."""
    compact = number.replace("-", "")
    return not _is_old(number) and not mod_37_36.is_valid(compact)


def find_code(text: str) -> str:
    """Return the read code that stands beside the ticket numbers of a text; empty without one."""
    rest = NUMBER.sub(" ", _plain(text))
    return next((code for code in CODE.findall(rest) if not code.isalpha()), "")


def code_as_drawn(typed: str) -> str:
    """Return a read code, as somebody typed or pasted it, the way it was drawn: full width, blanks and dashes aside."""
    return find_code(typed) or re.sub(r"[\W_]", "", _plain(typed))


def _stored(prefix: str, year: str, month: str, day: str, drawn: str) -> str:
    """Return the parts as one number; empty where they name no day."""
    try:
        at = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return f"{prefix}{at:%Y%m%d}-{drawn}"


def _is_old(number: str) -> bool:
    """Whether the number is one of those that ran in sequence: digits alone after the dash."""
    return number.partition("-")[2].isdigit()


def _plain(text: str) -> str:
    """Return the text in capitals, full width made narrow, without characters that cannot be seen."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(c for c in narrow if unicodedata.category(c) != "Cf").upper()
