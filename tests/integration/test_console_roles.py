"""What each role finds in the console, boxes for roles, the check of the audit, and the command `staff`."""

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from hall.__main__ import main
from hall.app import create_app
from hall.bootstrap import Application
from service_desk.accounts import NewClerk
from service_desk.services import ServiceDesk
from service_desk.staff import Role
from tests.console_kit import hired, log_in, submit
from tests.desk_kit import asked_for_a_person, say
from tests.forms_kit import token

NEW = "/console/clerks/new"
CHECK = "/console/audit/check"
OF_CITIZENS = [
    "/console/tickets",
    "/console/tickets/list",
    "/console/tickets/waiting",
    "/console/tickets/TJ20261123-0001",
    "/console/tickets/export.csv",
    "/console/unanswered",
    "/console/unanswered/export.csv",
    "/console/reports",
    "/console/statistics",
    "/console/statistics.csv",
    "/console/statistics/questions",
    "/console/canned",
]


@pytest.fixture
def app(console_hall: Application) -> Flask:
    """The app of a hall for the console."""
    return create_app(console_hall)


@pytest.fixture
def desk(console_hall: Application) -> ServiceDesk:
    """Its desk, with a ticket."""
    asked_for_a_person(console_hall.desk)
    say(console_hall.desk, "已登记")
    return console_hall.desk


def entered(app: Flask, desk: ServiceDesk, role: Role) -> tuple[FlaskClient, str]:
    """Return the browser of somebody with this role, and the page that comes first."""
    department = "" if role in (Role.ADMIN, Role.AUDITOR, Role.MANAGER) else "gongan"
    browser, clerk = app.test_client(), hired(desk, f"{role}01", "钱进", department, role)
    return browser, log_in(browser, desk, clerk).location


def admin_in(app: Flask, desk: ServiceDesk) -> FlaskClient:
    """Return the browser of an administrator."""
    return entered(app, desk, Role.ADMIN)[0]


@pytest.mark.parametrize("page", OF_CITIZENS)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CHECKER, Role.REVIEWER])
def test_who_needs_no_word_of_a_citizen_finds_none(
    app: Flask, desk: ServiceDesk, role: Role, page: str
) -> None:
    browser, _first = entered(app, desk, role)
    shown = browser.get(page)

    assert shown.status_code == 403
    assert "没有打开这一页的权限" in shown.get_data(as_text=True)


def test_an_auditor_reads_the_audit_and_manages_no_account(app: Flask, desk: ServiceDesk) -> None:
    browser, first = entered(app, desk, Role.AUDITOR)

    assert first == "/console/audit"
    shown = browser.get(first).get_data(as_text=True)
    nav = re.search(r'aria-label="服务台">.*?</nav>', shown, re.DOTALL)
    assert nav and re.findall(r">([^<>\s]+)</a>", nav[0]) == ["知识", "多要材料", "审计"]
    assert "console-alerts.js" not in shown
    assert browser.get("/console/clerks").status_code == 403


WORK = ("待办", "到期复查")


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (Role.EDITOR, (*WORK, "导入", "发布情况", "材料目录", "预览")),
        (Role.REVIEWER, (*WORK, "发布情况", "材料目录", "预览", "当时的答复")),
        (Role.MANAGER, ("发布情况", "材料目录", "预览")),
        (Role.AUDITOR, ("发布情况", "材料目录", "预览", "当时的答复")),
    ],
)
def test_the_tabs_about_knowledge_are_those_that_open(
    app: Flask, desk: ServiceDesk, role: Role, own: tuple[str, ...]
) -> None:
    browser, _first = entered(app, desk, role)
    shown = browser.get("/console/knowledge/materials").get_data(as_text=True)
    tabs = re.search(r'aria-label="知识">.*?</nav>', shown, re.DOTALL)

    assert tabs
    found = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', tabs[0])
    assert [name for _, name in found] == ["全部知识", *own]
    assert {browser.get(path).status_code for path, _ in found} == {200}
    assert re.findall(r'aria-current="page">([^<]+)</a>', tabs[0]) == ["材料目录"]
    assert 'aria-current="true">知识</a>' in shown


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.CLERK, "/console/tickets"),
        (Role.EDITOR, "/console/knowledge"),
        (Role.CHECKER, "/console/knowledge/waiting"),
        (Role.REVIEWER, "/console/knowledge/waiting"),
        (Role.MANAGER, "/console/statistics"),
        (Role.ADMIN, "/console/tickets"),
    ],
)
def test_work_begins_on_a_page_that_opens(
    app: Flask, desk: ServiceDesk, role: Role, first: str
) -> None:
    browser, location = entered(app, desk, role)

    assert location == first
    assert browser.get(first).status_code == 200


def test_an_editor_sees_what_is_missing_in_the_own_department_and_no_ticket(
    app: Flask, desk: ServiceDesk
) -> None:
    browser, _first = entered(app, desk, Role.EDITOR)

    assert browser.get("/console/reports").status_code == 200
    assert browser.get("/console/tickets").status_code == 403


@pytest.mark.parametrize("role", [Role.ADMIN, Role.REVIEWER])
def test_who_administers_or_publishes_needs_a_second_factor(
    app: Flask, desk: ServiceDesk, role: Role
) -> None:
    clerk, drawn = desk.accounts.create(_new(role))
    desk.accounts.change_password(clerk, drawn, "Gedanken-Boot-41")
    browser = app.test_client()
    sent = submit(
        browser,
        *("/console/login", "/console/login"),
        login=clerk.login,
        password="Gedanken-Boot-41",
    )

    assert sent.location == "/console/second-factor"


