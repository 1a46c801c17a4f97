"""Addresses of files that clerks send: whoever has one may open the file, and nobody can guess one."""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from hall.settings import Settings
from service_desk.attachments.kinds import Attachment

PURPOSE = b"attachment links\n"
ID_BYTES = 8
PATH = "/attachments/"


class AttachmentLinks:
    """Makes and reads the addresses; nothing that opens a file is stored.

    A token is the file's id, sealed with a tag of 128 bits: always the same, so that a page shown again links to
    what the browser has already, and none that anybody can make without the key.
    """

    def __init__(self, secret_key: str, public_url: str) -> None:
        self._cipher = AESSIV(hashlib.sha256(PURPOSE + secret_key.encode()).digest())
        self._public_url = public_url

    def path(self, attachment: Attachment) -> str:
        """Return the address within the hall."""
        sealed = self._cipher.encrypt(attachment.id.to_bytes(ID_BYTES, "big"), None)
        return PATH + base64.urlsafe_b64encode(sealed).decode()

    def url(self, attachment: Attachment) -> str:
        """Return the whole address, for where a citizen is not in the hall."""
        return self._public_url + self.path(attachment)

    def read(self, token: str) -> int | None:
        """Return the id of the file; None for a token that was not made here."""
        try:
            sealed = base64.b64decode(token, altchars=b"-_", validate=True)
            return int.from_bytes(self._cipher.decrypt(sealed, None), "big")
        except (binascii.Error, InvalidTag, ValueError):
            return None


def attachment_links(settings: Settings) -> AttachmentLinks:
    """Return what makes the addresses of this hall."""
    return AttachmentLinks(settings.secret_key, settings.public_url)
