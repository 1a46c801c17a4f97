"""Answers as text of a door."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem, Option
from knowledge_base.rendering import WECHAT_BYTES, cut_text, plain_blocks, to_plain, to_wechat

LOST = Option(id="reason.lost", label="丢了补办", send="丢了补办")


def answer(text: str, options: tuple[Option, ...] = ()) -> Answer:
    """Return an answer that says `text`."""
    return Answer(AnswerStatus.ANSWERED_GUIDE, text, options=options, notice="样例数据")


def test_materials_are_numbered_with_counts_notes_and_situation() -> None:
    item = BlockItem("居民户口簿", label="丢了补办", count="原件1份", note="须是最新的")

    text = plain_blocks([Block("materials", "看情况再带", (item,))])

    assert text == "看情况再带：\n1. （丢了补办）居民户口簿：原件1份。须是最新的"


def test_options_are_numbered_under_the_text() -> None:
    assert to_plain(answer("您是哪种情况？", (LOST,))) == "您是哪种情况？\n1. 丢了补办\n样例数据"


def test_a_wechat_option_sends_its_text_when_tapped() -> None:
    text = to_wechat(answer("您是哪种情况？", (LOST,)))

    assert "msgmenucontent=%E4%B8%A2%E4%BA%86%E8%A1%A5%E5%8A%9E&msgmenuid=1" in text
    assert ">丢了补办</a>" in text


def test_text_that_fits_has_no_link_to_the_full_page() -> None:
    assert "href" not in to_wechat(answer("短。"), "https://example.invalid/items/1")


def test_long_text_is_cut_at_a_sentence_and_links_to_the_full_page() -> None:
    text = to_wechat(answer("要带户口簿。" * 300, (LOST,)), "https://example.invalid/items/1")

    body = text.split("\n<a href")[0]
    assert body.endswith("要带户口簿。")
    assert '<a href="https://example.invalid/items/1">' in text


@given(st.text(max_size=3000), st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_wechat_text_never_exceeds_what_wechat_delivers(text: str, labels: list[str]) -> None:
    options = tuple(Option(id=str(n), label=v, send=v) for n, v in enumerate(labels))

    sent = to_wechat(answer(text, options), "https://example.invalid/items/1")

    assert len(sent.encode()) <= WECHAT_BYTES


def test_markup_of_a_guide_is_no_markup_in_wechat() -> None:
    assert "<b>" not in to_wechat(answer("<b>粗</b>"))


def test_one_endless_sentence_is_cut_at_a_whole_character() -> None:
    assert cut_text("证" * 10, 10) == "证证证"
