"""The reply form may carry files, and so be larger than any other; what was typed comes through in any case."""

import re

from flask import Blueprint, current_app, g, request
from flask_login import current_user

from hall.bootstrap import Application
from hall.doors.console.login import next_step
from hall.doors.registration import LargeForm
from hall.settings import Settings
from hall.web.bodies import keep_beginning, size_of
from service_desk.attachments.checking import MOST_FILES
from service_desk.attachments.kinds import KIB, MIB

REPLY = "console.reply"
TWICE = 2
"""So much the server lets through, to be answered with a page that shows the text again; more it refuses at once."""


def form_bytes(settings: Settings) -> int:
    """Return how large a reply with its files may be."""
    return MOST_FILES * settings.max_attachment_mib * MIB + settings.max_body_kib * KIB


REPLIES = LargeForm(
    path=re.compile(r"/console/tickets/[^/]{1,64}/reply"),
    most=lambda settings: TWICE * form_bytes(settings),
    key="_user_id",
)
"""Flask-Login's key: somebody gave a password in this browser. Whether the session still runs, the hall looks."""


def admit_files(blueprint: Blueprint, application: Application) -> None:
    """Let a clerk at work send files with a reply; of whatever is too large keep what was typed, and no file."""

    @blueprint.before_app_request
    def admit() -> None:
        if request.endpoint != REPLY:
            return
        usual = int(current_app.config["MAX_CONTENT_LENGTH"])
        most = form_bytes(application.settings) if _is_at_work(application) else usual
        request.max_content_length = most
        g.without_files = size_of(request) > most and keep_beginning(request, usual)


def _is_at_work(application: Application) -> bool:
    return bool(current_user.is_authenticated) and next_step(application) is None


def too_large(settings: Settings) -> str:
    """Return what is said when the files were left out; empty where none were."""
    if not g.get("without_files"):
        return ""
    most = settings.max_attachment_mib
    return (
        f"附件加起来太大，没有发出。一次最多 {MOST_FILES} 个，每个最多 {most} MB。"
        "写的内容还在，请减少或压缩后重新选择附件，再发送。"
    )
