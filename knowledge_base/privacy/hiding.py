"""What is shown of personal data, by type."""

import re

from knowledge_base.privacy.contacts import plain_value

_KEPT = {
    "phone": (3, 4),
    "id_card": (6, 4),
    "bank_card": (4, 4),
    "passport": (1, 2),
    "plate": (2, 1),
    "uscc": (4, 2),
    "medical_no": (0, 2),
    "address": (3, 0),
    "qq": (2, 2),
    "wechat": (1, 0),
}
"""How many characters stay at the front and at the end, by type."""

FEWEST_HIDDEN = 3
"""A number of which fewer characters would be hidden shows its first one alone: 2988123 is 2******."""


def hidden(written: str, kind: str) -> str:
    """Return what is shown in place of personal data of a type."""
    if kind == "name":
        return written[0] + "*" + (written[-1] if len(written) > 2 else "")
    if kind == "email":
        name, _, host = plain_value(written, kind).partition("@")
        return f"{name[0]}***@{host}"
    if kind == "birthday":
        return _without_day(written)
    first, last = _KEPT[kind]
    letters = _letters(written, kind)
    if len(letters) - first - last < FEWEST_HIDDEN:
        first, last = min(first, 1), 0
    stars = "*" * max(4, len(letters) - first - last)
    return letters[:first] + stars + letters[len(letters) - last :]


def _letters(written: str, kind: str) -> str:
    if kind == "phone":
        return plain_value(written, kind)
    return written if kind == "address" else "".join(c for c in written if c.isalnum())


def _without_day(written: str) -> str:
    """Return a date that keeps its year, which tells the age a benefit asks for."""
    year = re.match(r"\A\D*[\d〇○零一二三四五六七八九]{2,4}", written)
    kept = year.end() if year else 0
    return written[:kept] + re.sub(r"[\d一二三四五六七八九十]{1,3}", "*", written[kept:])
