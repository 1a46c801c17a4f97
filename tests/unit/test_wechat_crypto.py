"""WeChat's signatures and cipher: published vectors, round trips, and everything that must not open."""

import base64
import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from hall.doors.wechat.crypto import (
    CryptoError,
    MessageKey,
    WrongAccount,
    decode_key,
    open_message,
    pad,
    unpad,
)
from hall.doors.wechat.signature import is_signed, sign
from tests.wechat_vectors import (
    APPID,
    D_SIGNATURE,
    G_ENCRYPTED,
    G_ID,
    G_KEY,
    G_NONCE,
    G_PLAIN,
    G_SIGNATURE,
    G_TIMESTAMP,
    G_TOKEN,
    KEY,
    D,
    E,
    F,
    Sealed,
)

OLD_KEY = "B" * 43
RANDOM = b"0123456789abcdef"
MINE = MessageKey(KEY, APPID)


def raw(plain: bytes) -> str:
    """Encrypt exactly these bytes, padding of the caller's choice included."""
    key = base64.b64decode(KEY + "=")
    run = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(run.update(plain) + run.finalize()).decode()


def layout(length: int, message: bytes = b"<xml/>", appid: str = APPID) -> bytes:
    return RANDOM + struct.pack(">I", length) + message + appid.encode()


@pytest.mark.parametrize(
    ("signature", "parts"),
    [
        ("f464b24fc39322e44b38aa78f5edd27bd1441696", ("AAAAA", "1714036504", "1514711492")),
        ("899cf89e464efb63f54ddac96b0a0a235f53aa78", ("AAAAA", "1714037059", "486452656")),
        ("f21891de399b4e33a1a93c9a7b8a8fffb5a443ff", ("test", "1410685589", "test")),
        (D_SIGNATURE, (D.token, D.timestamp, D.nonce)),
        (D.msg_signature, (D.token, D.timestamp, D.nonce, D.encrypted)),
        (E.msg_signature, (E.token, E.timestamp, E.nonce, E.encrypted)),
        (F.msg_signature, (F.token, F.timestamp, F.nonce, F.encrypted)),
        (G_SIGNATURE, (G_TOKEN, G_TIMESTAMP, G_NONCE, G_ENCRYPTED)),
    ],
    ids=["A", "B", "C", "D", "D encrypted", "E", "F", "G"],
)
def test_the_published_signatures_are_reproduced(signature: str, parts: tuple[str, ...]) -> None:
    assert sign(*parts) == signature
    assert is_signed(signature, *parts)
    assert is_signed(signature, *reversed(parts))


@pytest.mark.parametrize(
    "signature",
    [
        "f21891de399b4e33a1a93c9a7b8a8fffb5a443fe",
        "F21891DE399B4E33A1A93C9A7B8A8FFFB5A443FF",
        "f21891de399b4e33a1a93c9a7b8a8fffb5a443f",
        "",
        "签名",
    ],
)
def test_any_other_signature_is_wrong(signature: str) -> None:
    assert not is_signed(signature, "test", "1410685589", "test")


def test_a_wrong_nonce_makes_the_signature_wrong() -> None:
    assert not is_signed(D.msg_signature, D.token, D.timestamp, "415670742", D.encrypted)


@pytest.mark.parametrize("vector", [D, E, F], ids=["D", "E", "F"])
def test_the_published_messages_open_and_close(vector: Sealed) -> None:
    key = MessageKey(vector.encoding_key, vector.appid)
    assert key.decrypt(vector.encrypted).decode() == vector.message
    assert key.encrypt(vector.message.encode(), vector.random) == vector.encrypted


def test_the_length_of_chinese_counts_bytes() -> None:
    assert (len(F.message), len(F.message.encode())) == (45, 51)
    assert len(D.message) == 167


def test_an_encrypted_echostr_opens() -> None:
    assert MessageKey(G_KEY, G_ID).decrypt(G_ENCRYPTED).decode() == G_PLAIN


@given(st.binary(max_size=300), st.binary(min_size=16, max_size=16))
def test_what_is_encrypted_can_be_decrypted(message: bytes, random: bytes) -> None:
    assert MINE.decrypt(MINE.encrypt(message, random)) == message


@given(st.binary(max_size=100))
def test_padding_fills_blocks_of_32_and_comes_off_again(data: bytes) -> None:
    padded = pad(data)
    assert len(padded) % 32 == 0
    assert 1 <= padded[-1] <= 32
    assert unpad(padded) == data


def test_data_that_is_whole_already_gets_a_block_more() -> None:
    assert pad(b"x" * 32) == b"x" * 32 + bytes([32]) * 32


@pytest.mark.parametrize("padding", [b"\x00" * 32, b"\x21" * 32, b"x" * 31 + b"\x02", b"\xff" * 16])
def test_bad_padding_does_not_open(padding: bytes) -> None:
    with pytest.raises(CryptoError):
        MINE.decrypt(raw(layout(6).ljust(64, b"\x05")[:64] + padding))


def test_padding_longer_than_the_data_does_not_open() -> None:
    with pytest.raises(CryptoError):
        unpad(b"\x20" * 16)
    with pytest.raises(CryptoError):
        unpad(b"")


@pytest.mark.parametrize("length", [25, 1000, 2**32 - 1])
def test_a_length_beyond_the_buffer_does_not_open(length: int) -> None:
    with pytest.raises(CryptoError):
        MINE.decrypt(raw(pad(layout(length))))


def test_a_buffer_too_short_for_the_layout_does_not_open() -> None:
    with pytest.raises(CryptoError):
        MINE.decrypt(raw(pad(b"short")))


@pytest.mark.parametrize(
    "encrypted",
    [D.encrypted[:-3], D.encrypted[:-4], D.encrypted[4:-8], "", "%%%", "身份证", "QUJD"],
)
def test_truncated_or_foreign_base64_does_not_open(encrypted: str) -> None:
    with pytest.raises(CryptoError):
        MINE.decrypt(encrypted)


def test_a_message_for_another_account_does_not_open() -> None:
    with pytest.raises(WrongAccount):
        MessageKey(KEY, "wx0000000000000000").decrypt(D.encrypted)


@pytest.mark.parametrize("key", ["", "A" * 42, "A" * 44, "A" * 42 + "-", "钥" * 43])
def test_a_key_that_is_not_43_characters_of_base64_is_refused(key: str) -> None:
    with pytest.raises(CryptoError, match="43"):
        decode_key(key)


def test_the_key_before_still_opens_and_is_the_one_to_answer_with() -> None:
    before = MessageKey(OLD_KEY, APPID)
    encrypted = before.encrypt("身份证".encode(), RANDOM)
    opened = open_message(encrypted, (MINE, before))
    assert opened.message.decode() == "身份证"
    assert opened.key is before


def test_without_a_key_nothing_opens() -> None:
    with pytest.raises(CryptoError, match="WECHAT_AES_KEY"):
        open_message(D.encrypted, ())


def test_the_reason_told_is_that_of_the_current_key() -> None:
    other = MessageKey(KEY, "wx0000000000000000")
    with pytest.raises(WrongAccount):
        open_message(D.encrypted, (other, MessageKey(OLD_KEY, APPID)))


def test_a_key_does_not_show_itself() -> None:
    assert KEY not in repr(MINE)
