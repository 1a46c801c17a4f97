"""`/wechat`: the address that the account's back office (公众平台) is told, and what comes in there."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from hall.bootstrap import Application
from hall.doors.wechat import full_page
from hall.doors.wechat.channel import WECHAT
from hall.doors.wechat.codec import MOST_BYTES, to_xml
from hall.doors.wechat.crypto import RANDOM_BYTES
from hall.doors.wechat.gate import BAD, FORBIDDEN, Gate, Letter, Query, Refused, open_gate
from hall.doors.wechat.opening import open_reception
from hall.doors.wechat.punctual import Answers
from hall.doors.wechat.reception import SignatureUsed

SUCCESS = "success"
"""Tells WeChat that nothing is to be shown to the citizen."""

log = structlog.get_logger(__name__)


def create_blueprint(application: Application) -> Blueprint:
    """Return the WeChat door; without a token it stays closed and has no address."""
    blueprint = Blueprint("wechat", __name__, template_folder="templates")
    if not application.settings.wechat_token:
        return blueprint
    gate = open_gate(application.settings, application.clock)
    reception = open_reception(application, WECHAT.limits(application.settings))
    door = Door(gate, reception, application.clock)
    full_page.add_page(blueprint, application)

    @blueprint.get("/wechat")
    def verify() -> ResponseReturnValue:
        return door.verify(Query.of(request.args))

    @blueprint.post("/wechat")
    def receive() -> ResponseReturnValue:
        return door.receive(Query.of(request.args), _body)

    return blueprint


@dataclass(frozen=True)
class Door:
    """Answers what WeChat sends; whatever breaks behind it, WeChat gets something it understands."""

    gate: Gate
    reception: Answers
    clock: Callable[[], datetime]

    def verify(self, query: Query) -> Response:
        """Prove to the back office that this address knows the token."""
        try:
            return _text(self.gate.verify(query))
        except Refused as refused:
            return _refusal(refused)

    def receive(self, query: Query, read_body: Callable[[], bytes]) -> Response:
        """Answer a message or an event."""
        try:
            letter = self.gate.admit(query, read_body())
            return self._answered(letter, query)
        except Refused as refused:
            return _refusal(refused)
        except Exception:  # the shell: for an error page WeChat shows its own “服务出现故障”
            log.exception("wechat_failed")
            return _text(SUCCESS)

    def _answered(self, letter: Letter, query: Query) -> Response:
        said = self._said(letter)
        if not said:
            return _text(SUCCESS)
        now = int(self.clock().timestamp())
        reply = to_xml(
            {
                "ToUserName": letter.inbound.openid,
                "FromUserName": letter.inbound.account,
                "CreateTime": now,
                "MsgType": "text",
                "Content": said,
            }
        )
        sealed = self.gate.seal(letter, reply, query, now, secrets.token_bytes(RANDOM_BYTES))
        return Response(sealed, content_type="application/xml; charset=utf-8")

    def _said(self, letter: Letter) -> str:
        try:
            return self.reception.reply(letter.inbound, letter.stamp)
        except SignatureUsed as error:
            raise Refused(FORBIDDEN, str(error)) from error
        except Exception:  # the store of deliveries is gone: the citizen still gets a sentence
            log.exception("wechat_reception_failed")
            return self.reception.failed


def _body() -> bytes:
    """Return the body of the request.

    Raises:
        Refused: it is too long, or did not arrive whole.
    """
    request.max_content_length = MOST_BYTES
    try:
        return request.get_data(cache=False)
    except HTTPException as error:
        raise Refused(BAD, f"body: {error.name}") from error


def _refusal(refused: Refused) -> Response:
    log.warning("wechat_refused", status=refused.status, reason=str(refused))
    return _text(str(refused), refused.status)


def _text(said: str, status: int = 200) -> Response:
    return Response(said, status, content_type="text/plain; charset=utf-8")
