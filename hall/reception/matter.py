"""What a message is about beside the call for a person, and how a citizen's words are said back."""

import re

from hall.reception.asked import LITTLE
from knowledge_base.model.answer import AnswerStatus
from knowledge_base.services import KnowledgeBase
from knowledge_base.text import mask, normalise, units

CALLS = (AnswerStatus.ROUTED_STAFF, AnswerStatus.SMALLTALK)
"""What a clause is that only calls for a person, politely or not."""
LONGEST_QUOTE = 60
"""Characters of a citizen's words that are said back, to be confirmed."""
_ADDRESS_OR_MARKUP = re.compile(
    r"<[^<>]{0,1000}>|https?://[^\s，。]+|www\.[^\s，。]+|[<>]", re.IGNORECASE
)
_CLAUSE = re.compile(r"[，。！？；,!?;\n]+")


def matter_beside_the_call(text: str, kb: KnowledgeBase) -> str:
    """Return what is asked beside the call for a person: “我家鸽子丢了，给我转人工”."""
    clauses = [clause for clause in _CLAUSE.split(text) if clause.strip()]
    rest = [clause for clause in clauses if not _calls_for_a_person(clause, kb)]
    matter = "，".join(rest)
    return "" if says_little(matter) or len(rest) == len(clauses) else matter


def _calls_for_a_person(clause: str, kb: KnowledgeBase) -> bool:
    verdict = kb.base.screener.screen(normalise(clause))
    return verdict is not None and verdict.status in CALLS


def says_little(text: str) -> bool:
    """Whether a text is too short to be a matter."""
    return units(normalise(text)) <= LITTLE


def quoted(text: str) -> str:
    """Return a citizen's words as they may be said back: masked, short, without addresses and markup."""
    plain = " ".join(_ADDRESS_OR_MARKUP.sub(" ", mask(text)).split())
    return plain if len(plain) <= LONGEST_QUOTE else plain[:LONGEST_QUOTE] + "…"
