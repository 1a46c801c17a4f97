"""An ask (问点): one of up to three things that a message asks for."""

from dataclasses import dataclass
from enum import StrEnum


class AskType(StrEnum):
    """How it is asked, by its question word; `OTHER` has none, as a search term or a told story has none."""

    PHONE = "phone"
    HOW_MUCH = "howmuch"
    HOW_LONG = "howlong"
    WHEN = "when"
    HOW_MANY = "howmany"
    WHERE = "where"
    WHO = "who"
    WHY = "why"
    WHICH = "which"
    WHAT = "what"
    HOW = "how"
    YES_NO = "yesno"
    OTHER = "other"


@dataclass(frozen=True)
class Ask:
    """What is asked, in the words of the message; `type` is the type of its question word."""

    text: str
    type: AskType = AskType.OTHER


@dataclass(frozen=True)
class Asks:
    """A message read as asks.

    Attributes:
        whole: the message.
        asks: what it asks, in the order asked.
        background: what of it asks nothing and tells the case.
    """

    whole: str
    asks: tuple[Ask, ...]
    background: str = ""

    @property
    def asks_nothing(self) -> bool:
        """Whether the message only tells something, as far as its words show."""
        return all(ask.type is AskType.OTHER for ask in self.asks)

    def around(self, ask: Ask) -> str:
        """Return the message as if it asked nothing else: “低保多长时间能批，批了从啥时候给钱” asks twice."""
        if len(self.asks) == 1:
            return self.whole
        return f"{self.background}，{ask.text}" if self.background else ask.text
