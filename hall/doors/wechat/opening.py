"""Puts the parts of the WeChat door together."""

import secrets
from threading import BoundedSemaphore

from hall.bootstrap import Application
from hall.doors.wechat.asking import Asker
from hall.doors.wechat.attendant import Attendant
from hall.doors.wechat.full_text import FullTextLinks
from hall.doors.wechat.pace import Pace
from hall.doors.wechat.punctual import Answers, Punctual
from hall.doors.wechat.reception import ANSWER_SECONDS, Reception
from hall.doors.wechat.replies import Renderer
from hall.doors.wechat.shared_deliveries import open_deliveries
from hall.doors.wechat.wording import WeChatWording
from hall.doors.wechat.workers import Workers
from hall.settings import Settings
from hall.web.attachment_links import attachment_links

WAITING = 4
"""Messages that may wait for each thread: a turn takes tenths of a second, and a citizen waits seconds."""
SEATED = 0.75
"""Share of the hall's threads that may wait for answers to WeChat; the others stay for all who come."""


def open_reception(application: Application, limit: str) -> Answers:
    """Return the reception of this hall; `limit` is how often one citizen may write."""
    settings, wording = application.settings, WeChatWording()
    deliveries = open_deliveries(settings.redis_url)
    attendant = Attendant(
        asking=Asker(application, Pace(limit)),
        kb=application.kb,
        pushes=application.desk.pushes,
        wording=wording,
        renderer=open_renderer(settings, wording),
        deliveries=deliveries,
    )
    threads = settings.threads
    reception = Reception(
        attendant,
        deliveries,
        workers=Workers(threads, WAITING * threads, "wechat"),
        seats=BoundedSemaphore(max(1, int(SEATED * threads))),
        wording=wording,
        secret_key=settings.secret_key,
        failed=application.wording.say("error_internal"),
        seconds=ANSWER_SECONDS,
    )
    if not settings.redis_url:
        return reception
    return Punctual(reception, Workers(threads, 0, "wechat-reply"))


def open_renderer(settings: Settings, wording: WeChatWording) -> Renderer:
    """Return what turns stored messages into WeChat's text."""
    links = open_links(settings)
    return Renderer(settings.public_url, links, attachment_links(settings), wording)


def open_links(settings: Settings) -> FullTextLinks:
    """Return what makes the addresses of full texts."""
    return FullTextLinks(settings.secret_key, settings.public_url, secrets.token_bytes)
