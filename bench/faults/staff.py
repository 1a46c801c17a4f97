"""A clerk at the console of a running installation."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx

from knowledge_base.store.engine import connect
from service_desk.staff import CENTRE
from tests.console_kit import PASSWORD, hired
from tests.desk_kit import Clock, desk_on
from tests.stack import Stack

LOGIN = "bench01"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@contextmanager
def clerk(stack: Stack) -> Iterator[httpx.Client]:
    """Give a browser in which a clerk of the centre is logged in."""
    engine = connect(stack.environ["DATABASE_URL"])
    desk = desk_on(engine, Clock(datetime.now(UTC)))
    if LOGIN not in {one.login for one in desk.accounts.clerks()}:
        hired(desk, LOGIN, "张三", CENTRE)
    engine.dispose()
    with httpx.Client(base_url=stack.hall_url, timeout=60, trust_env=False) as client:
        form = {"login": LOGIN, "password": PASSWORD, "csrf_token": token(client)}
        response = client.post("/console/login", data=form)
        if response.status_code != 303:
            raise RuntimeError(f"登录服务台没有成功：{response.status_code}")
        yield client


def token(client: httpx.Client, path: str = "/console/login") -> str:
    """Return what makes a form of this browser's count."""
    return str(TOKEN.findall(client.get(path).text)[0])


def post(client: httpx.Client, number: str, step: str, **fields: str) -> int:
    """Take a step with a ticket and return the status."""
    form = {"csrf_token": token(client, f"/console/tickets/{number}"), **fields}
    return client.post(f"/console/tickets/{number}/{step}", data=form).status_code
