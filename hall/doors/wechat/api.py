"""WeChat's own API, as far as the hall calls it: the token and customer-service messages (客服消息)."""

import json
from enum import StrEnum
from typing import Any

import httpx

from hall.doors.wechat.tokens import Grant, Tokens, open_token_cache
from hall.settings import Settings
from hall.web.tls import trusted
from service_desk.locks import Locks

TIMEOUT_SECONDS = 8.0
TOKEN_PATH = "/cgi-bin/stable_token"
SEND_PATH = "/cgi-bin/message/custom/send"
NO_ANSWER = -2
"""Our own code for: WeChat could not be reached, or did not answer in its form."""


class Trouble(StrEnum):
    """What an error code means for what is to be done."""

    TOKEN = "token"
    LATER = "later"
    CITIZEN = "citizen"
    MESSAGE = "message"
    ACCOUNT = "account"


CODES: dict[int, tuple[Trouble, str]] = {
    NO_ANSWER: (Trouble.LATER, "api.weixin.qq.com 连不上或没有按约定应答，检查服务器出网和代理"),
    -1: (Trouble.LATER, "微信系统繁忙"),
    45009: (Trouble.LATER, "接口当日调用次数已用完"),
    45011: (Trouble.LATER, "接口调用太频繁"),
    40001: (Trouble.TOKEN, "access_token 无效"),
    40014: (Trouble.TOKEN, "access_token 不合法"),
    41001: (Trouble.TOKEN, "缺少 access_token"),
    42001: (Trouble.TOKEN, "access_token 已过期"),
    40003: (Trouble.CITIZEN, "openid 不属于本账号"),
    43004: (Trouble.CITIZEN, "对方已取消关注"),
    43019: (Trouble.CITIZEN, "对方在黑名单里"),
    43101: (Trouble.CITIZEN, "对方拒收"),
    45015: (Trouble.CITIZEN, "超出 48 小时回复时限"),
    45047: (Trouble.CITIZEN, "客服消息条数已满，要等对方再发消息"),
    48002: (Trouble.CITIZEN, "对方拒收本账号消息"),
    40033: (Trouble.MESSAGE, "内容里有不支持的字符"),
    44004: (Trouble.MESSAGE, "内容为空"),
    45002: (Trouble.MESSAGE, "内容太长"),
    47001: (Trouble.MESSAGE, "JSON 有误"),
    87014: (Trouble.MESSAGE, "内容被判为违规"),
    40013: (Trouble.ACCOUNT, "WECHAT_APPID 不对"),
    40125: (Trouble.ACCOUNT, "WECHAT_SECRET 不对，到公众平台重置后填入"),
    40164: (Trouble.ACCOUNT, "服务器出口 IP 不在公众平台的 IP 白名单里"),
    40200: (Trouble.ACCOUNT, "这种账号不能发客服消息，请设 WECHAT_CAN_PUSH=false"),
    48001: (Trouble.ACCOUNT, "账号没有客服消息权限（多半未认证），请设 WECHAT_CAN_PUSH=false"),
    48004: (Trouble.ACCOUNT, "接口被封禁，到公众平台查看通知"),
    50002: (Trouble.ACCOUNT, "账号受限，到公众平台查看通知"),
    61003: (Trouble.ACCOUNT, "第三方平台没有得到授权"),
    61007: (Trouble.ACCOUNT, "第三方平台没有这项权限"),
}
"""Error codes worth telling apart; any other is taken for the account's."""


class WeChatError(Exception):
    """WeChat refused a call; `code` is its errcode, the text says what to do about it."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.trouble, meaning = CODES.get(code, (Trouble.ACCOUNT, "未知错误，查公众平台的错误码表"))
        super().__init__(f"{code}: {meaning}")


class WeChatApi:
    """Calls WeChat in the account's name."""

    def __init__(self, settings: Settings, locks: Locks) -> None:
        self._account = {"appid": settings.wechat_appid, "secret": settings.wechat_secret}
        self._http = httpx.Client(
            base_url=settings.wechat_api_url, timeout=TIMEOUT_SECONDS, verify=trusted()
        )
        self._tokens = Tokens(self._grant, open_token_cache(settings.redis_url), locks)

    def send_text(self, openid: str, text: str) -> None:
        """Send a customer-service message.

        Raises:
            WeChatError: it did not arrive.
        """
        message = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        token = self._tokens.get()
        try:
            self._called(SEND_PATH, message, token)
        except WeChatError as error:
            if error.trouble is not Trouble.TOKEN:
                raise
            self._called(SEND_PATH, message, self._tokens.instead_of(token))

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _grant(self, new: bool) -> Grant:
        asked = {"grant_type": "client_credential", **self._account, "force_refresh": new}
        data = self._called(TOKEN_PATH, asked)
        try:
            return Grant(str(data["access_token"]), int(data["expires_in"]))
        except (KeyError, TypeError, ValueError) as error:
            raise WeChatError(NO_ANSWER) from error

    def _called(self, path: str, body: dict[str, Any], token: str = "") -> dict[str, Any]:
        """Return the answer; the body goes out as real UTF-8, for escapes are shown as such."""
        content = json.dumps(body, ensure_ascii=False).encode()
        params = {"access_token": token} if token else {}
        try:
            response = self._http.post(path, params=params, content=content, headers=JSON_TYPE)
            data = response.raise_for_status().json()
            code = int(data.get("errcode", 0))
        except (httpx.HTTPError, ValueError, TypeError, AttributeError) as error:
            raise WeChatError(NO_ANSWER) from error
        if code:
            raise WeChatError(code)
        return dict(data)


JSON_TYPE = {"Content-Type": "application/json; charset=utf-8"}
