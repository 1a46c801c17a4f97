"""Contacts as citizens give them: whole, in two messages, or beside a question."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from hall.reception.phrases import Phrases
from hall.reception.turns import Given
from knowledge_base.privacy.folding import fold, in_digits
from knowledge_base.text import find_personal_data
from service_desk.contact import find_contact

FEW_WORDS = 12
"""Characters beside a number that nobody else masks, up to which it is the citizen's own and no office's."""
FEWEST_DIGITS, MOST_DIGITS = 3, 10
"""Of a part of a number: with fewer digits it is the number of an option, with more it is whole."""
MOST_WORDS = 8
"""Characters beside the digits of a part: 我电话是138."""
_MARKS = " ，,。.；;！!？?\n"
_CLAUSE = re.compile(r"(?<=[，,。；;！!？?\n])")
KEPT_SECONDS = 1800.0
MOST_KEPT = 2_000
"""Conversations whose words are kept in memory meanwhile."""


def given(text: str, phrases: Phrases) -> Given:
    """Return what of a contact a message gives; an office's number that it merely names is none."""
    if not gives_contact(text):
        return Given.PART if _is_part(text) else Given.NOTHING
    beside = phrases.only_gives(_without_personal_data(text))
    return Given.WHOLE if beside else Given.BESIDE


def gives_contact(text: str) -> bool:
    """Whether the message tells how to reach the citizen."""
    contact = find_contact(text)
    if contact is None:
        return False
    own = {span.type for span in find_personal_data(text)} & {"phone", "email", "wechat", "qq"}
    return bool(own) or len(text) <= len(contact.value) + FEW_WORDS


def question_beside(text: str, phrases: Phrases) -> str:
    """Return a message without the clauses that merely tell how to reach the citizen."""
    kept = (clause for clause in _CLAUSE.split(text) if not _gives_only(clause, phrases))
    return "".join(kept).strip(_MARKS)


def _gives_only(clause: str, phrases: Phrases) -> bool:
    return bool(clause.strip(_MARKS)) and phrases.only_gives(_without_personal_data(clause))


def _without_personal_data(text: str) -> str:
    for span in reversed(find_personal_data(text)):
        text = text[: span.start] + text[span.end :]
    return text


def _is_part(text: str) -> bool:
    plain = in_digits(fold(text).text)
    digits = sum(char.isdigit() for char in plain)
    beside = sum(char.isalnum() for char in plain) - digits
    return FEWEST_DIGITS <= digits <= MOST_DIGITS and beside <= MOST_WORDS


class Jottings:
    """What a citizen gave before there was a ticket to keep it with: in memory alone, half an hour at most."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._kept: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def add(self, conversation_id: str, text: str) -> None:
        """Keep these words; the conversation that was quiet longest makes room."""
        with self._lock:
            self._kept.pop(conversation_id, None)
            self._kept[conversation_id] = (self._clock(), text)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def read(self, conversation_id: str) -> str:
        """Return what is kept, empty where nothing is."""
        with self._lock:
            since, text = self._kept.get(conversation_id, (0.0, ""))
        return text if text and self._clock() - since < KEPT_SECONDS else ""

    def strike(self, conversation_id: str) -> None:
        """Forget what is kept."""
        with self._lock:
            self._kept.pop(conversation_id, None)

    def completed(self, conversation_id: str, text: str) -> str:
        """Return the message with the part of a number that came before it, where both make one contact."""
        before = self.read(conversation_id)
        whole = f"{before}\n{text}"
        is_rest = before and _is_part(text) and not gives_contact(before)
        return whole if is_rest and gives_contact(whole) else text
