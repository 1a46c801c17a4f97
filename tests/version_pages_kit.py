"""Pages about versions, opened by clerks, and their buttons pressed."""

import re
from collections.abc import Callable
from dataclasses import replace

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hall.bootstrap import Application
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.states import State
from knowledge_base.model.guide import Fee, Fees, Guide
from service_desk.staff import Clerk, Role
from tests.console_kit import submit

ALL_EDITOR = Person("all", "", "", frozenset({Duty.EDIT}))
WAITING = "/console/knowledge/waiting"
FEES = Fees(True, (Fee("补领工本费", "每证40元", id="a111"),))
WRITES = (Role.CLERK, Role.EDITOR, Role.CHECKER)
LINK = re.compile(r"/console/knowledge/checks/[\w-]+")

Enter = Callable[[Clerk], FlaskClient]


def cheaper(guide: Guide) -> Guide:
    """Return the guide with another fee and summary."""
    return replace(guide, summary="换了一句话。", fee=FEES)


def page_of(version: int) -> str:
    """Return the address of a version."""
    return f"/console/knowledge/versions/{version}"


def text(client: FlaskClient, path: str) -> str:
    """Return a page that opens."""
    page = client.get(path)
    assert page.status_code == 200, page.status
    return page.get_data(as_text=True)


def press(client: FlaskClient, version: int, act: str, **fields: str) -> TestResponse:
    """Press a button of a version's page and confirm it."""
    return submit(client, page_of(version), f"{page_of(version)}/{act}", **fields)


def state(hall: Application, version: int) -> State:
    """Return where a version stands."""
    return hall.record.versions.version(version).state
