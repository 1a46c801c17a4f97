"""Answers as text of a door."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem, Option
from knowledge_base.rendering import WECHAT_BYTES, cut_text, plain_blocks, to_plain, to_wechat

LOST = Option(id="reason.lost", label="丢了补办", send="丢了补办")
STEPS = Block("steps", "办理流程", (BlockItem("到派出所取号。", label="取号"),), folded=True)
DIRECT = Block("text", items=(BlockItem("能补，带户口簿到派出所。"),))
PAGE = "https://example.invalid/items/1"


def answer(text: str, options: tuple[Option, ...] = ()) -> Answer:
    """Return an answer that says `text`."""
    return Answer(AnswerStatus.ANSWERED_GUIDE, text, options=options, notice="样例数据")


def test_materials_are_numbered_with_counts_notes_and_situation() -> None:
    item = BlockItem("居民户口簿", label="丢了补办", count="原件1份", note="须是最新的")

    text = plain_blocks([Block("materials", "看情况再带", (item,))])

    assert text == "看情况再带：\n1. （丢了补办）居民户口簿：原件1份。须是最新的"


def test_a_label_is_set_off_by_a_colon_unless_it_is_a_question() -> None:
    rows = (BlockItem("派出所", label="地点"), BlockItem("不罚款。", label="过期会罚款吗？"))

    assert plain_blocks([Block("facts", items=rows)]) == "地点：派出所\n过期会罚款吗？不罚款。"


def test_a_folded_block_is_a_line_only_where_it_is_wanted() -> None:
    assert plain_blocks([DIRECT, STEPS]) == "能补，带户口簿到派出所。"
    assert plain_blocks([DIRECT, STEPS], with_folded=True) == (
        "能补，带户口簿到派出所。\n办理流程：\n1. 取号：到派出所取号。"
    )


def test_plain_text_opens_what_is_folded_and_ends_with_the_source() -> None:
    folded = replace(answer("能补，带户口簿到派出所。", (LOST,)), blocks=(DIRECT, STEPS))

    assert to_plain(folded).splitlines() == [
        "能补，带户口簿到派出所。",
        "1. 丢了补办",
        "办理流程：",
        "1. 取号：到派出所取号。",
        "样例数据",
    ]


def test_wechat_says_the_essentials_then_the_options_then_links_to_what_is_folded() -> None:
    folded = replace(answer("能补，带户口簿到派出所。", (LOST,)), blocks=(DIRECT, STEPS))

    direct, option, link, source = to_wechat(folded, PAGE).splitlines()

    assert direct == "能补，带户口簿到派出所。"
    assert ">丢了补办</a>" in option
    assert link == f'<a href="{PAGE}">查看全文</a>'
    assert source == "样例数据"


def test_numbers_stand_for_wechat_options_where_the_links_alone_are_too_long() -> None:
    text = "带户口簿。" * 100
    options = tuple(Option(str(n), "丢了补办", "丢了补办身份证") for n in range(5))

    said = to_wechat(answer(text, options), PAGE)

    assert said == "\n".join([text, *(f"{n}. 丢了补办" for n in range(1, 6)), "样例数据"])


def test_options_are_numbered_under_the_text() -> None:
    assert to_plain(answer("您是哪种情况？", (LOST,))) == "您是哪种情况？\n1. 丢了补办\n样例数据"


def test_a_wechat_option_sends_its_text_when_tapped() -> None:
    text = to_wechat(answer("您是哪种情况？", (LOST,)))

    assert "msgmenucontent=%E4%B8%A2%E4%BA%86%E8%A1%A5%E5%8A%9E&msgmenuid=1" in text
    assert ">丢了补办</a>" in text


def test_text_that_fits_has_no_link_to_the_full_page() -> None:
    assert "href" not in to_wechat(answer("短。"), PAGE)


def test_long_text_is_cut_at_a_sentence_and_links_to_the_full_page() -> None:
    text = to_wechat(answer("要带户口簿。" * 300, (LOST,)), PAGE)

    body = text.splitlines()[0]
    assert body.endswith("要带户口簿。")
    assert f'<a href="{PAGE}">' in text


@given(
    st.text(max_size=3000),
    st.lists(st.text(min_size=1, max_size=12), max_size=6),
    st.sampled_from([(), (DIRECT, STEPS)]),
)
def test_wechat_text_never_exceeds_what_wechat_delivers(
    text: str, labels: list[str], blocks: tuple[Block, ...]
) -> None:
    options = tuple(Option(id=str(n), label=v, send=v) for n, v in enumerate(labels))

    sent = to_wechat(replace(answer(text, options), blocks=blocks), PAGE)

    assert len(sent.encode()) <= WECHAT_BYTES


def test_markup_of_a_guide_is_no_markup_in_wechat() -> None:
    assert "<b>" not in to_wechat(answer("<b>粗</b>"))


def test_one_endless_sentence_is_cut_at_a_whole_character() -> None:
    assert cut_text("证" * 10, 10) == "证证证"
