"""The ticket's page: what staff tell each other, canned replies, links to the guide, and steps taken in place."""

import html
import re

import pytest
from werkzeug.test import TestResponse

from knowledge_base.model.answer import Answer, AnswerStatus, Citation
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests.console_kit import hired
from tests.desk_kit import NEWBORN, TALK, Clock, hear, say
from tests.forms_kit import token
from tests.integration import test_console_pages as pages
from tests.integration.test_console_pages import Browser, Enter

admin, app, browser, desk = pages.admin, pages.app, pages.browser, pages.desk
enter, number, zhaolei = pages.enter, pages.number, pages.zhaolei

IN_PLACE = {"X-In-Place": "1"}


def text_of(response: TestResponse) -> str:
    return html.unescape(response.get_data(as_text=True))


def in_place(browser: Browser, page: str, path: str, **fields: str) -> TestResponse:
    """Send a form as the page's script does."""
    data = {"csrf_token": token(browser.text(page)), **fields}
    return browser.client.post(path, data=data, headers=IN_PLACE)


def part(page: str, name: str) -> str:
    """Return what stands in a part of the page."""
    return page.split(f'data-part="{name}"', 1)[1].split("data-part=", 1)[0]


class TestSteps:
    def test_a_step_of_the_script_is_answered_with_the_page_itself(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
    ) -> None:
        page = f"/console/tickets/{number}"
        sent = in_place(enter(zhaolei), page, f"{page}/take-over")
        assert sent.status_code == 200
        assert "已接入，市民现在看到您在线" in part(text_of(sent), "said-reply")
        assert "交还智能客服" in part(text_of(sent), "actions")

    def test_a_ticket_that_leaves_the_department_leads_to_the_list_which_says_so(
        self, enter: Enter, zhaolei: Clerk, number: str
    ) -> None:
        page, mine = f"/console/tickets/{number}", enter(zhaolei)
        fields = {"department": "shichang", "reason": "归市场局"}
        sent = in_place(mine, page, f"{page}/reassign", **fields)
        assert (sent.status_code, sent.location) == (204, "/console/tickets")
        assert "工单已改派，已在对话里告诉市民" in mine.text("/console/tickets")

    @pytest.mark.parametrize(
        ("step", "fields", "where", "said"),
        [
            ("close", {"reason": ""}, "said-close", "请写明原因"),
            ("reassign", {"department": "shichang"}, "said-reassign", "请写明改派原因"),
            ("note", {"note": "  "}, "said-notes", "备注是空的"),
            ("contact", {}, "said-contact", "没有联系方式"),
            ("callback", {"outcome": "missed"}, "said-contact", "没有联系方式"),
            ("reply", {"text": ""}, "said-reply", "答复不能为空"),
        ],
    )
    def test_what_could_not_be_done_is_said_where_it_was_tried(
        self,
        enter: Enter,
        zhaolei: Clerk,
        number: str,
        step: str,
        fields: dict[str, str],
        where: str,
        said: str,
    ) -> None:
        page = f"/console/tickets/{number}"
        sent = enter(zhaolei).submit(page, f"{page}/{step}", **fields)
        assert sent.status_code in (400, 409)
        assert said in part(text_of(sent), where)
        assert text_of(sent).count('role="alert"') == 1

    def test_what_cannot_be_said_in_a_part_that_is_gone_is_said_at_the_conversation(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
    ) -> None:
        page, mine = f"/console/tickets/{number}", enter(zhaolei)
        desk.take_over(number, hired(desk, "qianduo", "钱多", "gongan"))
        sent = mine.submit(page, f"{page}/close", reason="重复提问")
        assert "钱多正在和市民对话" in part(text_of(sent), "said-reply")

    def test_the_page_comes_with_the_news_only_when_it_is_another_one(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
    ) -> None:
        page, mine = f"/console/tickets/{number}", enter(zhaolei)
        found = re.search(r'data-mark="(\w+)"', mine.text(page))
        assert found
        live = f"{page}/messages?mark={found[1]}"
        assert mine.get(live).get_json()["page"] == ""
        desk.notes.add(number, hired(desk, "qianduo", "钱多", "gongan"), "我来办")
        assert "我来办" in mine.get(live).get_json()["page"]


