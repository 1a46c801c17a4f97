"""Each kind of WeChat message through the real hall: XML in, XML out."""

import io
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from hall.app import create_app
from hall.bootstrap import Application
from hall.doors.wechat.reception import conversation_id
from service_desk.model import Sender
from tests.conftest import OpenHall
from tests.desk_kit import WANTS_A_PERSON, clerk_of
from tests.wechat_kit import OPENID, SETTINGS, WeChat, event, logs, message, text

OTHER = "o9AgO5Kd5ggOC-bXrbNODIiE3bGZ"
MENU_LINK = re.compile(r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^&"]+)&msgmenuid=(\d+)">')


@pytest.fixture
def application(open_hall: OpenHall) -> Application:
    return open_hall(**SETTINGS)


@pytest.fixture(autouse=True)
def logged() -> Iterator[io.StringIO]:
    with logs() as stream:
        yield stream


@pytest.fixture
def wechat(client: FlaskClient) -> WeChat:
    return WeChat(client)


@pytest.fixture
def talk(application: Application) -> str:
    return conversation_id(application.settings.secret_key, OPENID)


def links(said: str) -> list[str]:
    """Return what the menu links of a reply make the client send."""
    return [unquote(sent) for sent, _number in MENU_LINK.findall(said)]


def voice(inside: str) -> str:
    return message("voice", f"<MediaId>m</MediaId><Format>amr</Format>{inside}")


def everything_stored(application: Application) -> str:
    with application.engine.connect() as connection:
        return repr([connection.execute(sql(f"SELECT * FROM {table}")).all() for table in (
            "desk_conversation", "desk_message", "desk_ticket", "desk_push", "desk_unanswered",
        )])  # fmt: skip


def without_ids(said: str) -> str:
    """Return a reply without the message numbers in its links."""
    return re.sub(r"msgmenuid=\d+", "", said)


class TestText:
    def test_a_question_is_answered_from_the_guide_with_its_source(self, wechat: WeChat) -> None:
        said = wechat.ask("身份证丢了要带啥")
        assert "居民身份证" in said
        assert "样例数据" in said

    def test_a_tapped_option_a_number_and_its_words_all_choose_it(self, wechat: WeChat) -> None:
        said = wechat.ask("补办身份证要多少钱")
        sent = links(said)
        assert sent
        tapped = f"<Content><![CDATA[{sent[0]}]]></Content><bizmsgmenuid>1</bizmsgmenuid>"
        chosen = wechat.says(message("text", tapped))
        assert "居民身份证" in chosen
        wechat.ask("补办身份证要多少钱", openid=OTHER)
        assert without_ids(wechat.ask("1", openid=OTHER)) == without_ids(chosen)

    def test_an_answer_too_long_for_wechat_links_to_its_guide(self, wechat: WeChat) -> None:
        said = [
            wechat.ask(q) for q in ("不动产登记要什么材料", "公司注册要什么材料", "护照全部信息")
        ]
        cut = [reply for reply in said if "查看全文" in reply]
        assert all("https://hall.example.gov.cn/" in reply for reply in cut)
        assert all(len(reply.encode()) <= 2000 for reply in said)

    def test_a_follow_up_keeps_the_item_and_citizens_do_not_mix(self, wechat: WeChat) -> None:
        wechat.ask("补办身份证要多少钱")
        assert "居民身份证" in wechat.ask("在哪办")
        assert "居民身份证" not in wechat.ask("在哪办", openid=OTHER)

    def test_an_emergency_names_the_number_to_call(self, wechat: WeChat) -> None:
        assert "119" in wechat.ask("家里着火了")

    def test_a_blank_text_is_asked_again(self, wechat: WeChat) -> None:
        assert "打字" in wechat.ask("")

    def test_a_text_that_is_too_long_is_told_so(self, wechat: WeChat) -> None:
        assert "1000" in wechat.ask("身份证" * 400)

    @pytest.mark.parametrize("said", ["]]]]><![CDATA[>", "<a href='http://evil.cn'>点我领补贴</a>"])
    def test_what_a_citizen_says_is_never_said_back(self, wechat: WeChat, said: str) -> None:
        reply = wechat.ask(said)
        assert "evil" not in reply
        assert "]]>" not in reply

    def test_too_many_questions_get_a_friendly_word(self, open_hall: OpenHall) -> None:
        hall = open_hall(**SETTINGS, rate_limit_conversation="2/minute")
        wechat = WeChat(create_app(hall).test_client())
        said = [wechat.ask("谢谢") for _ in range(3)]
        assert "问得有点快" in said[2]
        assert "问得有点快" not in "".join(said[:2])
        assert "问得有点快" not in wechat.ask("谢谢", openid=OTHER)


class TestOtherMessages:
    def test_a_voice_that_wechat_understood_is_a_question(self, wechat: WeChat) -> None:
        assert "居民身份证" in wechat.says(voice("<Recognition>身份证丢了要带啥。</Recognition>"))

    @pytest.mark.parametrize("inside", ["", "<Recognition></Recognition>", "<Recognition/>"])
    def test_a_voice_without_words_is_asked_to_type(self, wechat: WeChat, inside: str) -> None:
        assert "打字" in wechat.says(voice(inside))

    @pytest.mark.parametrize(
        ("kind", "inside", "word"),
        [
            (
                "image",
                "<PicUrl>http://127.0.0.1/card.jpg</PicUrl><MediaId>secret</MediaId>",
                "图片",
            ),
            ("video", "<MediaId>secret</MediaId><ThumbMediaId>t</ThumbMediaId>", "视频"),
            ("shortvideo", "<MediaId>secret</MediaId>", "视频"),
            ("link", "<Title>secret</Title><Url>http://127.0.0.1/secret</Url>", "链接"),
            ("location", "<Location_X>47.64</Location_X><Label>secret</Label>", "办事大厅"),
        ],
    )
    def test_what_cannot_be_read_gets_a_friendly_word_and_is_not_kept(
        self, wechat: WeChat, application: Application, kind: str, inside: str, word: str
    ) -> None:
        assert word in wechat.says(message(kind, inside))
        stored = everything_stored(application)
        assert "secret" not in stored
        assert "47.64" not in stored

    def test_a_location_is_told_where_the_published_hall_is(
        self, wechat: WeChat, application: Application
    ) -> None:
        said = wechat.says(message("location", "<Location_X>47.6</Location_X>"))
        catalogue = application.kb.catalogue
        venue = catalogue.venues[catalogue.departments["zhengwu"].venue]
        assert venue.name in said
        assert venue.phone in said
        assert venue.hours in said

    def test_an_unknown_kind_of_message_is_taken_without_a_word(self, wechat: WeChat) -> None:
        assert wechat.says(message("hologram", "")) == ""


class TestTaps:
    def test_a_link_names_its_option_whatever_the_client_sends_as_text(
        self, wechat: WeChat
    ) -> None:
        asked = wechat.ask("补办身份证要多少钱")
        link = re.search(r'msgmenuid=(\d+)">到期换新<', asked)
        assert link is not None
        tapped = f"<Content>就这个</Content><bizmsgmenuid>{link[1]}</bizmsgmenuid>"
        assert "按您说的情况（到期换新）" in wechat.says(message("text", tapped, message_id="77"))

    @pytest.mark.parametrize("menu_id", ["900", "0", "99999901", "x", "1" * 40])
    def test_a_link_that_is_none_of_ours_says_what_it_says(
        self, wechat: WeChat, menu_id: str
    ) -> None:
        wechat.ask("补办身份证要多少钱")
        tapped = f"<Content>到期换新</Content><bizmsgmenuid>{menu_id}</bizmsgmenuid>"
        assert "按您说的情况（到期换新）" in wechat.says(message("text", tapped, message_id="78"))


class TestEvents:
    def test_who_follows_is_greeted_with_the_most_asked_items(
        self, wechat: WeChat, application: Application
    ) -> None:
        said = wechat.says(event("subscribe", "qrscene_3"))
        assert "请不要输入身份证号" in said
        assert links(said) == [option.send for option in application.kb.most_asked(6)]
        assert len(links(said)) == 6
        assert "身份证</a>" in said

    def test_who_scans_at_the_counter_is_greeted(self, wechat: WeChat) -> None:
        assert links(wechat.says(event("SCAN", "3")))

    def test_a_menu_key_asks_in_the_citizens_place(self, wechat: WeChat) -> None:
        assert "转人工" in wechat.says(event("CLICK", "STAFF"))
        assert "居民身份证" in wechat.says(event("CLICK", "ID_CARD"))

    def test_an_unknown_menu_key_shows_what_can_be_asked(self, wechat: WeChat) -> None:
        assert links(wechat.says(event("CLICK", "OLD_KEY")))

    @pytest.mark.parametrize(
        "name",
        ["VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "subscribe_msg_sent_event", "unsubscribe"],
    )
    def test_other_events_are_taken_without_a_word(self, wechat: WeChat, name: str) -> None:
        assert wechat.says(event(name)) == ""

    def test_the_same_key_tapped_twice_is_answered_twice(
        self, wechat: WeChat, application: Application, talk: str
    ) -> None:
        wechat.says(event("CLICK", "ID_CARD", created="1714112445"))
        wechat.says(event("CLICK", "ID_CARD", created="1714112446"))
        wechat.says(event("CLICK", "ID_CARD", created="1714112446"))
        said = [m for m in application.desk.messages_after(talk) if m.sender is Sender.CITIZEN]
        assert len(said) == 2


class TestPrivacy:
    def test_the_openid_is_nowhere_and_personal_data_is_masked(
        self, wechat: WeChat, application: Application
    ) -> None:
        wechat.ask("我的身份证号是230881199003070019，丢了咋整")
        wechat.ask(WANTS_A_PERSON)
        stored = everything_stored(application)
        assert OPENID not in stored
        assert "230881199003070019" not in stored

    def test_the_log_says_neither_who_asked_nor_what(
        self, wechat: WeChat, talk: str, logged: io.StringIO
    ) -> None:
        wechat.ask("身份证丢了咋整")
        wechat.post(text("身份证丢了咋整"), signature="x")
        lines = logged.getvalue()
        assert '"route": "/wechat"' in lines
        assert "wechat_refused" in lines
        assert [said for said in ("身份证", OPENID, talk) if said in lines] == []

    def test_a_conversations_name_needs_the_secret_key(self, talk: str) -> None:
        assert talk == talk.lower()
        assert OPENID not in talk
        assert conversation_id("another key", OPENID) != talk
        assert re.fullmatch(r"[A-Za-z0-9._-]{8,128}", talk)


class TestStaff:
    def test_a_reply_comes_first_in_the_next_answer_and_only_once(
        self, wechat: WeChat, application: Application, talk: str
    ) -> None:
        wechat.ask(WANTS_A_PERSON)
        number = application.desk.open_conversation(talk, "wechat").ticket_number
        clerk = clerk_of(application.desk, "zhengwu")
        application.desk.reply(number, clerk, "请带户口簿到二楼3号窗口。")
        said = wechat.ask("补办身份证要多少钱")
        first, rest = said.split("\n\n", 1)
        assert first.endswith("工作人员答复：\n请带户口簿到二楼3号窗口。")
        assert "居民身份证" in rest
        assert "3号窗口" not in wechat.ask("在哪办")

    def test_while_a_clerk_speaks_the_bot_is_silent(
        self, wechat: WeChat, application: Application, talk: str
    ) -> None:
        wechat.ask(WANTS_A_PERSON)
        number = application.desk.open_conversation(talk, "wechat").ticket_number
        clerk = clerk_of(application.desk, "zhengwu")
        application.desk.take_over(number, clerk)
        assert "已接入" in wechat.ask("补办身份证要多少钱")
        assert wechat.ask("在哪办") == ""
        assert "119" in wechat.ask("家里着火了")

    def test_a_reply_too_long_for_wechat_can_be_read_whole_behind_its_link(
        self, wechat: WeChat, application: Application, talk: str, client: FlaskClient
    ) -> None:
        wechat.ask(WANTS_A_PERSON)
        number = application.desk.open_conversation(talk, "wechat").ticket_number
        long = "".join(f"第{n}条，请带户口簿到窗口。\n" for n in range(1, 151)) + "<b>完</b>"
        application.desk.reply(number, clerk_of(application.desk, "zhengwu"), long)
        said = wechat.ask("谢谢")
        found = re.search(r"https://hall\.example\.gov\.cn(/wechat/full/[\w-]+)", said)
        assert found
        page = client.get(found[1])
        assert page.status_code == 200
        assert "第150条" in page.text
        assert "&lt;b&gt;完&lt;/b&gt;" in page.text

    def test_a_made_up_address_of_a_full_text_is_not_found(self, client: FlaskClient) -> None:
        assert client.get("/wechat/full/AAAA").status_code == 404

    def test_the_state_of_a_ticket_is_told_by_its_number(
        self, wechat: WeChat, application: Application, talk: str
    ) -> None:
        wechat.ask(WANTS_A_PERSON)
        number = application.desk.open_conversation(talk, "wechat").ticket_number
        assert "已登记" in wechat.ask(f"工单{number}到哪了", openid=OTHER)


class TestTrouble:
    def test_a_broken_hall_still_answers_with_a_sentence(
        self, app: Flask, application: Application
    ) -> None:
        with application.engine.begin() as connection:
            connection.execute(sql("DROP TABLE desk_message"))
        wechat = WeChat(app.test_client())
        assert "12345" in wechat.ask("身份证丢了咋整")
        sealed = wechat.post_sealed(text("身份证丢了咋整"))
        assert sealed.status_code == 200
        assert "Encrypt" in sealed.text
