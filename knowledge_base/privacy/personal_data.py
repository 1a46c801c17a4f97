"""Find and mask personal data (个人信息) in what citizens write."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from knowledge_base.privacy import contacts, numbers
from knowledge_base.privacy.addresses import find_addresses
from knowledge_base.privacy.birthdays import find_birthdays
from knowledge_base.privacy.folding import Found, fold, in_digits
from knowledge_base.privacy.hiding import hidden
from knowledge_base.privacy.names import find_names

MASKED_AGAIN = 4
"""So many times a masked text is looked at again, in case a mask uncovered something."""


TEXTS_KEPT = 256
"""Texts of which is kept where their personal data stands: on its way a message is looked through ten times."""


@dataclass(frozen=True)
class Span:
    """Personal data of one type at text[start:end]."""

    start: int
    end: int
    type: str


@lru_cache(maxsize=TEXTS_KEPT)
def find_personal_data(text: str) -> tuple[Span, ...]:
    """Return the personal data in the text, in order, without overlaps.

    Types: id_card phone bank_card passport name address plate email uscc medical_no qq wechat birthday.
    Office phones, hotlines, catalogue codes, document numbers, dates and sums of money are none.
    """
    folded = fold(text)
    return tuple(Span(*folded.original(found)) for found in _found(folded.text))


def load_recogniser() -> None:
    """Have the dictionary, the word lists and the weights read, so that nobody's first message waits for them."""
    find_personal_data("我叫张伟")


def find_contact_value(text: str) -> str | None:
    """Return the first way to reach a person in the text as it is dialled or typed, None without one.

    What is masked as a phone number or an address is taken first, then a landline that may be anybody's.
    """
    for span in find_personal_data(text):
        if span.type in ("phone", "email"):
            return contacts.plain_value(text[span.start : span.end], span.type)
    folded = fold(text)
    for start, end, kind in contacts.find_any_landline(in_digits(folded.text)):
        return contacts.plain_value(folded.text[start:end], kind)
    return None


def mask(text: str) -> str:
    """Return the text with its personal data hidden; what is masked already stays as it is.

    Names keep their first and, from three characters on, last character (李*敏), phones read 138****1234,
    identity numbers keep six and four digits.
    """
    for _ in range(MASKED_AGAIN):
        spans = find_personal_data(text)
        if not spans:
            break
        text = _without(text, spans)
    return text


def _without(text: str, spans: Sequence[Span]) -> str:
    shown, at = [], 0
    for span in spans:
        shown += [text[at : span.start], hidden(text[span.start : span.end], span.type)]
        at = span.end
    return "".join([*shown, text[at:]])


def mask_with(earlier: Sequence[str], text: str) -> tuple[str, ...]:
    """Return the masks of these messages of one person, the new one last.

    A number begun in one message and ended in the next is hidden in both, and what only the words of an
    earlier message tell (我的身份证号是, then the number) is hidden too.

    Args:
        earlier: what the person wrote just before, oldest first; it may be masked already.
        text: the new message.
    """
    masked = [mask(message) for message in (*earlier, text)]
    joined = "\n".join(masked)
    starts = [0, *accumulate(len(message) + 1 for message in masked)]
    for span in reversed(find_personal_data(joined)):
        for at, start in enumerate(starts[:-1]):
            message = masked[at]
            begin, end = max(span.start - start, 0), min(span.end - start, len(message))
            if begin < end:
                whole = end - begin == span.end - span.start
                shown = (
                    hidden(message[begin:end], span.type) if whole else _stars(message[begin:end])
                )
                masked[at] = message[:begin] + shown + message[end:]
    return tuple(masked)


def _stars(part: str) -> str:
    """Return a part of a number with nothing of it left to read."""
    return "".join("*" if char.isalnum() else char for char in part)


def _found(plain: str) -> list[Found]:
    taken = bytearray(len(plain))
    found = _take(_numbers(plain), taken)
    found += _take(find_addresses(plain), taken)
    found += _take(find_names(plain, found), taken)
    return sorted(found)


def _numbers(plain: str) -> Iterator[Found]:
    """Yield candidates of every type, the surest first; they may overlap."""
    digits = in_digits(plain)
    readings = (plain,) if digits == plain else (plain, digits)
    yield from contacts.find_emails(plain)
    yield from numbers.find_lettered(plain)
    for find in (numbers.find_cards, contacts.find_contacts, contacts.find_broken_phones):
        for reading in readings:
            yield from (f for f in find(reading) if reading is plain or _changed(f, plain, digits))
    yield from find_birthdays(digits)
    for reading in readings:
        yield from (
            f
            for f in numbers.find_plates(reading)
            if reading is plain or _changed(f, plain, digits)
        )


def _changed(found: Found, plain: str, digits: str) -> bool:
    start, end, _ = found
    return plain[start:end] != digits[start:end]


def _take(candidates: Iterable[Found], taken: bytearray) -> list[Found]:
    """Return the candidates that overlap nothing taken before, and mark their places as taken."""
    free: list[Found] = []
    for start, end, kind in candidates:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            free.append((start, end, kind))
    return free
