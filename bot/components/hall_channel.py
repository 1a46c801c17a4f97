"""The channel between the hall and Rasa: the REST channel, without its traps."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.request import Request

from bot import rasa_patches

logger = logging.getLogger(__name__)


class HallInput(RestInput):
    """Takes turns from the hall at `/webhooks/rest/webhook`; every worker loads it, so it applies the patches."""

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> HallInput:
        """Return the channel with the patches in force."""
        rasa_patches.apply()
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """Return Rasa's endpoints; a failed turn is logged without the citizen's words.

        The stock channel writes the text of the message into the log; the hall sees the empty reply and
        answers by itself.
        """

        async def receive(message: UserMessage) -> None:
            try:
                await on_new_message(message)
            except asyncio.CancelledError:
                logger.error("turn cancelled, message %s", message.message_id)
            except Exception:
                logger.exception("turn failed, message %s", message.message_id)

        return super().blueprint(receive)

    def _extract_message(self, req: Request) -> Optional[str]:
        """Return the text; a leading slash would let a citizen name intents (`/restart`)."""
        text = super()._extract_message(req)
        return "／" + text[1:] if text and text.startswith("/") else text
