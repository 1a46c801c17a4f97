"""The city may say a sentence in its own words; what could not be said is refused."""

from dataclasses import replace

import pytest

from hall.web.policy_texts import own_sentences, publishing_faults
from hall.web.wording import load_wording
from knowledge_base.answering.screen import Screener
from knowledge_base.model.catalogue import PolicyText
from knowledge_base.policy_texts import POLICY, text_faults
from service_desk.policy import load_policy
from tests.knowledge_kit import small_catalogue, wording

OURS = {
    key: PolicyText(key, text)
    for key, text in {
        "wording.greeting": "老乡好。",
        "wording.status.unanswered_element": "“{name}”没有写{label}，请打{hotline}。",
        "desk.taken_over": "{department}的同志来了。",
        "hall.feedback_useful": "谢谢您！",
    }.items()
}


def test_every_sentence_has_a_name_and_words() -> None:
    own = own_sentences()
    assert {key.split(".")[0] for key in own} == {"wording", "screen", "desk", "hall"}
    assert all(text.strip() for text in own.values())
    assert all(text_faults(text, text) == [] for text in own.values())


def test_what_the_city_wrote_is_said_and_everything_else_stays() -> None:
    said = wording().with_texts(OURS)
    assert said.greeting == "老乡好。"
    assert said.status["unanswered_element"].startswith("“{name}”没有写")
    assert said.status["error_internal"] == wording().status["error_internal"]
    assert said.most_asked == wording().most_asked
    assert wording().with_texts({}) == wording()


def test_the_desk_and_the_hall_say_it_from_the_moment_it_is_published() -> None:
    texts: dict[str, PolicyText] = {}
    desk, hall = load_policy(texts=lambda: texts), load_wording(texts=lambda: texts)
    before = desk.say("taken_over", department="公安局"), hall.say("feedback_useful")
    texts.update(OURS)
    assert desk.say("taken_over", department="公安局") == "公安局的同志来了。"
    assert hall.say("feedback_useful") == "谢谢您！"
    texts.clear()
    assert (desk.say("taken_over", department="公安局"), hall.say("feedback_useful")) == before


def test_a_topic_of_small_talk_is_said_in_the_citys_words() -> None:
    screener = Screener.load(POLICY)
    topics = {t.name: t.text for family in screener.families for t in family.topics}
    name = next(name for name in topics if f"screen.{name}" in own_sentences())
    ours = {f"screen.{name}": PolicyText(f"screen.{name}", "甭客气。")}
    changed = screener.with_texts(ours)
    after = {t.name: t.text for family in changed.families for t in family.topics}
    assert after == {**topics, name: "甭客气。"}


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (" ", "不能是空的"),
        ("请打{phone}", "不认识的空格 {phone}"),
        ("请打{hotline", "花括号要成对"),
        ("请打}", "花括号要成对"),
    ],
)
def test_a_sentence_that_could_not_be_said_is_refused(written: str, fault: str) -> None:
    key = "wording.status.unanswered_element"
    catalogue = small_catalogue()
    known = publishing_faults(catalogue)
    texts = {key: PolicyText(key, written), "wording.none": PolicyText("wording.none", "x")}
    found = [f for f in publishing_faults(replace(catalogue, texts=texts)) if f not in known]
    assert len(found) == 2
    assert fault in found[0] and "没有这一句" in found[1]
