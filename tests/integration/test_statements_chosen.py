"""The shipped weights choose the labelled statements; a question never speaks for itself."""

import random
from collections.abc import Iterator

import numpy as np
import pytest

from knowledge_base.building import asker
from knowledge_base.decision import read_decision
from knowledge_base.model.catalogue import LabelledQuestion
from knowledge_base.retrieval import case, statements
from knowledge_base.retrieval.case import CaseReader
from knowledge_base.retrieval.choosing import StatementRanker
from knowledge_base.services import POLICY, KnowledgeBase
from knowledge_base.text import prepared

SAMPLE, SEED = 200, 20261129
AMONG_THREE, TOLD_RIGHT = 0.85, 0.9
"""Floors below what holds over all questions: they notice what breaks, not what wavers."""

Labelled = tuple[str, LabelledQuestion]


@pytest.fixture(scope="module")
def sample(knowledge: KnowledgeBase) -> list[Labelled]:
    """Some labelled questions that ask one thing, each with its item; those of the kind that weights are fitted to."""
    every = [
        (code, question)
        for code, questions in sorted(knowledge.catalogue.questions.items())
        for question in questions.labelled
        if len(question.asks) == 1 and not question.by_row
    ]
    return random.Random(SEED).sample(every, SAMPLE)


def ranked(knowledge: KnowledgeBase, code: str, question: LabelledQuestion) -> list[str]:
    """Return the statements of an item, best first for the last ask of a question."""
    chooser = knowledge.base.chooser
    assert isinstance(chooser, StatementRanker)
    weights = read_decision(POLICY / "decision.yml").statements.weights
    by_column = np.array([weights.get(part, 0.0) for part in statements.PARTS])
    asking = asker().read(prepared(question.text))
    parts = chooser.evidence.of(code, asking, question.situation, without=asking.whole)[-1]
    order = np.argsort(-(parts @ by_column), kind="stable")
    return [chooser.evidence.statements(code)[at].id for at in order]


def test_a_labelled_statement_is_mostly_among_the_first_three(
    knowledge: KnowledgeBase, sample: list[Labelled]
) -> None:
    hits = []
    for code, question in sample:
        wanted = set(question.asks[0])
        order = ranked(knowledge, code, question)
        if wanted & set(order):
            hits.append(bool(wanted & set(order[:3])))

    assert len(hits) > 0.9 * SAMPLE
    assert sum(hits) / len(hits) >= AMONG_THREE


def test_what_is_told_of_the_case_hardly_ever_contradicts_what_is_labelled(
    knowledge: KnowledgeBase, sample: list[Labelled]
) -> None:
    told = [pair for code, question in sample for pair in _told(knowledge, code, question)]

    assert len(told) > 0.1 * SAMPLE
    assert sum(told) / len(told) >= TOLD_RIGHT


def _told(knowledge: KnowledgeBase, code: str, question: LabelledQuestion) -> Iterator[bool]:
    """Yield for each labelled situation of a question that is read whether it is read right.

    What goes without saying (“饭店” tells the trade) is not always labelled, so only what is counts.
    """
    reader = knowledge.base.case
    assert isinstance(reader, CaseReader)
    tuning = read_decision(POLICY / "decision.yml").case
    by_column = np.array([tuning.weights[part] for part in case.PARTS])
    plain = prepared(question.text)
    for name, (options, parts) in reader.evidence.of(code, plain, without=plain).items():
        raised = np.exp(parts @ by_column)
        best = int(raised.argmax())
        sure = options[best] and raised[best] / raised.sum() >= tuning.sure
        if sure and name in question.situation:
            yield question.situation[name] == options[best]
