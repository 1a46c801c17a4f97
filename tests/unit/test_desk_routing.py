"""Which department gets a question."""

import pytest

from knowledge_base.model.answer import ItemRef
from service_desk.routing import Router
from tests.desk_kit import DEPARTMENTS, NEWBORN


@pytest.mark.parametrize("name", ["gongan", "同江市公安局", "公安局", "派出所"])
def test_the_department_of_the_item_answers_however_it_is_named(name: str) -> None:
    item = ItemRef("", "232009003000", "新生儿落户", name)
    assert Router(DEPARTMENTS).route("这事归谁管", item).id == "gongan"


def test_the_item_outranks_the_guess_and_the_guess_outranks_names_in_the_question() -> None:
    router = Router(DEPARTMENTS, guess=lambda _question: "shichang")
    assert router.route("工商局在哪", NEWBORN).id == "gongan"
    assert router.route("派出所在哪", None).id == "shichang"


def test_a_department_named_in_the_question_answers_by_its_former_name_too() -> None:
    assert Router(DEPARTMENTS).route("原来工商局那个窗口还在不在", None).id == "shichang"


def test_what_nobody_owns_goes_to_the_service_centre() -> None:
    assert Router(DEPARTMENTS).route("转人工", None).id == "zhengwu"


def test_an_unknown_department_of_an_item_does_not_lose_the_question() -> None:
    item = ItemRef("", "1", "某事", "县档案馆")
    assert Router(DEPARTMENTS).route("某事怎么办", item).id == "zhengwu"