class TestInside:
    def test_colleagues_read_a_note_with_author_and_time(
        self, enter: Enter, zhaolei: Clerk, admin: Clerk, number: str
    ) -> None:
        page, mine = f"/console/tickets/{number}", enter(zhaolei)
        sent = mine.submit(page, f"{page}/note", note="打过 13812341234，\r\n下午来")
        assert sent.location == f"{page}#notes"
        shown = part(enter(admin).text(page), "notes")
        assert "打过 138****1234，\n下午来" in shown
        assert "赵磊 <time>2026-11-23 09:30</time>" in shown

    def test_another_department_neither_reads_nor_writes_notes(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
    ) -> None:
        stranger = enter(hired(desk, "qianduo", "钱多", "shichang"))
        page = f"/console/tickets/{number}/note"
        assert stranger.submit("/console/tickets", page, note="x").status_code == 404
        assert desk.notes.of(number, zhaolei) == ()

    def test_the_next_department_reads_from_where_why_and_by_whom(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
    ) -> None:
        desk.reassign(number, zhaolei, "shichang", "要先办营业执照")
        shown = enter(hired(desk, "qianduo", "钱多", "shichang")).text(f"/console/tickets/{number}")
        assert "同江市公安局转来：要先办营业执照" in part(shown, "state")
        history = part(shown, "facts")
        assert "同江市公安局 → 同江市市场监督管理局<br>原因：要先办营业执照" in history
        assert "赵磊　2026-11-23 09:30" in history

    def test_a_question_that_does_not_stand_alone_comes_with_the_one_before(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk
    ) -> None:
        desk.open_conversation(TALK, "widget")
        hear(desk, "给孩子办身份证")
        hear(desk, "满16周岁")
        number = desk.hand_over(TALK, "满16周岁", NEWBORN).number
        facts = part(enter(zhaolei).text(f"/console/tickets/{number}"), "facts")
        assert "<li>满16周岁<br><small>之前问的是：给孩子办身份证</small></li>" in facts
        assert "新生儿落户" in facts

    def test_the_page_says_whether_the_citizen_is_still_there(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str, clock: Clock
    ) -> None:
        page, mine = f"/console/tickets/{number}", enter(zhaolei)
        desk.look(TALK)
        assert "市民正在看这个对话。" in mine.text(page)
        said = []
        for minutes in (2, 8, 8):
            clock.forward(minutes=minutes)
            said.append(mine.get(f"{page}/messages").get_json()["presence"])
        mine.get(page)
        assert said == [
            "市民 2 分钟前还在看。",
            "市民已离开（10 分钟前还在看）；答复会留着，下次打开就能看到。",
            "市民已离开（18 分钟前还在看）；答复会留着，下次打开就能看到。",
        ]
        for _click in range(3):
            clock.forward(minutes=19)
            gone = part(mine.text(page), "presence")
        assert "市民已离开；答复会留着，下次打开就能看到。" in gone
        desk.close(number, zhaolei, "重复提问")
        assert mine.get(f"{page}/messages").get_json()["presence"] == ""

    def test_over_wechat_it_says_whether_the_reply_is_pushed(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk
    ) -> None:
        desk.hear("wx-1", "wechat", "孩子上户口要啥", polls=False)
        number = desk.hand_over("wx-1", "孩子上户口要啥", NEWBORN).number
        mine = enter(zhaolei)
        assert "现在推送不了；要等市民再发消息才能收到" in mine.text(f"/console/tickets/{number}")
        desk.pushes.remember_address("wx-1", "o-citizen")
        assert "答复会直接推送到微信" in mine.text(f"/console/tickets/{number}")


