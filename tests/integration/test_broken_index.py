"""A broken index or model is made again by itself, with one log line that names it; nobody sees a traceback."""

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from knowledge_base.building import ModelFolder, mark_files, trained_digest
from knowledge_base.errors import StaleIndex
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from tests.conftest import TRAINED
from tests.knowledge_kit import ID_CARD, NOW, copy_models, small_catalogue, small_knowledge

Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def trained(knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trained models, each file marked, with the index of three guides."""
    assert knowledge.ready
    folder = copy_models(TRAINED, tmp_path_factory.mktemp("trained"))
    mark_files(folder / "encoder")
    engine = connect("sqlite://")
    small_knowledge(engine, folder)
    engine.dispose()
    return folder


@pytest.fixture
def models(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "index", copy_function=os.link))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    opened = connect(f"sqlite:///{tmp_path / 'small.db'}")
    yield opened
    opened.dispose()


def spoil(path: Path, damage: Damage) -> None:
    """Damage a file that other tests share, as a file of one's own."""
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    damage(path)


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(255 - byte for byte in content[middle : middle + 64])
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def write_text(path: Path) -> None:
    path.write_text("不是索引", encoding="utf-8")


def write_other_arrays(path: Path) -> None:
    np.savez(path, words=np.array(["a"]))


def write_other_vectors(path: Path) -> None:
    with np.load(path) as data:
        np.savez(path, marks=data["marks"], vectors=data["vectors"][:, :7])


def write_vectors_of_another_encoder(path: Path) -> None:
    with np.load(path) as data:
        np.savez(path, marks=data["marks"], vectors=data["vectors"], encoder="another")


def remove(path: Path) -> None:
    path.unlink()


def asked(kb: KnowledgeBase) -> str:
    return str(kb.search("身份证丢了要带什么")["results"][0]["item_code"])


@pytest.mark.parametrize(
    "damage",
    [truncate, flip, empty, write_text, write_other_arrays, write_other_vectors,
     write_vectors_of_another_encoder],
)  # fmt: skip
def test_a_broken_index_file_is_made_again_and_one_line_names_it(
    models: Path, database: Engine, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    (file,) = models.glob("vectors-*.npz")
    spoil(file, damage)

    with caplog.at_level(logging.WARNING, "knowledge_base"):
        kb = small_knowledge(database, models)
        assert asked(kb) == ID_CARD
        assert kb.reload().encoded == 0

    (line,) = [record.getMessage() for record in caplog.records]
    assert str(file) in line
    assert "made again" in line


def test_a_missing_index_file_is_made_without_a_word(
    models: Path, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    (file,) = models.glob("vectors-*.npz")
    file.unlink()
    with caplog.at_level(logging.WARNING, "knowledge_base"):
        assert asked(small_knowledge(database, models)) == ID_CARD
    assert file.exists()
    assert caplog.records == []


BROKEN_MODELS: list[tuple[str, Damage]] = [
    ("encoder/onedoor.json", write_text),
    ("encoder/onedoor.json", empty),
    ("elements.npz", truncate),
    ("elements.npz", flip),
    ("elements.npz", write_other_arrays),
    ("encoder/model.safetensors", flip),
    ("encoder/model.safetensors", truncate),
    ("encoder/tokenizer.json", write_text),
    ("encoder/modules.json", empty),
    ("encoder/modules.json", remove),
]


@pytest.mark.parametrize(("name", "damage"), BROKEN_MODELS)
def test_a_broken_model_counts_as_none_and_one_line_names_its_folder(
    models: Path, name: str, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    assert trained_digest(ModelFolder(models))
    spoil(models / name, damage)

    with caplog.at_level(logging.WARNING, "knowledge_base"):
        assert trained_digest(ModelFolder(models)) == ""

    (line,) = [record.getMessage() for record in caplog.records]
    assert str(models) in line
    assert "trained again" in line


def test_a_broken_model_is_trained_again_before_it_is_used(models: Path, database: Engine) -> None:
    spoil(models / "encoder" / "model.safetensors", flip)
    kb = KnowledgeBase(database, models, clock=lambda: NOW)
    kb.seed(small_catalogue())

    assert kb.train_if_stale(lambda _said: None)

    assert asked(kb) == ID_CARD
    assert not kb.train_if_stale(lambda _said: None)


def test_models_that_break_after_they_were_checked_are_trained_when_they_are_needed(
    models: Path, database: Engine
) -> None:
    spoil(models / "elements.npz", empty)
    assert asked(small_knowledge(database, models)) == ID_CARD


def test_an_encoder_that_cannot_be_had_is_replaced_by_ours_and_named(
    models: Path, database: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "modules.json").write_text("[", encoding="utf-8")

    with caplog.at_level(logging.ERROR, "knowledge_base"):
        kb = small_knowledge(database, models, encoder=str(foreign))

    assert asked(kb) == ID_CARD
    assert f"ENCODER={foreign}" in caplog.text


def test_a_model_folder_that_cannot_be_written_is_one_sentence(
    database: Engine, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    kb = KnowledgeBase(database, tmp_path / "file" / "index", clock=lambda: NOW)
    kb.seed(small_catalogue())
    with pytest.raises(StaleIndex, match="写不进去"):
        kb.train_if_stale(lambda _said: None)


def test_the_marker_knows_every_file_of_the_encoder(models: Path) -> None:
    known = json.loads((models / "encoder" / "onedoor.json").read_text())["files"]
    assert {path.suffix for path in map(Path, known)} >= {".safetensors", ".json"}
