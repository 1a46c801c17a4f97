"""Answers WeChat within its time, whatever happens behind: works once on each message, repeats included."""

import hashlib
import hmac
from dataclasses import dataclass
from threading import BoundedSemaphore

import structlog

from hall.doors.wechat.attendant import Attendant
from hall.doors.wechat.deliveries import Deliveries, Outcome
from hall.doors.wechat.messages import Inbound
from hall.doors.wechat.replies import menu_link
from hall.doors.wechat.wording import WeChatWording
from hall.doors.wechat.workers import Workers
from hall.reception.own_talk import own_talk
from knowledge_base.errors import StoreUnavailable

ANSWER_SECONDS = 3.5
"""WeChat hangs up after 5 seconds; an answer is promised within 4, and the way there takes its part."""
STANDING_SECONDS = 0.1
"""Patience when all seats are taken: whoever waits keeps a thread of the hall from everybody else."""
LAST_MOMENT = 0.2
"""Seconds to wait for an outcome that is just being kept."""
VIEW_ID = 900
"""Menu id of the link beside “正在查询”, beyond the numbers of options."""

OWN = "onedoor-own-talk"
"""Who writes when the hall asks itself; no openid of WeChat's looks so."""

log = structlog.get_logger(__name__)


def conversation_id(secret_key: str, openid: str) -> str:
    """Return the id of a citizen's conversation; without the key nobody can tell whose it is."""
    if openid == OWN:
        return own_talk(secret_key)
    return "wx-" + hmac.new(secret_key.encode(), openid.encode(), hashlib.sha256).hexdigest()[:40]


class SignatureUsed(Exception):
    """A signature that came with another message before: somebody repeats what WeChat once signed."""


@dataclass(frozen=True)
class Reception:
    """Takes messages; `failed` is what is said when something broke, `seats` is how many may wait at once."""

    attendant: Attendant
    deliveries: Deliveries
    workers: Workers
    seats: BoundedSemaphore
    wording: WeChatWording
    secret_key: str
    failed: str
    seconds: float

    @property
    def full(self) -> str:
        """What is said when more messages came than can be worked on."""
        return self.wording.say("full")

    @property
    def looking(self) -> str:
        """What is said when the answer takes longer than WeChat waits."""
        return self._notice("looking")

    def reply(self, inbound: Inbound, stamp: str) -> str:
        """Return what is answered now, empty for nothing.

        Raises:
            SignatureUsed: the stamp was signed for another message.
        """
        if not self.deliveries.claim(stamp, inbound.digest):
            raise SignatureUsed("the signature was used for another message")
        talk = conversation_id(self.secret_key, inbound.openid)
        key = f"{talk}:{inbound.key}"
        is_first = self.deliveries.open(key)
        if is_first and self.workers.submit(self._work, inbound, talk, key) is None:
            return self._turned_away(key)
        outcome = self._awaited(key)
        if outcome is None:
            return self._late(talk, key)
        if not is_first and outcome.message_ids and self.deliveries.owed(talk) == key:
            self.workers.submit(self._unqueue, talk, outcome)
        return outcome.text

    def _turned_away(self, key: str) -> str:
        """Return that there is no room, to repeats of the message as well."""
        log.warning("wechat_full", remedy="look for what is slow: the database, Rasa")
        self.deliveries.finish(key)
        self.deliveries.keep(key, Outcome(self.full))
        return self.full

    def _awaited(self, key: str) -> Outcome | None:
        seated = self.seats.acquire(blocking=False)
        try:
            return self.deliveries.outcome(key, self.seconds if seated else STANDING_SECONDS)
        finally:
            if seated:
                self.seats.release()

    def _work(self, inbound: Inbound, talk: str, key: str) -> None:
        failure: Exception | None = None
        try:
            outcome = self.attendant.attend(inbound, talk)
        except Exception as error:  # the shell of the worker: the citizen gets a sentence first
            failure, outcome = error, Outcome(self.failed)
        try:
            self._settle(inbound, talk, key, outcome)
        except Exception:  # nobody awaits this thread, so nobody else would tell
            log.exception("wechat_answer_lost", kind=inbound.event or inbound.kind)
        if failure:
            log.error("wechat_message_failed", kind=inbound.event or inbound.kind, exc_info=failure)

    def _settle(self, inbound: Inbound, talk: str, key: str, outcome: Outcome) -> None:
        """Keep the outcome; one that is late is queued before anybody can come back for it.

        One that cannot be queued waits here for who comes back.
        """
        try:
            if not self.deliveries.finish(key):
                self.attendant.queue(inbound, talk, outcome)
        except StoreUnavailable:
            outcome = Outcome(outcome.text)
        finally:
            self.deliveries.keep(key, outcome)

    def _unqueue(self, talk: str, outcome: Outcome) -> None:
        try:
            self.attendant.unqueue(talk, outcome)
        except Exception:  # the citizen then reads the answer twice
            log.exception("wechat_unqueue_failed")

    def _late(self, talk: str, key: str) -> str:
        """Return what is said when the answer is not there in time, or the answer after all."""
        waits_already = bool(self.deliveries.owed(talk))
        if not self.deliveries.give_up(key, talk):
            outcome = self.deliveries.outcome(key, LAST_MOMENT)
            if outcome is not None:
                return outcome.text
        return self._notice("still_looking" if waits_already else "looking")

    def _notice(self, name: str) -> str:
        label, send = self.wording.say("view_label"), self.wording.view_send
        return self.wording.say(name, link=menu_link(send, label, VIEW_ID))
