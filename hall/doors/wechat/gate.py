"""Lets in what WeChat sent and nothing else: signatures, the cipher, the form of the body."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hall.doors.wechat.codec import MalformedBody, read_fields, to_xml
from hall.doors.wechat.crypto import CryptoError, MessageKey, Opened, WrongAccount, open_message
from hall.doors.wechat.messages import Inbound, read_inbound
from hall.doors.wechat.signature import is_signed, sign
from hall.settings import Settings

FORBIDDEN, BAD = 403, 400
WINDOW_SECONDS = 600
"""How far a request's timestamp may be from now: WeChat repeats within seconds, and clocks differ a little."""
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


class Refused(Exception):
    """A request that does not come in, with its HTTP status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Query:
    """The parameters beside a request, as WeChat names them."""

    signature: str = ""
    msg_signature: str = ""
    timestamp: str = ""
    nonce: str = ""
    encrypt_type: str = ""
    echostr: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Query":
        """Return the parameters given, empty where there is none."""
        return cls(**{name: given.get(name, "") for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Letter:
    """A message that came in, and the key its reply is to be encrypted with, if any.

    stamp: timestamp and nonce, which WeChat draws anew for each message; what is signed without the body.
    """

    inbound: Inbound
    stamp: str
    key: MessageKey | None = None


@dataclass(frozen=True)
class Gate:
    """Knows the account's token and keys, the current one first.

    With keys (安全模式) only encrypted messages come in, unless `plain_allowed` for the days of a change-over.
    """

    token: str = field(repr=False)
    keys: tuple[MessageKey, ...]
    clock: Callable[[], datetime]
    plain_allowed: bool = False

    def verify(self, query: Query) -> str:
        """Return what the account's back office wants to read when it checks the address.

        Raises:
            Refused: the signature is wrong or too old, or there is nothing to return.
        """
        if query.msg_signature and not query.signature:
            # A `+` of base64 that was not percent-encoded has become a space on the way.
            encrypted = query.echostr.replace(" ", "+")
            self._check(query.msg_signature, query, encrypted)
            return self._opened(encrypted).message.decode(errors="replace")
        self._check(query.signature, query)
        if not query.echostr:
            raise Refused(BAD, "echostr is missing")
        return query.echostr

    def admit(self, query: Query, body: bytes) -> Letter:
        """Return the message of a request.

        Raises:
            Refused: 403 for a wrong signature, account or mode, 400 for a body WeChat would not send.
        """
        encrypted = query.encrypt_type.lower() == "aes"
        if query.signature or not encrypted:
            self._check(query.signature, query)
        try:
            fields = read_fields(body)
            if encrypted and not self._may_read_plain(query, fields):
                return self._opened_letter(query, fields.get("Encrypt", ""))
            self._want_plain()
            return Letter(read_inbound(fields, _digest(body)), _stamp(query))
        except MalformedBody as error:
            raise Refused(BAD, str(error)) from error

    def seal(self, letter: Letter, reply: str, query: Query, timestamp: int, random: bytes) -> str:
        """Return the reply as it is sent: encrypted where the message was."""
        if letter.key is None:
            return reply
        encrypted = letter.key.encrypt(reply.encode(), random)
        return to_xml(
            {
                "Encrypt": encrypted,
                "MsgSignature": sign(self.token, str(timestamp), query.nonce, encrypted),
                "TimeStamp": timestamp,
                "Nonce": query.nonce,
            }
        )

    def _opened_letter(self, query: Query, encrypted: str) -> Letter:
        if not encrypted:
            raise Refused(BAD, "Encrypt is missing")
        self._check(query.msg_signature, query, encrypted)
        opened = self._opened(encrypted)
        inbound = read_inbound(read_fields(opened.message), _digest(opened.message))
        return Letter(inbound, _stamp(query), opened.key)

    def _want_plain(self) -> None:
        if self.keys and not self.plain_allowed:
            raise Refused(
                FORBIDDEN,
                "a plain message in safe mode: set 安全模式 in WeChat's back office, "
                "or WECHAT_PLAIN_ALLOWED=true until that is done",
            )

    def _may_read_plain(self, query: Query, fields: Mapping[str, str]) -> bool:
        """Whether a message in compatible mode (兼容模式) has to do without a key that was not set."""
        return not self.keys and bool(query.signature) and bool(fields.get("MsgType"))

    def _check(self, signature: str, query: Query, *more: str) -> None:
        if not is_signed(signature, self.token, query.timestamp, query.nonce, *more):
            raise Refused(FORBIDDEN, "wrong signature")
        self._check_time(query.timestamp)

    def _check_time(self, timestamp: str) -> None:
        """Refuse what was signed long ago: somebody may have written the query down."""
        now = int(self.clock().timestamp())
        if not _TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > WINDOW_SECONDS:
            raise Refused(
                FORBIDDEN,
                f"the timestamp is over {WINDOW_SECONDS} seconds off: an old request, "
                "or this server's clock is wrong (check NTP)",
            )

    def _opened(self, encrypted: str) -> Opened:
        try:
            return open_message(encrypted, self.keys)
        except WrongAccount as error:
            raise Refused(FORBIDDEN, str(error)) from error
        except CryptoError as error:
            raise Refused(BAD, str(error)) from error


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _stamp(query: Query) -> str:
    """Return what the plain signature covers, as short as any other, however long the nonce."""
    return _digest(f"{query.timestamp}\n{query.nonce}".encode())


def open_gate(settings: Settings, clock: Callable[[], datetime]) -> Gate:
    """Return the gate of the account in the settings; a key opens nothing that is not for its AppID."""
    given = (settings.wechat_aes_key, settings.wechat_aes_key_previous)
    keys = tuple(MessageKey(key, settings.wechat_appid) for key in given if key)
    return Gate(settings.wechat_token, keys, clock, settings.wechat_plain_allowed)
