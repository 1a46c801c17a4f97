"""A long guide makes a longer form than any other page."""

import re

from flask import Blueprint, request
from flask_login import current_user

from hall.bootstrap import Application
from hall.doors.console.login import next_step
from hall.doors.registration import LargeForm
from service_desk.attachments.kinds import MIB

SAVE = "console.save_draft"
LARGEST = MIB
"""Ten times the longest guide, as a browser writes Chinese in a form."""

DRAFTS = LargeForm(
    path=re.compile(r"/console/knowledge/drafts/[0-9]{1,10}"),
    most=lambda _settings: LARGEST,
    key="_user_id",
)


def admit_forms(blueprint: Blueprint, application: Application) -> None:
    """Let a clerk at work send a long form."""

    @blueprint.before_app_request
    def admit() -> None:
        if (
            request.endpoint == SAVE
            and current_user.is_authenticated
            and not next_step(application)
        ):
            request.max_content_length = request.max_form_memory_size = LARGEST
