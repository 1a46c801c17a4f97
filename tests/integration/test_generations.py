"""Generations of a base: what a rebuild does, and what it leaves as it is."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.model.catalogue import PolicyText
from knowledge_base.retrieval.encoder import open_encoder
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from tests.conftest import TRAINED
from tests.knowledge_kit import (
    ID_CARD,
    MARRIAGE,
    copy_models,
    small_catalogue,
    small_knowledge,
    with_summary,
)


@pytest.fixture(scope="module")
def models(knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained models, in a folder of their own."""
    assert knowledge.ready
    return copy_models(TRAINED, tmp_path_factory.mktemp("models"))


@pytest.fixture
def small(models: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """Three guides of their own, to be changed."""
    engine = connect(f"sqlite:///{tmp_path / 'small.db'}")
    yield small_knowledge(engine, models)
    engine.dispose()


def foreign_encoder(folder: Path) -> Path:
    """Write a sentence-transformers model of single characters that knows nothing of our base."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    characters = sorted({c for g in small_catalogue().guides.values() for c in str(g)})
    vocabulary = {c: n for n, c in enumerate(["[UNK]", *characters])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    weights = np.random.default_rng(7).standard_normal((len(vocabulary), 96)).astype(np.float32)
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    return folder


def test_any_sentence_transformers_model_can_be_set_by_path(models: Path, tmp_path: Path) -> None:
    engine = connect("sqlite://")
    encoder = foreign_encoder(tmp_path / "foreign")

    kb = small_knowledge(engine, models, encoder=str(encoder))

    assert kb.search("身份证丢了要带什么")["results"][0]["item_code"] == ID_CARD
    assert kb.search("结婚登记在哪办")["results"][0]["item_code"] == MARRIAGE
    assert kb.base.finder.index.encoder.name == str(encoder)  # type: ignore[attr-defined]
    engine.dispose()


def test_a_rebuild_encodes_only_what_is_new(small: KnowledgeBase) -> None:
    again = small.reload()

    assert (again.encoded, again.removed) == (0, 0)
    assert again.kept == again.total > 0


def test_a_new_version_is_answered_from_as_soon_as_it_is_loaded(small: KnowledgeBase) -> None:
    before = small.ask("身份证要带什么材料")

    small.seed(with_summary(small_catalogue(), ID_CARD, "满16周岁就能办。"))
    small.reload()
    after = small.ask("身份证要带什么材料")

    assert [a.citations[0].version for a in (before, after)] == [1, 2]
    assert [a.generation for a in (before, after)] == [1, 2]


def test_questions_asked_while_a_new_generation_is_swapped_in_are_all_answered(
    small: KnowledgeBase,
) -> None:
    item = small.ask("身份证丢了咋整").item
    stop, faults, seen = threading.Event(), [], set()

    def keep_asking() -> None:
        while not stop.is_set():
            try:
                answer = small.ask("身份证丢了咋整")
                seen.add((answer.generation, answer.citations[0].version, answer.item))
            except Exception as error:
                faults.append(error)

    askers = [threading.Thread(target=keep_asking) for _ in range(4)]
    for asker in askers:
        asker.start()
    for number in range(2):
        small.seed(with_summary(small_catalogue(), ID_CARD, f"说法{number}。"))
        small.reload()
    stop.set()
    for asker in askers:
        asker.join()

    assert faults == []
    assert seen <= {(n, n, item) for n in (1, 2, 3)}
    assert len(seen) >= 2


def test_a_sentence_that_the_city_wrote_is_said_with_its_generation(small: KnowledgeBase) -> None:
    keys = ("wording.greeting", "wording.act.thanks", "wording.status.clarify_confirm")
    before = small.greeting, small.ask("星际旅行怎么报名").text
    texts = {key: PolicyText(key, f"咱们这么说：{key}") for key in keys}

    small.seed(replace(small_catalogue(), texts=texts))
    assert small.greeting == before[0]
    small.reload()

    assert small.greeting == "咱们这么说：wording.greeting"
    assert small.ask("星际旅行怎么报名").text.startswith("咱们这么说：wording.status")
    assert not before[1].startswith("咱们这么说")


def test_what_is_published_is_read_again_only_when_it_changed(small: KnowledgeBase) -> None:
    before = small.published()
    assert small.published() is before

    small.seed(with_summary(small_catalogue(), ID_CARD, "满16周岁就能办。"))

    assert small.published().generation == before.generation + 1
    assert small.published().catalogue.guides[ID_CARD] != before.catalogue.guides[ID_CARD]


def test_generations_share_the_encoder_until_it_is_trained_anew(
    models: Path, tmp_path: Path
) -> None:
    ours, path = models / "encoder", str(tmp_path / "encoder")
    shutil.copytree(ours, path)
    before = open_encoder(path)

    assert open_encoder(path) is before
    marker = Path(path) / "onedoor.json"
    marker.write_text(marker.read_text().replace(before.digest, "trained-anew"))
    assert open_encoder(path) is not before
