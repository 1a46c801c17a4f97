"""Whether an answer helped (有用 / 没解决): counted without who said so, the same from every channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hall.web.metrics import Metrics
from hall.web.wording import Wording
from knowledge_base.model.answer import Option
from knowledge_base.services import KnowledgeBase


@dataclass(frozen=True)
class Rating:
    """What was said of an answer; about which item and element is empty where the answer named none."""

    useful: bool
    item_code: str = ""
    element: str = ""


@dataclass(frozen=True)
class Taken:
    """What the hall says to a rating, and what can be done next."""

    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Ratings:
    """Takes ratings."""

    kb: KnowledgeBase
    metrics: Metrics
    wording: Wording

    def take(self, rating: Rating, channel: str) -> Taken:
        """Put a rating on record and return what is said to it."""
        self.kb.give_feedback(rating.item_code, rating.element, rating.useful, channel)
        self.metrics.feedback(rating.useful)
        return self.reply_to(useful=rating.useful)

    def reply_to(self, *, useful: bool) -> Taken:
        """Return what is said to a rating: after one that says no, the way to a person."""
        said = self.wording.say("feedback_useful" if useful else "feedback_useless")
        label, send = self.wording.say("human_label"), self.wording.say("human_send")
        return Taken(said, () if useful else (Option("human", label, send),))


def rating_of(answer: Mapping[str, Any], *, useful: bool) -> Rating:
    """Return the rating of an answer as it is stored with its message."""
    item = answer.get("item") or {}
    return Rating(useful, item.get("item_code") or "", answer.get("element") or "")
