"""One text out of several messages, within what WeChat delivers; links, cuts and the page for the whole."""

import os
import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.doors.wechat.full_text import FullTextLinks
from hall.doors.wechat.replies import GAP, Renderer, answered, compose, menu_link, plain, shares
from hall.doors.wechat.wording import WeChatWording
from hall.web.attachment_links import AttachmentLinks
from knowledge_base.model.answer import Answer, AnswerStatus, ItemRef, Option
from knowledge_base.rendering import WECHAT_BYTES, to_wechat
from service_desk.attachments.kinds import Attachment, FileKind
from service_desk.model import Message, Sender

HALL = "https://hall.example.gov.cn"
CARD = ItemRef("232009001000-01", "232009001000", "居民身份证", "同江市公安局")
SENTENCE = "请带上户口簿到派出所，当场照相、按指纹。"
LINKS = FullTextLinks("s" * 32, HALL, os.urandom)
FILES = AttachmentLinks("s" * 32, HALL)
RENDERER = Renderer(HALL, LINKS, FILES, WeChatWording())


def size(text: str) -> int:
    return len(text.encode())


def options(count: int) -> tuple[Option, ...]:
    label = "办身份证要带哪些材料（补领）"
    return tuple(Option(str(n), label, f"{label}{n}") for n in range(count))


def guide(text: str, **more: object) -> Answer:
    return Answer(AnswerStatus.ANSWERED_GUIDE, text, item=CARD, **more)  # type: ignore[arg-type]


def message(text: str, sender: Sender = Sender.BOT, answer: Answer | None = None) -> Message:
    stored = answer.to_dict() if answer else None
    return Message(7, sender, text, datetime(2026, 11, 23, tzinfo=UTC), stored)


def test_a_short_answer_is_said_whole_with_its_options_as_links() -> None:
    said = to_wechat(guide("带户口簿。", options=options(2), notice="样例数据"), f"{HALL}/items/x")
    assert said.startswith("带户口簿。\n1. <a href=")
    assert said.endswith("样例数据")
    assert "查看全文" not in said
    sent = re.findall(r"msgmenucontent=([^&]+)&msgmenuid=(\d)", said)
    assert [(unquote(text), number) for text, number in sent] == [
        ("办身份证要带哪些材料（补领）0", "1"),
        ("办身份证要带哪些材料（补领）1", "2"),
    ]


def test_a_long_answer_ends_with_a_sentence_and_links_to_the_whole() -> None:
    said = to_wechat(guide(SENTENCE * 100, notice="样例数据"), f"{HALL}/items/x")
    assert size(said) <= WECHAT_BYTES
    assert f'按指纹。\n<a href="{HALL}/items/x">查看全文</a>\n样例数据' in said
    assert said.startswith(SENTENCE * 20)


def test_options_that_would_leave_no_room_for_the_answer_become_numbers() -> None:
    said = to_wechat(guide(SENTENCE * 100, options=options(8)), f"{HALL}/items/x")
    assert "8. 办身份证要带哪些材料（补领）" in said
    assert "weixin://" not in said
    assert said.startswith(SENTENCE * 10)
    assert size(said) <= WECHAT_BYTES


def test_markup_in_a_text_stays_text() -> None:
    assert "<a" not in to_wechat(guide('<a href="http://x">点</a>'))


@given(st.text(max_size=1500), st.integers(0, 10), st.text(max_size=60))
def test_an_answer_is_never_longer_than_wechat_delivers(text: str, count: int, note: str) -> None:
    said = to_wechat(guide(text, options=options(count), notice=note), f"{HALL}/items/x")
    assert size(said) <= WECHAT_BYTES


def test_several_messages_are_joined_in_their_order() -> None:
    assert compose([plain("第一件。"), plain("第二件。")]) == f"第一件。{GAP}第二件。"
    assert compose([]) == ""
    assert compose([plain(""), plain("只有这件。")]) == "只有这件。"


def test_what_does_not_fit_is_cut_where_it_is_longest_and_each_keeps_its_link() -> None:
    parts = [
        plain("短的一句。"),
        answered(guide(SENTENCE * 40), f"{HALL}/items/a"),
        answered(guide(SENTENCE * 60, notice="样例数据"), f"{HALL}/items/b"),
    ]
    said = compose(parts)
    assert size(said) <= WECHAT_BYTES
    first, second, third = said.split(GAP)
    assert first == "短的一句。"
    assert second.endswith(f'<a href="{HALL}/items/a">查看全文</a>')
    assert third.endswith("样例数据")
    assert f"{HALL}/items/b" in third


