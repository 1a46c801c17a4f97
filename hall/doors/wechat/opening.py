"""Puts the parts of the WeChat door together."""

import secrets
from concurrent.futures import ThreadPoolExecutor

from hall.bootstrap import Application
from hall.doors.wechat.asking import Asking
from hall.doors.wechat.attendant import Attendant
from hall.doors.wechat.full_text import FullTextLinks
from hall.doors.wechat.pace import Pace
from hall.doors.wechat.reception import ANSWER_SECONDS, Reception
from hall.doors.wechat.replies import Renderer
from hall.doors.wechat.shared_deliveries import open_deliveries
from hall.doors.wechat.wording import WeChatWording
from hall.settings import Settings


def open_reception(application: Application) -> Reception:
    """Return the reception of this hall."""
    settings, wording = application.settings, WeChatWording()
    deliveries = open_deliveries(settings.redis_url)
    attendant = Attendant(
        asking=Asking(application, Pace(settings.rate_limit_conversation)),
        kb=application.kb,
        pushes=application.desk.pushes,
        wording=wording,
        renderer=open_renderer(settings, wording),
        deliveries=deliveries,
    )
    workers = ThreadPoolExecutor(settings.threads, thread_name_prefix="wechat")
    failed = application.wording.say("error_internal")
    secret = settings.secret_key
    return Reception(attendant, deliveries, workers, wording, secret, failed, ANSWER_SECONDS)


def open_renderer(settings: Settings, wording: WeChatWording) -> Renderer:
    """Return what turns stored messages into WeChat's text."""
    return Renderer(settings.public_url, open_links(settings), wording)


def open_links(settings: Settings) -> FullTextLinks:
    """Return what makes the addresses of full texts."""
    return FullTextLinks(settings.secret_key, settings.public_url, secrets.token_bytes)
