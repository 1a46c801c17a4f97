"""The WeChat door: who is let in, in which mode, and that nobody ever sees an error page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hall.app import create_app
from hall.doors.wechat.crypto import MessageKey
from hall.doors.wechat.signature import sign
from tests.conftest import OpenHall
from tests.wechat_kit import (
    ACCOUNT,
    OPENID,
    SAFE_MODE,
    SETTINGS,
    WeChat,
    address,
    event,
    read,
    stamp,
    text,
)
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
    TOKEN,
    D,
)

PREVIOUS = "B" * 43
QUESTION = text("身份证丢了咋整", message_id="1")
BOMB = f'<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>{QUESTION}'


def at(timestamp: str) -> Callable[[], datetime]:
    """Return a clock that stands at the moment of a published vector."""
    return lambda: datetime.fromtimestamp(int(timestamp), UTC)


@pytest.fixture
def app(open_hall: OpenHall) -> Flask:
    return create_app(open_hall(**SETTINGS, wechat_aes_key_previous=PREVIOUS))


@pytest.fixture
def wechat(client: FlaskClient) -> WeChat:
    return WeChat(client)


class TestVerification:
    def test_vector_a_is_answered_with_the_echostr_alone(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall(**SETTINGS, clock=at("1714036504"))).test_client()
        response = client.get(
            "/wechat?signature=f464b24fc39322e44b38aa78f5edd27bd1441696&echostr=4375120948345356249"
            "&timestamp=1714036504&nonce=1514711492"
        )
        assert (response.status_code, response.data) == (200, b"4375120948345356249")
        assert response.mimetype == "text/plain"

    @pytest.mark.parametrize(
        "query",
        [
            "signature=f464b24fc39322e44b38aa78f5edd27bd1441697&timestamp=1714036504&nonce=1514711492",
            "signature=f464b24fc39322e44b38aa78f5edd27bd1441696&timestamp=1714036504&nonce=1",
            "signature=&timestamp=1714036504&nonce=1514711492",
            "",
        ],
    )
    def test_a_wrong_signature_is_forbidden(self, open_hall: OpenHall, query: str) -> None:
        client = create_app(open_hall(**SETTINGS, clock=at("1714036504"))).test_client()
        response = client.get(f"/wechat?echostr=4375120948345356249&{query}")
        assert response.status_code == 403
        assert "4375120948345356249" not in response.text

    def test_without_an_echostr_there_is_nothing_to_answer(self, client: FlaskClient) -> None:
        assert client.get(address()).status_code == 400

    @pytest.mark.parametrize("echostr", [G_ENCRYPTED, G_ENCRYPTED.replace("+", " ")])
    def test_vector_g_is_answered_with_the_decrypted_echostr(
        self, open_hall: OpenHall, echostr: str
    ) -> None:
        account = {"wechat_token": G_TOKEN, "wechat_aes_key": G_KEY, "wechat_appid": G_ID}
        client = create_app(open_hall(**account, clock=at(G_TIMESTAMP))).test_client()
        query = {"timestamp": G_TIMESTAMP, "nonce": G_NONCE, "echostr": echostr}
        response = client.get("/wechat", query_string=query | {"msg_signature": G_SIGNATURE})
        assert (response.status_code, response.text) == (200, G_PLAIN)
        response = client.get("/wechat", query_string=query | {"msg_signature": "0" * 40})
        assert response.status_code == 403

    def test_without_a_token_the_door_is_closed(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall()).test_client()
        stamped = stamp()
        stamped |= {"signature": sign("", stamped["timestamp"], stamped["nonce"])}
        assert client.get(address(**stamped, echostr="1")).status_code == 404
        assert client.post(address(**stamped), data=QUESTION).status_code == 404


class TestPlainMode:
    def test_vector_b_is_let_in(self, open_hall: OpenHall) -> None:
        hall = open_hall(**SETTINGS, clock=at("1714037059"))
        wechat = WeChat(create_app(hall).test_client())
        response = wechat.post(
            event("debug_demo"),
            signature="899cf89e464efb63f54ddac96b0a0a235f53aa78",
            timestamp="1714037059",
            nonce="486452656",
        )
        assert (response.status_code, response.text) == (200, "success")

    def test_vector_c_is_let_in_and_its_neighbour_is_not(self, open_hall: OpenHall) -> None:
        hall = open_hall(wechat_token="test", clock=at("1410685589"))
        wechat = WeChat(create_app(hall).test_client())
        query = {"timestamp": "1410685589", "nonce": "test"}
        right = wechat.post(
            event("x"), signature="f21891de399b4e33a1a93c9a7b8a8fffb5a443ff", **query
        )
        wrong = wechat.post(
            event("x"), signature="f21891de399b4e33a1a93c9a7b8a8fffb5a443fe", **query
        )
        assert (right.status_code, wrong.status_code) == (200, 403)

    def test_a_question_is_answered_to_its_sender(self, wechat: WeChat) -> None:
        response = wechat.post(QUESTION)
        assert response.mimetype == "application/xml"
        reply = read(response.text)
        assert (reply["ToUserName"], reply["FromUserName"]) == (OPENID, ACCOUNT)
        assert reply["CreateTime"].isdigit()
        assert "居民身份证" in reply["Content"]

    def test_raw_means_plain(self, wechat: WeChat) -> None:
        assert "Content" in read(wechat.post(QUESTION, encrypt_type="raw").text)

    @pytest.mark.parametrize("signature", ["", "0" * 40, "签名"])
    def test_a_wrong_signature_is_forbidden(self, wechat: WeChat, signature: str) -> None:
        assert wechat.post(QUESTION, signature=signature).status_code == 403

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"hello",
            QUESTION.encode()[:-3],
            QUESTION.encode("gbk"),
            BOMB.encode(),
            QUESTION.replace("text", "te xt").encode(),
            b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + QUESTION.encode(),
            QUESTION.encode() + b" " * 65536,
            b"<xml></xml>",
        ],
        ids=["empty", "words", "cut", "gbk", "bomb", "kind", "doctype", "oversized", "bare"],
    )
    def test_a_malformed_body_is_a_bad_request_in_plain_words(
        self, wechat: WeChat, body: bytes
    ) -> None:
        response = wechat.post(body)
        assert response.status_code == 400
        assert response.mimetype == "text/plain"
        assert "passwd" not in response.text

    def test_an_oversized_body_without_a_stated_length_is_a_bad_request(self, app: Flask) -> None:
        chunked = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
        response = app.test_client().post(address(), data=b" " * 100_000, environ_overrides=chunked)
        assert response.status_code == 400


class TestSafeMode:
    def test_a_question_is_answered_encrypted(self, wechat: WeChat) -> None:
        envelope = read(wechat.post_sealed(QUESTION).text)
        assert set(envelope) == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}
        signed = (TOKEN, envelope["TimeStamp"], envelope["Nonce"], envelope["Encrypt"])
        assert envelope["MsgSignature"] == sign(*signed)
        reply = read(wechat.key.decrypt(envelope["Encrypt"]).decode())
        assert reply["ToUserName"] == OPENID
        assert "居民身份证" in reply["Content"]

    def test_no_two_replies_begin_alike(self, wechat: WeChat) -> None:
        first, second = (read(wechat.post_sealed(QUESTION).text)["Encrypt"] for _ in range(2))
        assert first[:24] != second[:24]

    def test_vector_d_is_let_in(self, open_hall: OpenHall) -> None:
        wechat = WeChat(create_app(open_hall(**SAFE_MODE, clock=at(D.timestamp))).test_client())
        response = wechat.post(
            f"<xml><Encrypt><![CDATA[{D.encrypted}]]></Encrypt></xml>",
            signature=D_SIGNATURE,
            msg_signature=D.msg_signature,
            timestamp=D.timestamp,
            nonce=D.nonce,
            encrypt_type="aes",
        )
        assert (response.status_code, response.text) == (200, "success")

    def test_the_key_before_is_still_good_and_the_answer_uses_it(self, wechat: WeChat) -> None:
        before = MessageKey(PREVIOUS, APPID)
        envelope = read(wechat.post_sealed(QUESTION, before).text)
        assert "居民身份证" in before.decrypt(envelope["Encrypt"]).decode()

    def test_compatible_mode_is_answered_encrypted_too(self, wechat: WeChat) -> None:
        encrypted = wechat.key.encrypt(QUESTION.encode(), b"0" * 16)
        body = QUESTION.replace("</xml>", f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>")
        stamped = stamp()
        signature = sign(TOKEN, stamped["timestamp"], stamped["nonce"], encrypted)
        response = wechat.post(body, encrypt_type="aes", msg_signature=signature, **stamped)
        assert "Encrypt" in read(response.text)

    def test_the_plain_signature_does_not_stand_for_the_one_of_the_message(
        self, wechat: WeChat
    ) -> None:
        stamped = stamp()
        signature = sign(TOKEN, stamped["timestamp"], stamped["nonce"])
        refused = wechat.post_sealed(QUESTION, None, msg_signature=signature, **stamped)
        assert refused.status_code == 403
        assert wechat.post_sealed(QUESTION, msg_signature="").status_code == 403

    def test_a_wrong_nonce_is_forbidden(self, wechat: WeChat) -> None:
        assert wechat.post_sealed(QUESTION, nonce="415670742").status_code == 403

    def test_a_message_for_another_account_is_forbidden(self, wechat: WeChat) -> None:
        other = MessageKey(KEY, "wx0000000000000000")
        assert wechat.post_sealed(QUESTION, other).status_code == 403

    def test_a_message_under_an_unknown_key_is_a_bad_request(self, wechat: WeChat) -> None:
        assert wechat.post_sealed(QUESTION, MessageKey("C" * 43, APPID)).status_code == 400

    def test_truncated_base64_is_a_bad_request(self, wechat: WeChat) -> None:
        cut, stamped = D.encrypted[:-3], stamp()
        response = wechat.post(
            f"<xml><Encrypt>{cut}</Encrypt></xml>",
            encrypt_type="aes",
            msg_signature=sign(TOKEN, stamped["timestamp"], stamped["nonce"], cut),
            **stamped,
        )
        assert response.status_code == 400

    @pytest.mark.parametrize("inside", ["hello", BOMB, "<xml></xml>", "身" * 3])
    def test_a_malformed_message_inside_is_a_bad_request(self, wechat: WeChat, inside: str) -> None:
        assert wechat.post_sealed(inside).status_code == 400

    def test_without_the_encrypted_part_there_is_nothing_to_open(self, wechat: WeChat) -> None:
        assert wechat.post(QUESTION, encrypt_type="aes").status_code == 400

    def test_without_a_key_compatible_mode_is_read_plain_and_safe_mode_refused(
        self, open_hall: OpenHall
    ) -> None:
        wechat = WeChat(create_app(open_hall(wechat_token=TOKEN)).test_client())
        body = QUESTION.replace("</xml>", "<Encrypt>QUJD</Encrypt></xml>")
        assert "Content" in read(wechat.post(body, encrypt_type="aes").text)
        assert wechat.post_sealed(QUESTION).status_code == 400


class TestOnlySafeMode:
    """A key is set and plain messages are not allowed, which is what a key alone means."""

    @pytest.fixture
    def app(self, open_hall: OpenHall) -> Flask:
        return create_app(open_hall(**SAFE_MODE))

    @pytest.mark.parametrize("encrypt_type", ["", "raw", "AES "])
    def test_a_plain_message_is_forbidden_whatever_the_query_says(
        self, wechat: WeChat, encrypt_type: str
    ) -> None:
        response = wechat.post(QUESTION, encrypt_type=encrypt_type)
        assert response.status_code == 403
        assert "WECHAT_PLAIN_ALLOWED" in response.text
        assert "居民身份证" not in response.text

    def test_plain_fields_beside_the_encrypted_part_are_not_read(self, wechat: WeChat) -> None:
        encrypted, stamped = wechat.key.encrypt(event("VIEW").encode(), b"0" * 16), stamp()
        body = QUESTION.replace("</xml>", f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>")
        signature = sign(TOKEN, stamped["timestamp"], stamped["nonce"], encrypted)
        response = wechat.post(body, encrypt_type="aes", msg_signature=signature, **stamped)
        assert (response.status_code, response.text) == (200, "success")

    def test_an_encrypted_message_is_answered_encrypted(self, wechat: WeChat) -> None:
        assert set(read(wechat.post_sealed(QUESTION).text)) == {
            "Encrypt", "MsgSignature", "TimeStamp", "Nonce",
        }  # fmt: skip

    def test_the_back_office_may_still_check_the_address(self, client: FlaskClient) -> None:
        assert client.get(address(echostr="4375")).text == "4375"

    def test_without_its_appid_a_key_opens_nothing(self, open_hall: OpenHall) -> None:
        hall = open_hall(**{**SAFE_MODE, "wechat_appid": ""})
        wechat = WeChat(create_app(hall).test_client())
        assert wechat.post(QUESTION).status_code == 403
        assert wechat.post_sealed(QUESTION).status_code == 403


class TestTime:
    @pytest.mark.parametrize(("seconds", "status"), [(0, 200), (590, 200), (-590, 200)])
    def test_a_timestamp_of_about_now_is_let_in(
        self, wechat: WeChat, seconds: int, status: int
    ) -> None:
        assert wechat.post(QUESTION, timestamp=off(seconds)).status_code == status

    @pytest.mark.parametrize("seconds", [610, -610, 86400, -86400])
    def test_one_of_another_time_is_forbidden(self, wechat: WeChat, seconds: int) -> None:
        response = wechat.post(QUESTION, timestamp=off(seconds))
        assert response.status_code == 403
        assert "clock" in response.text

    @pytest.mark.parametrize("timestamp", ["", "soon", "-1", "1e9", "１７１４", "9" * 40])
    def test_one_that_is_no_time_is_forbidden(self, wechat: WeChat, timestamp: str) -> None:
        assert wechat.post(QUESTION, timestamp=timestamp).status_code == 403

    def test_an_old_check_of_the_address_is_forbidden(self, client: FlaskClient) -> None:
        assert client.get(address(echostr="4375", timestamp=off(-700))).status_code == 403


def off(seconds: int) -> str:
    """Return a timestamp so many seconds from now."""
    return str(int((datetime.now(UTC) + timedelta(seconds=seconds)).timestamp()))


class TestRepeats:
    def test_a_signature_that_was_used_lets_no_other_message_in(self, wechat: WeChat) -> None:
        stamped = stamp()
        assert wechat.post(QUESTION, **stamped).status_code == 200
        again = wechat.post(text("查看答复", message_id="2"), **stamped)
        assert again.status_code == 403
        assert "Content" not in again.text

    def test_in_safe_mode_neither(self, wechat: WeChat) -> None:
        stamped = stamp()
        for body, status in ((QUESTION, 200), (text("查看答复"), 403), (QUESTION, 200)):
            encrypted = wechat.key.encrypt(body.encode(), b"1" * 16)
            msg_signature = sign(TOKEN, stamped["timestamp"], stamped["nonce"], encrypted)
            response = wechat.post(
                f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>",
                encrypt_type="aes",
                msg_signature=msg_signature,
                **stamped,
            )
            assert response.status_code == status

    def test_the_same_delivery_gets_the_first_outcome(self, wechat: WeChat) -> None:
        stamped = stamp()
        first, again = (read(wechat.post(QUESTION, **stamped).text) for _ in range(2))
        assert first["Content"] == again["Content"]

    def test_one_number_with_another_text_is_another_message(self, wechat: WeChat) -> None:
        assert "居民身份证" in wechat.ask("身份证丢了咋整", message_id="5")
        assert "居民身份证" not in wechat.ask("谢谢", message_id="5")

    def test_one_number_from_two_citizens_is_two_messages(self, wechat: WeChat) -> None:
        mine = wechat.ask("身份证丢了咋整", message_id="6")
        theirs = wechat.ask("谢谢", message_id="6", openid="o9AgO5Kd5ggOC-bXrbNODIiE3bGZ")
        assert mine != theirs


QUERIES = st.dictionaries(
    st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type"]),
    st.sampled_from(["", "aes", "raw", "1", "签名", "\udcff", "%00"]) | st.text(max_size=20),
)
FUZZED = hypothesis_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def is_understood(status: int, body: str) -> bool:
    """Whether WeChat can take the response: never a server error, never a page."""
    return status in (200, 400, 403) and "<html" not in body.lower()


class TestFuzz:
    @FUZZED
    @given(body=st.binary(max_size=400), aes=st.booleans())
    def test_no_body_makes_an_error_page(self, wechat: WeChat, body: bytes, aes: bool) -> None:
        response = wechat.post(body, **({"encrypt_type": "aes"} if aes else {}))
        assert is_understood(response.status_code, response.text)

    @FUZZED
    @given(
        kind=st.sampled_from(["image", "voice", "location", "event", "link", "x"]),
        values=st.lists(st.text(max_size=40), min_size=4, max_size=4),
    )
    def test_no_message_makes_an_error_page(
        self, wechat: WeChat, kind: str, values: list[str]
    ) -> None:
        names = ["Event", "EventKey", "Recognition", "MsgId"]
        inside = "".join(f"<{n}><![CDATA[{v}]]></{n}>" for n, v in zip(names, values, strict=True))
        body = event("x").replace("<![CDATA[event]]>", kind).replace("</xml>", f"{inside}</xml>")
        for response in (
            wechat.post(body.encode("utf-8", "replace")),
            wechat.post_sealed(body.encode("utf-8", "replace").decode()),
        ):
            assert is_understood(response.status_code, response.text)

    @FUZZED
    @given(query=QUERIES, verb=st.sampled_from(["get", "post"]))
    def test_no_query_makes_an_error_page(
        self, client: FlaskClient, query: dict[str, str], verb: str
    ) -> None:
        query = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
        response = client.open("/wechat", method=verb, query_string=query, data=QUESTION)
        assert is_understood(response.status_code, response.text)
