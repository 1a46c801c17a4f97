"""One dialogue turn through Rasa, with a bound on time, on turns at once and on patience."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import structlog

from hall.reception.breaker import Breaker
from hall.reception.turns import Draft, Errand
from hall.settings import Settings
from hall.web.tls import trusted
from knowledge_base.model.answer import Answer

WEBHOOK = "/webhooks/rest/webhook"
MOST_BYTES = 1_000_000
"""A turn is a few kilobytes; more is not an answer."""

log = structlog.get_logger(__name__)


class RasaUnavailable(Exception):
    """The turn was not answered by Rasa; `reason` is off, busy, paused, slow or failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RasaClient:
    """Asks Rasa's REST channel; every trouble is a `RasaUnavailable`, never anything else."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = settings.rasa_url and settings.rasa_url + WEBHOOK
        self._seconds = settings.rasa_turn_timeout
        self._clock = clock
        self._places = threading.BoundedSemaphore(settings.rasa_max_turns)
        self._breaker = Breaker(settings.rasa_failures, settings.rasa_pause, clock)
        connections = httpx.Limits(max_keepalive_connections=settings.rasa_max_turns)
        self._http = httpx.Client(
            timeout=self._seconds, limits=connections, trust_env=False, verify=trusted()
        )

    def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> tuple[Draft, ...]:
        """Return what was decided of one turn, at least one draft.

        Args:
            sender: whose tracker; already masked, as is `text`, for Rasa keeps both.
            text: what the citizen said.
            metadata: the door, the settled context, the option that was tapped, how things stand at the desk.

        Raises:
            RasaUnavailable: answer without it.
        """
        if not self._url:
            raise RasaUnavailable("off")
        if not self._places.acquire(blocking=False):
            raise RasaUnavailable("busy")
        try:
            if not self._breaker.allows():
                raise RasaUnavailable("paused")
            return self._guarded({"sender": sender, "message": text, "metadata": metadata})
        finally:
            self._places.release()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _guarded(self, body: dict[str, Any]) -> tuple[Draft, ...]:
        try:
            drafts = _drafts(self._posted(body))
        except httpx.TimeoutException as error:
            raise self._gave_up("slow", error) from error
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._gave_up("failed", error) from error
        self._breaker.succeeded()
        return drafts

    def _gave_up(self, reason: str, error: Exception) -> RasaUnavailable:
        opened = self._breaker.failed(at_once=reason == "slow")
        log.warning("rasa_unavailable", reason=reason, kind=type(error).__name__, paused=opened)
        return RasaUnavailable(reason)

    def _posted(self, body: dict[str, Any]) -> Any:
        deadline = self._clock() + self._seconds
        received = bytearray()
        with self._http.stream("POST", self._url, json=body) as response:
            response.raise_for_status()
            for chunk in response.iter_bytes():
                received += chunk
                if self._clock() > deadline:
                    raise httpx.ReadTimeout("the reply came in drops")
                if len(received) > MOST_BYTES:
                    raise ValueError("the reply is too long")
        return json.loads(received)


def _drafts(messages: Any) -> tuple[Draft, ...]:
    """Return the drafts in a reply.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: there is none, or the action could not reach the hall.
    """
    customs = [message["custom"] for message in messages if "custom" in message]
    if not customs or any("error" in custom for custom in customs):
        raise ValueError("no answer")
    return tuple(draft_of(custom) for custom in customs)


def draft_of(data: Mapping[str, Any]) -> Draft:
    """Return the draft that `draft_to_dict` wrote."""
    return Draft(Answer.from_dict(data["answer"]), Errand(data.get("errand", "")))


def draft_to_dict(draft: Draft) -> dict[str, Any]:
    """Return a draft as it travels through Rasa."""
    return {"answer": draft.answer.to_dict(), "errand": draft.errand.value}
