"""Over the shipped guides: staff read what an answer cites, and no door of a citizen tells what is kept inside."""

import re

from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from hall.doors.console.guide_links import GuideLinks
from knowledge_base.model.answer import Answer
from service_desk.staff import Role
from tests.desk_kit import WANTS_A_PERSON, clerk_of
from tests.forms_kit import token

TALK = "talk-20261123"
SECRET = "他昨天在窗口吵过一架"
REPLY = "带上户口簿"


def say(client: FlaskClient, text: str) -> str:
    sent = client.post(f"/api/v1/chat/{TALK}/messages", json={"text": text})
    return sent.get_data(as_text=True)


def test_the_statements_that_an_answer_cites_are_quoted_with_the_part_of_the_guide(
    app: Flask, application: Application, client: FlaskClient
) -> None:
    say(client, "身份证丢了补办多少钱")
    told = [m.answer for m in application.desk.messages_after(TALK) if m.answer]
    with app.test_request_context():
        links = GuideLinks(application.kb).of_answer(Answer.from_dict(told[0]))
    assert links
    for link in links:
        assert "：" in link["text"]
        address, _, element = link["url"].partition("#")
        assert f'id="{element}"' in client.get(address).get_data(as_text=True)


def test_no_citizen_reads_a_note_or_the_reason_of_a_transfer(
    application: Application, client: FlaskClient
) -> None:
    desk, code = application.desk, re.search(r"查询码 (\w{6})", say(client, WANTS_A_PERSON))
    (ticket,) = desk.tickets_of(TALK)
    clerk = clerk_of(desk, "", "inside", Role.ADMIN)
    other = next(d for d in desk.router.departments if d != ticket.department)
    desk.notes.add(ticket.number, clerk, SECRET)
    desk.reassign(ticket.number, clerk, other, SECRET)
    desk.reply(ticket.number, clerk, f"{REPLY}。")
    assert code
    shown = all_that_citizens_read(client, ticket.number, code[1])
    assert [text for text in shown if SECRET in text] == []
    assert sum(REPLY in text for text in shown) >= 4


def all_that_citizens_read(client: FlaskClient, number: str, code: str) -> list[str]:
    """Return what every door shows of the conversation and its ticket."""
    form = {"csrf_token": token(client.get("/ticket").text), "number": number, "code": code}
    with client.session_transaction() as session:
        session["conversation"] = TALK
    sent = [
        client.get(f"/api/v1/chat/{TALK}"),
        client.get(f"/api/v1/chat/{TALK}/messages"),
        client.post(f"/api/v1/chat/{TALK}/messages", json={"text": f"{number} {code}"}),
        client.get(f"/api/v1/tickets/{number}"),
        client.post(f"/api/v1/tickets/{number}/answer", json={"code": code}),
        client.post("/ticket", data=form),
        client.get("/chat"),
    ]
    return [response.get_data(as_text=True) for response in sent]
