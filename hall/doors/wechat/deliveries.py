"""Deliveries (消息投递): WeChat sends a message up to three times, the hall works on it once.

A delivery is opened by the first request that brings it, finished by whoever works on it, and given up by a
request that has to answer WeChat before that. Which of the last two comes first decides whether the answer is
late, and it is decided once. Only then is the outcome kept for everybody to see.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

KEPT_SECONDS = 600.0
"""WeChat repeats within 15 seconds; a citizen comes back for a late answer within minutes."""
CLAIMED_SECONDS = 1260.0
"""Longer than a signature is good for: 10 minutes before its timestamp to 10 minutes after it."""


@dataclass(frozen=True)
class Outcome:
    """What is answered to a delivery: the whole text, empty for none, and the stored messages in it."""

    text: str
    message_ids: tuple[int, ...] = ()


class Deliveries(Protocol):
    """Where deliveries and their outcomes are kept for `KEPT_SECONDS`, and signatures for `CLAIMED_SECONDS`."""

    def claim(self, stamp: str, digest: str) -> bool:
        """Return whether the signed stamp is new or came with this body before, and belongs to it from now on."""
        ...

    def open(self, key: str) -> bool:
        """Return whether this is the first request that brings the delivery."""
        ...

    def finish(self, key: str) -> bool:
        """Return whether the answer is in time, that is, nobody has given up before."""
        ...

    def keep(self, key: str, outcome: Outcome) -> None:
        """Let everybody see the outcome."""
        ...

    def outcome(self, key: str, wait: float) -> Outcome | None:
        """Return the outcome, waiting for it so many seconds; None when it is not there by then."""
        ...

    def give_up(self, key: str, conversation: str) -> bool:
        """Return whether the answer is late, and owed to the conversation from now on.

        False when it was finished at the last moment: then its outcome is about to be there.
        """
        ...

    def owed(self, conversation: str) -> str:
        """Return the key of the last delivery the conversation was told to wait for, empty without one."""
        ...

    def pay(self, conversation: str, key: str) -> None:
        """Owe the conversation this delivery no longer."""
        ...


@dataclass
class _Delivery:
    until: float
    outcome: Outcome | None = None
    late: bool | None = None


class LocalDeliveries:
    """Deliveries in this process."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._deliveries: dict[str, _Delivery] = {}
        self._owed: dict[str, tuple[float, str]] = {}
        self._claimed: dict[str, tuple[float, str]] = {}

    def claim(self, stamp: str, digest: str) -> bool:
        """Tie the stamp to its first body; see `Deliveries`."""
        with self._changed:
            until = self._clock() + CLAIMED_SECONDS
            return self._claimed.setdefault(stamp, (until, digest))[1] == digest

    def open(self, key: str) -> bool:
        """Tell the first request from repeats; see `Deliveries`."""
        now = self._clock()
        with self._changed:
            self._forget(now)
            if key in self._deliveries:
                return False
            self._deliveries[key] = _Delivery(now + KEPT_SECONDS)
            return True

    def finish(self, key: str) -> bool:
        """Call the answer in time unless it is late; see `Deliveries`."""
        with self._changed:
            delivery = self._find(key)
            delivery.late = bool(delivery.late)
            return not delivery.late

    def keep(self, key: str, outcome: Outcome) -> None:
        """Keep the outcome; see `Deliveries`."""
        with self._changed:
            self._find(key).outcome = outcome
            self._changed.notify_all()

    def outcome(self, key: str, wait: float) -> Outcome | None:
        """Wait for the outcome; see `Deliveries`."""
        with self._changed:
            delivery = self._find(key)
            self._changed.wait_for(lambda: delivery.outcome is not None, wait)
            return delivery.outcome

    def give_up(self, key: str, conversation: str) -> bool:
        """Call the answer late unless it is in time; see `Deliveries`."""
        with self._changed:
            delivery = self._find(key)
            if delivery.late is False:
                return False
            delivery.late = True
            self._owed.pop(conversation, None)
            self._owed[conversation] = (self._clock() + KEPT_SECONDS, key)
            return True

    def owed(self, conversation: str) -> str:
        """Return what is owed; see `Deliveries`."""
        with self._changed:
            until, key = self._owed.get(conversation, (0.0, ""))
            return key if self._clock() < until else ""

    def pay(self, conversation: str, key: str) -> None:
        """Owe it no longer; see `Deliveries`."""
        with self._changed:
            if self._owed.get(conversation, (0.0, ""))[1] == key:
                del self._owed[conversation]

    def _find(self, key: str) -> _Delivery:
        return self._deliveries.setdefault(key, _Delivery(self._clock() + KEPT_SECONDS))

    def _forget(self, now: float) -> None:
        """Drop what is over; the dictionaries are in the order of their ends."""
        while (
            self._deliveries and self._deliveries[key := next(iter(self._deliveries))].until < now
        ):
            del self._deliveries[key]
        for ending in (self._owed, self._claimed):
            while ending and ending[first := next(iter(ending))][0] < now:
                del ending[first]