class TestCanned:
    def test_a_canned_reply_is_put_after_what_is_written_with_its_places_filled(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
    ) -> None:
        text = "关于{事项}（{市民问题}，{工单编号}），{部门}{坐席}答复。"
        desk.canned.add(zhaolei, "gongan", "问候", text)
        (one,) = desk.canned.offered(zhaolei)
        page = f"/console/tickets/{number}"
        sent = enter(zhaolei).submit(page, f"{page}/canned", canned=str(one.id), text="您好，")
        filled = f"关于新生儿落户（孩子上户口要啥，{number}），同江市公安局赵磊答复。"
        assert f"您好，\n{filled}</textarea>" in text_of(sent)
        assert f'data-text="{filled}"' in text_of(sent)
        assert desk.replies(number) == ()

    def test_choosing_none_leaves_what_is_written(
        self, enter: Enter, zhaolei: Clerk, number: str
    ) -> None:
        page = f"/console/tickets/{number}"
        sent = enter(zhaolei).submit(page, f"{page}/canned", canned="", text="您好，")
        assert "您好，</textarea>" in text_of(sent)

    def test_a_clerk_adds_changes_and_deletes_those_of_the_department(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk
    ) -> None:
        mine, page = enter(zhaolei), "/console/canned"
        mine.submit(page, page, title="问候", text="您好。\r\n请讲。", department="shichang")
        (one,) = desk.canned.kept_by(zhaolei)
        assert (one.department, one.text) == ("gongan", "您好。\n请讲。")
        mine.submit(page, f"{page}/{one.id}", title="问好", text="您好。")
        assert "问好" in mine.text(page)
        mine.submit(page, f"{page}/{one.id}/delete")
        assert "还没有常用语" in mine.text(page)

    def test_what_could_not_be_kept_stands_in_its_form_with_the_reason(
        self, enter: Enter, desk: ServiceDesk, admin: Clerk
    ) -> None:
        mine, page = enter(admin), "/console/canned"
        sent = mine.submit(page, page, title="问候", text="您好{姓名}", department="shichang")
        assert sent.status_code == 409
        assert "{姓名} 不认识，请改成 {市民问题}、{事项}" in text_of(sent)
        assert "您好{姓名}</textarea>" in text_of(sent)
        assert '<option value="shichang" selected>' in text_of(sent)
        assert mine.submit(page, page, title="x", text="x", department="nowhere").status_code == 409
        assert desk.canned.kept_by(admin) == ()

    def test_the_ones_of_others_cannot_be_changed_on_the_page(
        self, enter: Enter, desk: ServiceDesk, zhaolei: Clerk, admin: Clerk
    ) -> None:
        desk.canned.add(admin, "", "稍等", "请稍等。")
        (one,) = desk.canned.kept_by(zhaolei)
        mine, page = enter(zhaolei), "/console/canned"
        assert "请稍等。" in mine.text(page)
        assert f"/console/canned/{one.id}" not in mine.text(page)
        for path in (f"{page}/{one.id}", f"{page}/{one.id}/delete"):
            assert mine.submit(page, path, title="x", text="x").status_code == 404
        assert desk.canned.kept_by(zhaolei) == (one,)


def test_an_answer_leads_to_the_parts_of_the_guide_that_it_cites(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    cited = Citation(NEWBORN.item_code, 1, "fee", "2026-01-01", "", statement="free")
    answer = Answer(AnswerStatus.ANSWERED_GUIDE, "不收费", item=NEWBORN, citations=(cited, cited))
    say(desk, answer.text, answer.to_dict())
    shown = enter(zhaolei).text(f"/console/tickets/{number}")
    assert "依据 1 条" in shown
    link = f'<a href="/items/{NEWBORN.item_code}#fee" target="_blank" rel="noopener">收费</a>'
    assert link in shown
    assert f'<a href="/items/{NEWBORN.item_code}" ' in part(shown, "facts")
    assert f'<a href="/counter/items/{NEWBORN.item_code}" ' in part(shown, "facts")
