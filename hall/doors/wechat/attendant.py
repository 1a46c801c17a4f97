"""Finds what is answered to a WeChat message; takes its time, the reception minds the clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from hall.doors.wechat.asking import Asker
from hall.doors.wechat.deliveries import Deliveries, Outcome
from hall.doors.wechat.greeting import greeting, where_the_hall_is
from hall.doors.wechat.hearing import GREETING, LOCATION, NOTHING, Heard, hear
from hall.doors.wechat.messages import Inbound
from hall.doors.wechat.replies import Part, Renderer, answered, compose, plain
from hall.doors.wechat.wording import WeChatWording
from hall.reception.unkept import UNSTORED
from knowledge_base.errors import StoreUnavailable
from knowledge_base.services import KnowledgeBase
from service_desk.model import Message
from service_desk.pushes import Pushes

LATE_SECONDS = 20.0
"""How long a late answer is awaited with somebody who came back for it; longer than any turn takes."""


@dataclass(frozen=True)
class Attendant:
    """Answers messages; every part it uses is given to it."""

    asking: Asker
    kb: KnowledgeBase
    pushes: Pushes
    wording: WeChatWording
    renderer: Renderer
    deliveries: Deliveries

    def attend(self, inbound: Inbound, talk: str) -> Outcome:
        """Return what is answered to the message; what waited for this citizen comes first."""
        with self.kb.bound():
            return self._attended(inbound, talk)

    def _attended(self, inbound: Inbound, talk: str) -> Outcome:
        if inbound.event == "unsubscribe":
            self.pushes.forget_address(talk)
        heard = hear(inbound, self.wording)
        if heard == NOTHING:
            return Outcome("")
        owed = self.deliveries.owed(talk)
        comes_back = inbound.kind == "text" and self.wording.only_asks_for_the_answer(
            inbound.field("Content")
        )
        late = self._late_answer(talk, owed) if owed and comes_back else None
        outcome = late or self._answer(inbound, talk, heard)
        if owed and self.deliveries.outcome(owed, 0):
            self.deliveries.pay(talk, owed)
        return outcome

    def queue(self, inbound: Inbound, talk: str, outcome: Outcome) -> None:
        """Queue what came too late for its passive reply: it is pushed where allowed, else it waits."""
        for message_id in outcome.message_ids:
            self.pushes.add(message_id)
        self.pushes.put_back(outcome.message_ids)
        if outcome.message_ids:
            self.asking.remember(inbound, talk)

    def unqueue(self, talk: str, outcome: Outcome) -> None:
        """Take out of the queue what a repeated delivery is being answered with after all."""
        waiting = (message.id for message in self.pushes.collect(talk))
        self.pushes.put_back([number for number in waiting if number not in outcome.message_ids])

    def _late_answer(self, talk: str, owed: str) -> Outcome | None:
        """Return the answer the citizen was told to wait for; None when there is none any more."""
        late = self.deliveries.outcome(owed, LATE_SECONDS)
        if late is None or not late.message_ids:
            return late if late and late.text else None
        waiting = self._waiting(talk)
        if {message.id for message in waiting} & {*late.message_ids}:
            return self._outcome(talk, waiting, ())
        self._put_back(waiting)
        return None

    def _answer(self, inbound: Inbound, talk: str, heard: Heard) -> Outcome:
        waiting = self._waiting(talk)
        try:
            said = self._said(inbound, talk, heard)
        except Exception:
            self._put_back(waiting)
            raise
        return self._outcome(talk, (*waiting, *self._waiting(talk)), said)

    def _said(self, inbound: Inbound, talk: str, heard: Heard) -> "tuple[Message, ...] | Part":
        if heard.asks:
            said = self.asking.ask(inbound, talk, heard.asks)
            return plain(said) if isinstance(said, str) else said
        if heard.says == GREETING:
            return answered(greeting(self.kb))
        if heard.says == LOCATION:
            return answered(where_the_hall_is(self.kb.catalogue, self.wording))
        return plain(self.wording.say(heard.says))

    def _outcome(
        self, talk: str, waiting: Sequence[Message], said: "tuple[Message, ...] | Part"
    ) -> Outcome:
        own = said if isinstance(said, tuple) else ()
        first = [
            message
            for message in waiting
            if message.id not in {m.id for m in own if m.id != UNSTORED}
        ]
        parts = [self.renderer.part(talk, message) for message in (*first, *own)]
        if not isinstance(said, tuple):
            parts.append(said)
        stored = (message.id for message in (*first, *own) if message.id != UNSTORED)
        return Outcome(compose(parts), tuple(stored))

    def _waiting(self, talk: str) -> tuple[Message, ...]:
        """Return what waits for this citizen; it goes on waiting while the database cannot hand it out."""
        try:
            return self.pushes.collect(talk)
        except StoreUnavailable:
            return ()

    def _put_back(self, messages: Sequence[Message]) -> None:
        self.pushes.put_back([message.id for message in messages])
