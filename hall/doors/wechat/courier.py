"""Brings citizens what they wait for by customer-service message, where the account may (客服消息)."""

import threading
from dataclasses import dataclass
from typing import Protocol

import structlog

from hall.bootstrap import Application
from hall.doors.wechat.api import Trouble, WeChatApi, WeChatError
from hall.doors.wechat.opening import open_renderer
from hall.doors.wechat.replies import Renderer
from hall.doors.wechat.wording import WeChatWording
from service_desk.pushes import Push, Pushes

AT_ONCE = 5
"""So few that all are sent before the queue takes them for lost."""
EVERY_SECONDS = 1.0
PAUSES = {Trouble.LATER: 30.0, Trouble.TOKEN: 60.0, Trouble.ACCOUNT: 600.0}
"""Seconds without any push after trouble that concerns all of them."""

log = structlog.get_logger(__name__)


class Sender(Protocol):
    """Something that sends texts to openids."""

    def send_text(self, openid: str, text: str) -> None:
        """Send it, or raise `WeChatError`."""
        ...


@dataclass(frozen=True)
class Courier:
    """Empties the queue of pushes; what cannot be pushed stays for the citizen's next message."""

    pushes: Pushes
    sender: Sender
    renderer: Renderer

    def round(self) -> float:
        """Push what waits and return after how many seconds to look again."""
        pause = EVERY_SECONDS
        for push in self.pushes.take(AT_ONCE):
            if pause > EVERY_SECONDS:
                self.pushes.settle(push.message.id, sent=False)
            else:
                pause = self._push(push)
        return pause

    def _push(self, push: Push) -> float:
        try:
            self.sender.send_text(
                push.address, self.renderer.text(push.conversation_id, push.message)
            )
        except WeChatError as error:
            return self._failed(push, error)
        except Exception:
            self._leave(push)
            raise
        self.pushes.settle(push.message.id, sent=True)
        return EVERY_SECONDS

    def _failed(self, push: Push, error: WeChatError) -> float:
        log.warning("wechat_push_failed", code=error.code, meaning=str(error), tries=push.tries + 1)
        if error.trouble in PAUSES:
            self.pushes.settle(push.message.id, sent=False)
            return PAUSES[error.trouble]
        self._leave(push)
        return EVERY_SECONDS

    def _leave(self, push: Push) -> None:
        """Leave this citizen's messages for the next passive reply; without an openid none is taken again."""
        self.pushes.settle(push.message.id, sent=False)
        self.pushes.forget_address(push.conversation_id)


def start_courier(application: Application) -> threading.Event | None:
    """Push again and again until the returned event is set; None where the account may not."""
    settings = application.settings
    if not (settings.wechat_token and settings.wechat_can_push):
        return None
    if not (settings.wechat_appid and settings.wechat_secret):
        log.error("wechat_push_off", missing="WECHAT_APPID, WECHAT_SECRET")
        return None
    courier = open_courier(application)
    stop = threading.Event()
    threading.Thread(target=_run, args=(courier, stop), name="courier", daemon=True).start()
    return stop


def open_courier(application: Application) -> Courier:
    """Return the courier of this hall."""
    renderer = open_renderer(application.settings, WeChatWording())
    api = WeChatApi(application.settings, application.desk.locks)
    return Courier(application.desk.pushes, api, renderer)


def _run(courier: Courier, stop: threading.Event) -> None:
    pause = EVERY_SECONDS
    while not stop.wait(pause):
        try:
            pause = courier.round()
        except Exception:  # a locked database now is no reason to stop pushing
            log.exception("wechat_courier_failed")
            pause = PAUSES[Trouble.LATER]
