"""What trains the models decides whether they are trained again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge_base import building
from knowledge_base.building import models_digest
from knowledge_base.model.qa import Subject
from knowledge_base.policy_texts import POLICY
from knowledge_base.retrieval.asking import AskReader
from tests.knowledge_kit import ID_CARD, phrasings, small_catalogue, subjects, with_summary

Subjects = tuple[Subject, ...]


@pytest.fixture(scope="module")
def small() -> Subjects:
    """The subjects of three guides with their labelled questions."""
    return subjects(small_catalogue())


def other_asker(folder: Path, change: Callable[[str], str]) -> Callable[[], AskReader]:
    """Return what loads the reader of a changed policy/asking.yml."""
    path = folder / "asking.yml"
    path.write_text(change((POLICY / "asking.yml").read_text(encoding="utf-8")), encoding="utf-8")
    return lambda: AskReader.load(path)


@pytest.mark.parametrize(
    ("change", "is_equal"),
    [
        (lambda text: f"# 换一句说明\n{text}", True),
        (lambda text: text.replace("\nhowlong:\n", "\nhowlong:\n  - 身份证\n"), False),
    ],
    ids=["a comment", "another question word"],
)
def test_labelled_questions_that_are_read_as_other_asks_train_again(
    small: Subjects,
    change: Callable[[str], str],
    is_equal: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = models_digest(small, phrasings())

    monkeypatch.setattr(building, "asker", other_asker(tmp_path, change))

    assert (models_digest(small, phrasings()) == before) is is_equal


def test_a_reworded_row_trains_nothing_and_another_question_does(small: Subjects) -> None:
    before = models_digest(small, phrasings())
    reworded = subjects(with_summary(small_catalogue(), ID_CARD, "换一句话说明。"))
    fewer = [replace(s, questions=s.questions[1:]) for s in small]

    assert models_digest(reworded, phrasings()) == before
    assert models_digest(fewer, phrasings()) != before
