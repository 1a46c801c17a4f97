"""The hall, as the actions see it: one call, `POST /internal/turn`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

TURN = "/internal/turn"
TOKEN_HEADER = "X-OneDoor-Token"


class TurnFailed(Exception):
    """The hall gave no usable outcome; `code` says how: timeout, unreachable, refused, malformed."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Outcome:
    """What the hall decided of one turn: drafts of answers and the context that now holds."""

    drafts: list[dict[str, Any]]
    context: dict[str, Any]


class Hall:
    """The hall behind one kept connection; made inside the running event loop."""

    def __init__(self, url: str, token: str, timeout: float) -> None:
        self._client = httpx.AsyncClient(
            base_url=url, headers={TOKEN_HEADER: token}, timeout=timeout, trust_env=False
        )

    async def turn(self, text: str, turn: Mapping[str, Any]) -> Outcome:
        """Return the outcome of one turn.

        Raises:
            TurnFailed: no answer in time, no connection, not allowed, or not the agreed JSON.
        """
        response = await self._post({"text": text, **turn})
        if response.status_code != httpx.codes.OK:
            raise TurnFailed("refused", f"HTTP {response.status_code}")
        try:
            data = response.json()
            return Outcome(list(data["drafts"]), dict(data["context"]))
        except (ValueError, KeyError, TypeError) as error:
            raise TurnFailed("malformed", type(error).__name__) from error

    async def _post(self, turn: dict[str, Any]) -> httpx.Response:
        try:
            return await self._client.post(TURN, json=turn)
        except httpx.TimeoutException as error:
            raise TurnFailed("timeout", type(error).__name__) from error
        except httpx.HTTPError as error:
            raise TurnFailed("unreachable", type(error).__name__) from error

    async def close(self) -> None:
        """Close the kept connection."""
        await self._client.aclose()