def _new(role: Role) -> NewClerk:
    return NewClerk("lina", "李娜", {role}, "gongan")


def test_roles_are_ticked_in_boxes(app: Flask, desk: ServiceDesk) -> None:
    browser = admin_in(app, desk)
    given = token(browser.get(NEW).get_data(as_text=True))
    fields = {"csrf_token": given, "login": "lina", "name": "李娜", "department": "gongan"}
    browser.post(NEW, data={**fields, "roles": ["clerk", "editor"], "active": "y"})

    made = next(c for c in desk.accounts.clerks() if c.login == "lina")
    assert made.roles == {Role.CLERK, Role.EDITOR}
    shown = browser.get("/console/clerks/lina").get_data(as_text=True)
    assert re.findall(r'name="roles" value="(\w+)" checked', shown) == ["clerk", "editor"]
    assert "坐席、编辑" in browser.get("/console/clerks").get_data(as_text=True)


@pytest.mark.parametrize(
    ("roles", "status", "said"),
    [
        (["auditor", "clerk"], 409, "“审计”不能兼任别的角色"),
        (["admin", "reviewer"], 409, "“系统管理员”不能兼任“审核”"),
        ([], 409, "请至少选一个角色"),
        (["king"], 400, "没有这个角色"),
    ],
)
def test_roles_that_do_not_go_together_are_refused_and_nothing_typed_is_lost(
    app: Flask, desk: ServiceDesk, roles: list[str], status: int, said: str
) -> None:
    browser = admin_in(app, desk)
    given = token(browser.get(NEW).get_data(as_text=True))
    fields = {"csrf_token": given, "login": "lina", "name": "李娜", "department": "gongan"}
    sent = browser.post(NEW, data={**fields, "roles": roles, "active": "y"})

    shown = sent.get_data(as_text=True)
    assert sent.status_code == status
    assert said in shown and 'value="李娜"' in shown
    ticked = re.findall(r'name="roles" value="(\w+)" checked', shown)
    assert sorted(ticked) == sorted(role for role in roles if role in set(Role))


def test_an_auditor_checks_the_audit_and_that_is_put_on_record(
    app: Flask, desk: ServiceDesk
) -> None:
    browser, _first = entered(app, desk, Role.AUDITOR)
    assert "还没有签名留存" in browser.get(CHECK).get_data(as_text=True)
    shown = submit(browser, CHECK, CHECK).get_data(as_text=True)

    assert "记录完整" in shown
    entry = desk.audit.entries(1)[0]
    assert (entry.action, entry.login) == ("audit_verified", "auditor01")
    assert entry.detail.endswith("条，完整")


def test_what_was_changed_is_named_to_the_auditor(
    app: Flask, desk: ServiceDesk, console_hall: Application
) -> None:
    browser, _first = entered(app, desk, Role.AUDITOR)
    with console_hall.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_unchanged"))
        connection.execute(text("UPDATE audit_entry SET detail = '<b>' WHERE seq = 1"))
    shown = submit(browser, CHECK, CHECK).get_data(as_text=True)

    assert "有 1 处对不上，记录被动过" in shown
    assert "第 1 条：谁做的、对什么做的、说明或来源，与当时登记的不一致" in shown
    assert desk.audit.entries(1)[0].detail.endswith("1 处对不上")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console_hall: Application) -> Path:
    """An installation with the database of that hall."""
    monkeypatch.chdir(tmp_path)
    for key in list(os.environ):
        if key in ("SECRET_KEY", "ACTION_TOKEN", "VAR_DIR"):
            monkeypatch.delenv(key)
    monkeypatch.setenv("DATABASE_URL", console_hall.settings.database_url)
    return tmp_path


def test_accounts_are_made_and_changed_from_a_shell_by_the_same_rules(
    folder: Path, desk: ServiceDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.accounts.ensure_first_admin()
    assert main(["staff", "add", "lina", "--name", "李娜", "--roles", "reviewer,auditor"]) == 1
    assert "“审计”不能兼任别的角色" in capsys.readouterr().err
    assert main(["staff", "add", "lina", "--name", "李娜", "--roles", "reviewer"]) == 1
    assert "审核需要属于一个部门" in capsys.readouterr().err
    assert main(["staff", "add", "lina", "--name", "李娜", "--roles", "manager"]) == 0
    assert "首次登录的密码" in capsys.readouterr().out
    assert main(["staff", "change", "lina", "--roles", "admin,manager", "--off"]) == 0
    assert main(["staff", "list"]) == 0
    assert "lina\t李娜\t系统管理员、统计查看\t-\t停用" in capsys.readouterr().out
    assert main(["staff", "change", "lina", "--department", "nowhere"]) == 1
    assert "没有编号为 nowhere 的部门" in capsys.readouterr().err
    assert [(e.action, e.login) for e in desk.audit.entries(2)] == [
        ("clerk_changed", "system"),
        ("clerk_created", "system"),
    ]


def test_a_role_that_does_not_exist_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["staff", "change", "lina", "--roles", "clerk,king"])

    assert "没有 king 这个角色" in capsys.readouterr().err