@given(st.lists(st.integers(0, 3000), max_size=6), st.integers(0, 2000))
def test_shares_never_exceed_the_room_and_waste_none_that_is_needed(
    sizes: list[int], room: int
) -> None:
    given_out = shares(sizes, room)
    assert all(0 <= got <= wanted for got, wanted in zip(given_out, sizes, strict=True))
    assert sum(given_out) <= room
    assert sum(given_out) >= min(sum(sizes), room - len(sizes))


def test_a_guides_answer_links_to_its_page_and_other_messages_to_their_own() -> None:
    long = message("…", answer=guide(SENTENCE * 100))
    assert f'"{HALL}/items/{CARD.item_code}"' in RENDERER.text("wx-1", long)
    staff = RENDERER.text("wx-1", message(SENTENCE * 100, Sender.STAFF))
    assert staff.startswith("工作人员答复：\n" + SENTENCE)
    assert size(staff) <= WECHAT_BYTES
    found = re.search(rf"{HALL}/wechat/full/([\w-]+)", staff)
    assert found
    assert LINKS.read(found[1]) == ("wx-1", 7)


def test_the_link_opens_the_items_page_for_the_case_told_at_the_place_asked_about() -> None:
    asked = guide(SENTENCE * 100, element="fee", situation={"reason": "lost"})
    page = f"{HALL}/items/{CARD.item_code}?reason=lost#fee"
    assert f'<a href="{page}">查看全文</a>' in RENDERER.text("wx-1", message("…", answer=asked))


def sent_with(text: str, *names: str) -> Message:
    """Return a reply of staff with files of these names."""
    files = tuple(Attachment(n, name, FileKind.PDF, 2000) for n, name in enumerate(names, start=1))
    return Message(7, Sender.STAFF, text, datetime(2026, 11, 23, tzinfo=UTC), attachments=files)


def test_each_file_of_a_reply_is_told_with_its_name_and_a_link() -> None:
    said = RENDERER.text("wx-abc", sent_with("请填好这两张表。", "申请表.pdf", "授权书.pdf"))
    first, second, one, other = said.split("\n")
    assert (first, second) == ("工作人员答复：", "请填好这两张表。")
    for line, name in ((one, "申请表.pdf"), (other, "授权书.pdf")):
        assert re.fullmatch(rf"附件：{name} {HALL}/attachments/[A-Za-z0-9_-]{{32}}", line), line
    assert one != other


def test_a_long_reply_is_cut_and_its_files_are_not() -> None:
    names = [f"新生儿落户登记申请表（含填写说明和样表）第{n}页.pdf" for n in range(5)]
    said = RENDERER.text("wx-abc", sent_with(SENTENCE * 100, *names))
    assert size(said) <= WECHAT_BYTES
    assert said.count(f"{HALL}/attachments/") == 5
    assert "查看全文" in said
    assert all(line.split(" ")[0].endswith("….pdf") for line in said.split("\n")[-5:])


def test_files_that_leave_no_room_in_their_share_are_told_by_the_page_that_lists_them() -> None:
    part = RENDERER.part("wx-abc", sent_with(SENTENCE * 100, "一.pdf", "二.pdf", "三.pdf"))
    said = part(400)
    assert size(said) <= 400
    last = said.split("\n")[-1]
    assert last.startswith(f"附件 3 个，点开看：{HALL}/wechat/full/")
    assert SENTENCE in said


@given(token=st.text(max_size=50))
def test_a_made_up_token_of_a_file_opens_nothing(token: str) -> None:
    assert FILES.read(token) is None


def test_a_token_of_a_file_is_always_the_same_and_of_another_hall_none() -> None:
    file = Attachment(41, "申请表.pdf", FileKind.PDF, 2000)
    path = FILES.path(file)
    assert path == FILES.path(file)
    assert FILES.read(path.removeprefix("/attachments/")) == 41
    assert AttachmentLinks("t" * 32, HALL).read(path.removeprefix("/attachments/")) is None


def test_an_address_of_a_full_text_tells_nothing_and_cannot_be_made_up() -> None:
    token = LINKS.url("wx-0123456789", 12).rsplit("/", 1)[1]
    assert "wx-0123456789" not in token
    assert LINKS.read(token) == ("wx-0123456789", 12)
    assert FullTextLinks("t" * 32, HALL, os.urandom).read(token) is None


@pytest.mark.parametrize("token", ["", "x", "%%", "A" * 60, "身份证"])
def test_a_made_up_address_leads_nowhere(token: str) -> None:
    assert LINKS.read(token) is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_addresses(token: str) -> None:
    assert LINKS.read(token) is None


def test_a_menu_link_sends_chinese_percent_encoded() -> None:
    assert menu_link("查看答复", "点这里查看", 900) == (
        '<a href="weixin://bizmsgmenu?msgmenucontent=%E6%9F%A5%E7%9C%8B%E7%AD%94%E5%A4%8D'
        '&msgmenuid=900">点这里查看</a>'
    )
