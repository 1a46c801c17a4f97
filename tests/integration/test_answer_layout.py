"""An answer on a page without a script says what its plain text says: each thing once, whatever kind of block."""

import html
import re
from collections import Counter

import pytest
from flask import Flask, render_template_string

from hall.bootstrap import Application
from hall.web.hotlines import spoken
from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem
from knowledge_base.rendering import plain_blocks

TEMPLATE = '{% from "guide_parts.html" import body %}{{ body(text, blocks, true) }}'
LINE = re.compile(r"</(?:p|li|h3|summary|dt|dd|div|dl|ol|ul)>")
KINDS = [
    Block("text", "", (BlockItem("要带这些材料：\n按您说的情况（丢了补办）："),)),
    Block("text", "提醒", (BlockItem("现在是样例。", label="注意"),)),
    Block(
        "materials",
        "您的情况要带",
        (BlockItem("居民户口簿", "首次申领", "原件1份", "可用电子证照"),),
    ),
    Block("steps", "办理流程", (BlockItem("带上户口簿到窗口。", "取号", note="成年人"),)),
    Block("facts", "收费", (BlockItem("每证40元", "丢失补领", note="发改价格2322号"),)),
    Block("facts", "何时办", (BlockItem("夏季冬季不同。"), BlockItem("法定工作日", "时间"))),
    Block("list", "要点", (BlockItem("旧卡作废", "挂失"), BlockItem("可以扫码看病"))),
    Block("link", "", (BlockItem("/one-visit", "打开完整清单"),)),
]


def rendered(app: Flask, text: str, blocks: object) -> str:
    """Return the answer as the page shows it."""
    with app.test_request_context():
        return render_template_string(TEMPLATE, text=text, blocks=blocks)


def lines(page: str) -> list[str]:
    """Return what is read, a piece of the page each."""
    pieces = (html.unescape(re.sub(r"<[^>]+>", "", piece)) for piece in LINE.split(page))
    return [piece.strip() for piece in pieces if piece.strip()]


@pytest.mark.parametrize("block", KINDS, ids=lambda b: f"{b.kind}-{b.title}")
@pytest.mark.parametrize("folded", [False, True])
def test_every_word_of_a_block_is_read_once(app: Flask, block: Block, folded: bool) -> None:
    shown = Block(block.kind, block.title or "标题", block.items, folded)
    read = "\n".join(lines(rendered(app, "", [shown])))
    words = [shown.title]
    for item in shown.items:
        address = "" if block.kind == "link" else item.text
        words += [*address.split("\n"), item.label, item.count, item.note]
    for word in filter(None, words):
        assert read.count(word) == 1, word


@pytest.mark.parametrize("block", KINDS[2:], ids=lambda b: f"{b.kind}-{b.title}")
def test_what_the_first_block_says_is_not_said_over_it_again(app: Flask, block: Block) -> None:
    blocks = [KINDS[0], block]
    read = lines(rendered(app, plain_blocks(blocks), blocks))
    assert read[:2] == ["要带这些材料：", "按您说的情况（丢了补办）："]
    assert [line for line, times in Counter(read).items() if times > 1] == []


def test_a_first_line_that_no_block_says_stands_over_the_blocks(app: Flask) -> None:
    page = rendered(
        app, "没有查到，您看看这个：\n要点", [Block("list", items=(BlockItem("要点"),))]
    )
    assert lines(page) == ["没有查到，您看看这个：", "要点"]


def test_no_answer_of_the_base_has_one_heading_twice(app: Flask, application: Application) -> None:
    asked = ["基本殡葬服务费用减免要什么材料", "营业执照怎么办", "补办身份证要什么材料"]
    for question in asked:
        answer = application.kb.ask(question)
        page = rendered(app, answer.text, answer.to_dict()["blocks"])
        headings = re.findall(r"<(?:h3|summary)>(.*?)</", page)
        assert headings, question
        assert len(headings) == len(set(headings)), (question, headings)


def test_an_address_that_is_none_is_no_link(app: Flask) -> None:
    answer = Answer(
        AnswerStatus.ANSWERED_GUIDE,
        "看这里",
        blocks=(Block("link", items=(BlockItem("javascript:alert(1)", "看这里"),)),),
    )
    assert "href" not in rendered(app, answer.text, answer.blocks)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("可以打12345问。", ["12345"]),
        ("请拨110（报警）、119（火警救援）或120（医疗急救）", ["110", "119", "120"]),
        ("最长120天，编号123456，0454-12345", []),
        ("供电95598，反诈96110", ["95598", "96110"]),
        ("12345", ["12345"]),
    ],
)
def test_hotlines_can_be_tapped_and_other_numbers_cannot(text: str, called: list[str]) -> None:
    assert re.findall(r'href="tel:(\d+)"', spoken(text)) == called


def test_what_is_said_is_never_markup() -> None:
    assert spoken("<b>12345</b>") == '&lt;b&gt;<a href="tel:12345">12345</a>&lt;/b&gt;'
