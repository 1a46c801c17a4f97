"""From a question in the widget to a clerk's reply and back, through the running parts."""

import re

from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from service_desk.accounts import NewClerk
from service_desk.staff import Role
from tests.console_kit import PASSWORD
from tests.desk_kit import WANTS_A_PERSON
from tests.forms_kit import token

CHAT = "/api/v1/chat/wangfang-talk-0001/messages"


def submit(clerk: FlaskClient, page: str, path: str, **fields: str) -> None:
    """Send a form of a page of the console."""
    given = token(clerk.get(page).get_data(as_text=True))
    sent = clerk.post(path, data={"csrf_token": given, **fields})
    assert sent.status_code == 303, sent.get_data(as_text=True)


def test_a_question_for_a_person_comes_back_with_the_clerks_reply(
    app: Flask, application: Application
) -> None:
    citizen, clerk = app.test_client(), app.test_client()
    accounts = application.desk.accounts
    made, drawn = accounts.create(NewClerk("qianli", "钱丽", {Role.CLERK}, "zhengwu"))
    accounts.change_password(made, drawn, PASSWORD)

    handed_over = citizen.post(CHAT, json={"text": WANTS_A_PERSON}).get_json()
    assert handed_over["speaker"] == "waiting"
    said = handed_over["messages"][-1]
    assert said["answer"]["status"] == "routed_staff"
    number = re.search(r"TJ\d{8}-\w{5}", said["text"])
    assert number
    assert citizen.get(f"/api/v1/tickets/{number[0]}").status_code == 200

    submit(clerk, "/console/login", "/console/login", login="qianli", password=PASSWORD)
    page = f"/console/tickets/{number[0]}"
    submit(clerk, page, f"{page}/take-over")
    heard = citizen.post(CHAT, json={"text": "我家鸽子能养几只"}).get_json()
    assert (heard["messages"], heard["speaker"], heard["next_poll_s"]) == ([], "staff", 1)
    submit(clerk, page, f"{page}/reply", text="城区楼顶不能养，请看城管公告", reply_id="a" * 16)
    news = citizen.get(f"{CHAT}?after={said['id']}").get_json()
    assert [(m["from"], m["text"]) for m in news["messages"]][-1] == (
        "staff",
        "城区楼顶不能养，请看城管公告",
    )
    submit(clerk, page, f"{page}/return")
    again = citizen.post(CHAT, json={"text": "身份证丢了咋整"}).get_json()
    assert again["speaker"] == "bot"
    assert again["messages"][0]["answer"]["item"]["catalog_code"] == "232009001000"
