"""A hall with people in it: clerks, a citizen who waits, one who was answered, a question nobody could answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Thread

import xlsxwriter
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from hall.bootstrap import Application
from hall.settings import Settings, load_settings, write_missing_secrets
from knowledge_base.lifecycle.checks import Request
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.model.answer import ItemRef
from service_desk.accounts import NewClerk
from service_desk.attachments.checking import Upload
from service_desk.staff import CENTRE, Clerk, Role

PASSWORD = "Sanjiang-Kou-2026"
CLERK, MANAGER, ADMIN = "wangfang", "liqiang", "sunyue"
REVIEWER, CHECKER = "zhangwei", "zhaolei"
WRITER = "zhaomin"
ITEM, OTHER, WRITTEN = "232009001000-01", "232009010000-01", "232009004000-01"
EDITOR = Person(WRITER, "赵敏", "gongan", frozenset({Duty.EDIT}))


@dataclass(frozen=True)
class Stage:
    """What the places need to know: the hall, and the tickets in it by what became of them."""

    application: Application
    waiting: str
    answered: str
    code: str
    submitted: int
    checked: int
    draft: int


def people(application: Application) -> Stage:
    """Hire staff, let citizens ask, and return what came of it."""
    clerk = _hired(application, NewClerk(CLERK, "王芳", {Role.CLERK}, "gongan"))
    _hired(application, NewClerk(MANAGER, "李强", {Role.MANAGER}, ""))
    _hired(application, NewClerk(ADMIN, "孙悦", {Role.ADMIN}, ""))
    _hired(application, NewClerk(REVIEWER, "张伟", {Role.REVIEWER}, CENTRE))
    _hired(application, NewClerk(WRITER, "赵敏", {Role.EDITOR}, "gongan"))
    _hired(application, NewClerk(CHECKER, "赵磊", {Role.CHECKER}, "gongan"))
    desk = application.desk
    number, code = _handed_over(application, "screens-talk-answered", "外地人能在同江补身份证吗")
    form = Upload("居民身份证申领登记表.xlsx", _empty_form())
    desk.reply(number, clerk, "能补。登记表在附件里，填好带户口簿来，当场照相。", files=[form])
    waiting, _ = _handed_over(application, "screens-talk-waiting", "孩子改名要父母都到场吗")
    desk.notes.add(waiting, clerk, "已请户政科核实，下午答复。")
    desk.canned.add(clerk, "gongan", "先打电话", "{事项}请先打电话问清楚再来，免得白跑。")
    for talk in ("screens-talk-gap-1", "screens-talk-gap-2"):
        application.front_desk.receive(talk, "养骆驼要办什么证", "widget")
    submitted, checked = _changed(application, ITEM), _changed(application, OTHER)
    asked = Request(
        "gongan", application.today + timedelta(days=3), "请看看收费的依据还是不是这一份"
    )
    application.record.checks.ask(checked, asked, EDITOR)
    draft = application.record.drafts.open("guide", WRITTEN, EDITOR).id
    return Stage(application, waiting, number, code, submitted, checked, draft)


def _changed(application: Application, code: str) -> int:
    """Let an editor take a FAQ out of a guide and turn its steps round; return the version that waits."""
    drafts = application.record.drafts
    draft = drafts.open("guide", code, EDITOR)
    before = drafts.newest(draft.id)
    shorter = replace(before.value, faq=before.value.faq[:-1], steps=before.value.steps[::-1])
    drafts.save(draft.id, shorter, EDITOR, before.id)
    return drafts.submit(draft.id, EDITOR)


def _empty_form() -> bytes:
    """Return a workbook with one line of headings."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ("姓名", "住址", "申领原因"))
    return written.getvalue()


def _hired(application: Application, new: NewClerk) -> Clerk:
    accounts = application.desk.accounts
    clerk, drawn = accounts.create(new)
    return accounts.change_password(clerk, drawn, PASSWORD)


def _handed_over(application: Application, talk: str, question: str) -> tuple[str, str]:
    """Let a citizen ask for a person; return the ticket's number and its read code."""
    application.front_desk.receive(talk, question, "widget")
    item = application.kb.guide(ITEM).item
    about = ItemRef(item.code, item.catalog_code, item.name, "同江市公安局")
    ticket = application.desk.hand_over(talk, question, about)
    return ticket.number, ticket.code


def log_in(page: Page, login: str) -> None:
    """Log a clerk in, unless this browser is logged in already."""
    page.goto("/console/login")
    if page.locator("#login").count():
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(lambda url: not url.endswith("/login"))


def settings_in(folder: Path) -> Settings:
    """Return the settings of a hall in a folder of its own, without Rasa."""
    write_missing_secrets(folder / ".env")
    return replace(
        load_settings({}, folder / ".env"),
        database_url=f"sqlite:///{folder / 'hall.db'}",
        var_dir=folder,
        rasa_url="",
        actions_url="",
    )


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Yield the address of an app that listens on this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
