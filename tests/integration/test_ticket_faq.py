"""A clerk's reply becomes a draft of a question with its answer: by one click, once, and nobody's name in it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from service_desk.tables import UnansweredRow
from tests.console_kit import hired, log_in, submit
from tests.desk_kit import NEWBORN, TALK, hear
from tests.lifecycle_kit import EDITOR

QUESTION = "孩子在外地生的上户口要啥"
REPLY = "带出生医学证明和父母的户口簿。"


@pytest.fixture
def desk(application: Application) -> ServiceDesk:
    """The desk of the hall."""
    return application.desk


@pytest.fixture
def police(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


@pytest.fixture
def browser(app: Flask, desk: ServiceDesk, police: Clerk) -> FlaskClient:
    """A browser in which the clerk is logged in."""
    browser = app.test_client()
    log_in(browser, desk, police)
    return browser


def replied(desk: ServiceDesk, police: Clerk, said: str) -> str:
    """Return the number of a ticket that was answered."""
    desk.open_conversation(TALK, "widget")
    hear(desk, QUESTION)
    number = desk.hand_over(TALK, QUESTION, NEWBORN).number
    desk.reply(number, police, said)
    return number


def written(application: Application, answer: str) -> list[str]:
    """Return the questions with this answer in the draft of the guide."""
    opened = application.record.drafts
    drafts = [one for one in opened.listed(EDITOR) if one.key == NEWBORN.item_code]
    faqs = [faq for draft in drafts for faq in opened.newest(draft.id).value.faq]
    return [faq.question for faq in faqs if faq.answer == answer]


@pytest.mark.parametrize("on_the_list", [True, False])
def test_one_click_writes_the_reply_into_the_draft_and_a_second_nothing_more(
    application: Application,
    browser: FlaskClient,
    desk: ServiceDesk,
    police: Clerk,
    on_the_list: bool,
) -> None:
    said = f"{REPLY}{on_the_list}"
    number = replied(desk, police, said)
    if not on_the_list:
        with desk.store.unit() as session:
            session.query(UnansweredRow).delete()
    page, click = f"/console/tickets/{number}", f"/console/tickets/{number}/faq"
    for _click in range(2):
        assert submit(browser, page, click).location == page
    assert written(application, said) == [QUESTION]


def test_a_reply_with_somebodys_name_is_shown_to_be_mended_first(
    application: Application, browser: FlaskClient, desk: ServiceDesk, police: Clerk
) -> None:
    said = f"李小敏女士您好，{REPLY}"
    number = replied(desk, police, said)
    page, click = f"/console/tickets/{number}", f"/console/tickets/{number}/faq"
    sent = submit(browser, page, click)
    shown = sent.get_data(as_text=True)
    assert (sent.status_code, "像个人信息的内容（李*敏）" in shown) == (409, True)
    assert said in shown
    assert written(application, said) == []
