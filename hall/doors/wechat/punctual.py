"""Keeps WeChat's time where the store of deliveries is another machine's, which may hang."""

from dataclasses import dataclass
from typing import Protocol

import structlog

from hall.doors.wechat.messages import Inbound
from hall.doors.wechat.reception import Reception
from hall.doors.wechat.workers import Workers

LIMIT_SECONDS = 3.8
"""Beyond the reception's own patience, and within the 4 seconds that are promised."""

log = structlog.get_logger(__name__)


class Answers(Protocol):
    """Something that answers WeChat's messages."""

    def reply(self, inbound: Inbound, stamp: str) -> str:
        """Return what is answered now, empty for nothing."""
        ...

    @property
    def failed(self) -> str:
        """What is said when something broke."""
        ...


@dataclass(frozen=True)
class Punctual:
    """A reception whose store may hang: whoever asks gets an answer when the time is up."""

    reception: Reception
    workers: Workers
    seconds: float = LIMIT_SECONDS

    @property
    def failed(self) -> str:
        """What is said when something broke."""
        return self.reception.failed

    def reply(self, inbound: Inbound, stamp: str) -> str:
        """Return what is answered now, a word about waiting where the store does not answer."""
        future = self.workers.submit(self.reception.reply, inbound, stamp)
        if future is None:
            return self.reception.full
        try:
            return future.result(self.seconds)
        except TimeoutError:
            log.error("wechat_store_slow", remedy="check the Redis of REDIS_URL")
            return self.reception.looking
