"""The words citizens read are whole, or nothing is served."""

from pathlib import Path
from string import Formatter

import pytest
import yaml

import knowledge_base
from knowledge_base.answering.wording import SCREENED, read_wording
from knowledge_base.city import city
from knowledge_base.errors import GuideError
from knowledge_base.model.answer import AnswerStatus
from knowledge_base.model.element import Element
from tests.knowledge_kit import shipped

SHIPPED = Path(knowledge_base.__file__).parent / "policy" / "wording.yml"


def without(tmp_path: Path, part: str, key: str) -> Path:
    """Return the shipped wording without one text."""
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    del data[part][key]
    path = tmp_path / "wording.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


def test_every_status_that_is_not_screened_and_every_element_has_words() -> None:
    wording = read_wording(SHIPPED)

    assert set(AnswerStatus) - SCREENED <= wording.status.keys()
    assert set(wording.lead) == set(Element)


@pytest.mark.parametrize(
    ("part", "key"), [("status", "unanswered_unknown"), ("lead", "one_visit"), ("lead", "agent")]
)
def test_a_missing_text_is_named(tmp_path: Path, part: str, key: str) -> None:
    path = without(tmp_path, part, key)

    with pytest.raises(GuideError) as raised:
        read_wording(path)

    assert raised.value.faults == [f"{path} {part}.{key}: 缺少文字"]


def test_a_screened_status_needs_no_words_here() -> None:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))

    assert not SCREENED & data["status"].keys()


def test_every_most_asked_item_is_published() -> None:
    wording = read_wording(SHIPPED)

    assert len(wording.most_asked) >= 5
    assert set(wording.most_asked) <= shipped().guides.keys()


@pytest.mark.parametrize("key", ["source", "sample", "verified"])
def test_the_notice_says_where_an_answer_comes_from_and_what_it_is_worth(key: str) -> None:
    assert read_wording(SHIPPED).notice[key].strip()


def test_a_lead_is_filled_from_the_name_alone() -> None:
    for lead in read_wording(SHIPPED).lead.values():
        assert [field for _, field, _, _ in Formatter().parse(lead) if field] == ["name"]


def test_the_greeting_asks_for_no_identity_number() -> None:
    assert "请不要输入身份证号" in read_wording(SHIPPED).greeting


def test_the_greeting_names_the_city() -> None:
    assert f"这里是{city().short_name}政务咨询" in read_wording(SHIPPED).greeting
