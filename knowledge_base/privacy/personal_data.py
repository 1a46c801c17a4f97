"""Find and mask personal data (个人信息) in what citizens write."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge_base.privacy.names import find_addresses, find_names
from knowledge_base.privacy.numbers import Found, find_numbers, fold

MASKED_AGAIN = 4
"""So many times a masked text is looked at again, in case a mask uncovered something."""

_KEPT = {
    "phone": (3, 4),
    "id_card": (6, 4),
    "bank_card": (4, 4),
    "passport": (1, 2),
    "plate": (2, 1),
    "uscc": (4, 2),
    "medical_no": (0, 2),
    "address": (3, 0),
}
"""How many characters stay at the front and at the end, by type."""


@dataclass(frozen=True)
class Span:
    """Personal data of one type at text[start:end]."""

    start: int
    end: int
    type: str


def find_personal_data(text: str) -> tuple[Span, ...]:
    """Return the personal data in the text, in order, without overlaps.

    Types: id_card phone bank_card passport name address plate email uscc medical_no. Office phones,
    hotlines, catalogue codes, document numbers, dates and sums of money are none.
    """
    folded = fold(text)
    taken = bytearray(len(text))
    found = _take(find_numbers(folded), taken)
    found += _take(find_addresses(folded), taken)
    found += _take(find_names(folded, found), taken)
    return tuple(Span(*one) for one in sorted(found))


def mask(text: str) -> str:
    """Return the text with its personal data hidden; what is masked already stays as it is.

    Names keep their first and, from three characters on, last character (李*敏), phones read 138****1234,
    identity numbers keep six and four digits.
    """
    for _ in range(MASKED_AGAIN):
        spans = find_personal_data(text)
        if not spans:
            break
        for span in reversed(spans):
            text = (
                text[: span.start]
                + _hidden(text[span.start : span.end], span.type)
                + text[span.end :]
            )
    return text


def _take(candidates: Iterable[Found], taken: bytearray) -> list[Found]:
    """Return the candidates that overlap nothing taken before, and mark their places as taken."""
    free: list[Found] = []
    for start, end, kind in candidates:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            free.append((start, end, kind))
    return free


def _hidden(text: str, kind: str) -> str:
    if kind == "name":
        return text[0] + "*" + (text[-1] if len(text) > 2 else "")
    if kind == "email":
        name, _, host = text.partition("@" if "@" in text else "＠")
        return f"{name[0]}***@{host.strip()}"
    letters = text if kind == "address" else "".join(c for c in text if c.isalnum())
    first, last = _KEPT[kind]
    hidden = "*" * max(4, len(letters) - first - last)
    return letters[:first] + hidden + letters[len(letters) - last :]
