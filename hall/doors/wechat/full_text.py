"""A page with the whole of one message, for those too long for WeChat; its address tells nobody anything."""

import base64
import binascii
import hashlib
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PURPOSE = b"wechat full text\n"
NONCE_BYTES = 12


class FullTextLinks:
    """Makes and reads the addresses of such pages.

    The conversation's id opens the whole conversation, so the address carries it encrypted only.
    """

    def __init__(self, secret_key: str, public_url: str, random: Callable[[int], bytes]) -> None:
        self._cipher = AESGCM(hashlib.sha256(PURPOSE + secret_key.encode()).digest())
        self._public_url = public_url
        self._random = random

    def url(self, conversation_id: str, message_id: int) -> str:
        """Return the address of the page with this message."""
        nonce = self._random(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, f"{message_id}:{conversation_id}".encode(), None)
        token = base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")
        return f"{self._public_url}/wechat/full/{token}"

    def read(self, token: str) -> tuple[str, int] | None:
        """Return the conversation's id and the message's; None for an address that was not made here."""
        try:
            data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            plain = self._cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], None).decode()
        except (binascii.Error, InvalidTag, ValueError):
            return None
        message_id, _, conversation_id = plain.partition(":")
        return conversation_id, int(message_id)
