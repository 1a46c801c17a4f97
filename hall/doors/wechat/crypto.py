"""Safe mode (安全模式): the messages' cipher, AES-256-CBC with WeChat's own padding and layout.

Plaintext: 16 random bytes, the message's length in bytes (4, big-endian), the message, the account's AppID.
"""

import base64
import binascii
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
"""Padding fills up to so many bytes, though AES itself works on 16 (PKCS#7 as WeChat uses it)."""
AES_BLOCK = 16
RANDOM_BYTES = 16
LENGTH_BYTES = 4
HEAD = RANDOM_BYTES + LENGTH_BYTES


class CryptoError(ValueError):
    """A ciphertext that is not what WeChat sends."""


class WrongAccount(CryptoError):
    """A message that was encrypted for another account."""


@dataclass(frozen=True)
class Opened:
    """A decrypted message and the key that opened it: the reply is encrypted with the same one."""

    message: bytes
    key: "MessageKey"


class MessageKey:
    """One EncodingAESKey of one account."""

    def __init__(self, encoding_key: str, appid: str) -> None:
        self._key = decode_key(encoding_key)
        self._appid = appid.encode()

    def __repr__(self) -> str:
        return "MessageKey(…)"

    def decrypt(self, encrypted: str) -> bytes:
        """Return the message.

        Raises:
            CryptoError: not base64, not encrypted with this key, or not of WeChat's layout.
            WrongAccount: all of that, but for another AppID.
        """
        plain = unpad(self._cipher_run(_ciphertext(encrypted), encrypting=False))
        message, appid = _unpacked(plain)
        if not hmac.compare_digest(appid, self._appid):
            raise WrongAccount("the AppID inside is another one")
        return message

    def encrypt(self, message: bytes, random: bytes) -> str:
        """Return the message encrypted, in base64; `random` is 16 bytes never used before."""
        plain = random + struct.pack(">I", len(message)) + message + self._appid
        return base64.b64encode(self._cipher_run(pad(plain), encrypting=True)).decode()

    def _cipher_run(self, data: bytes, *, encrypting: bool) -> bytes:
        cipher = Cipher(algorithms.AES(self._key), modes.CBC(self._key[:AES_BLOCK]))
        run = cipher.encryptor() if encrypting else cipher.decryptor()
        return run.update(data) + run.finalize()


def decode_key(encoding_key: str) -> bytes:
    """Return the 32 bytes that 43 characters of base64 stand for.

    Raises:
        CryptoError: it is no EncodingAESKey.
    """
    try:
        key = base64.b64decode(f"{encoding_key}=".encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        key = b""
    if len(encoding_key) != 43 or len(key) != 32:
        raise CryptoError("an EncodingAESKey has 43 characters of base64")
    return key


def open_message(encrypted: str, keys: Sequence[MessageKey]) -> Opened:
    """Return the message, decrypted with the first key that fits: the current one, then the one before.

    Raises:
        CryptoError: no key fits; what is said is about the current one.
    """
    first: CryptoError | None = None
    for key in keys:
        try:
            return Opened(key.decrypt(encrypted), key)
        except CryptoError as error:
            first = first or error
    raise first or CryptoError("there is no key: WECHAT_AES_KEY or WECHAT_APPID is not set")


def pad(data: bytes) -> bytes:
    """Return the data filled up to a whole block; a block more where it is whole already."""
    missing = BLOCK - len(data) % BLOCK
    return data + bytes([missing]) * missing


def unpad(data: bytes) -> bytes:
    """Return the data without its padding.

    Raises:
        CryptoError: the padding is none.
    """
    count = data[-1] if data else 0
    if not 1 <= count <= min(BLOCK, len(data)) or data[-count:] != bytes([count]) * count:
        raise CryptoError("bad padding")
    return data[:-count]


def _ciphertext(encrypted: str) -> bytes:
    try:
        data = base64.b64decode(encrypted.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise CryptoError("not base64") from error
    if not data or len(data) % AES_BLOCK:
        raise CryptoError("not whole blocks")
    return data


def _unpacked(plain: bytes) -> tuple[bytes, bytes]:
    """Return message and AppID."""
    if len(plain) < HEAD:
        raise CryptoError("too short")
    (length,) = struct.unpack(">I", plain[RANDOM_BYTES:HEAD])
    if length > len(plain) - HEAD:
        raise CryptoError("the message is said to be longer than what was sent")
    return plain[HEAD : HEAD + length], plain[HEAD + length :]
