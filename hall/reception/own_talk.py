"""The hall's own talk with itself (自检): whether a door's talk says what is published. Nothing of it is kept."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hall.reception.unkept import UNSTORED
from hall.web.wording import Wording
from knowledge_base.model.answer import Option
from knowledge_base.model.context import Context, Frame, Pending, PendingKind
from knowledge_base.model.element import Element
from knowledge_base.services import KnowledgeBase
from service_desk.model import Message, Sender

ASKED_OF = Element.ONE_VISIT
"""Papers, limits, fee and place together: what most changes are about."""
TAPPED = "own"


def own_talk(secret_key: str) -> str:
    """Return the id of the talk; who does not know the key cannot have it."""
    return "own-" + hmac.new(secret_key.encode(), b"own talk", hashlib.sha256).hexdigest()[:40]


@dataclass(frozen=True)
class OwnTalk:
    """Answers the hall itself: it sends the code of an item, as if its one-visit list had been tapped."""

    kb: KnowledgeBase
    wording: Wording
    secret_key: str
    clock: Callable[[], datetime]

    def is_meant(self, conversation_id: str) -> bool:
        """Whether a conversation is this one."""
        own = own_talk(self.secret_key).encode()
        return hmac.compare_digest(own, conversation_id.encode())

    def answer(self, item_code: str, door: str) -> Message:
        """Return what the base says, as a message that is in no list; one without an answer where it has no such item."""
        if item_code not in self.kb.catalogue.guides:
            unknown = self.wording.error("unknown_item")
            return Message(UNSTORED, Sender.BOT, unknown, self.clock(), None)
        option = Option(TAPPED, item_code, item_code, item_code=item_code, element=ASKED_OF)
        context = Context((Frame(item_code, ASKED_OF),), Pending(PendingKind.CHOICE, (option,)))
        (said,) = self.kb.answer_turn(item_code, context, option=TAPPED, door=door)
        return Message(UNSTORED, Sender.BOT, said.text, self.clock(), said.to_dict())
