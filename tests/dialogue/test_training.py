"""Training happens when the sources changed, and the exported names follow the knowledge base."""

import shutil
from pathlib import Path

import pytest
import yaml

from bot import train
from bot.serve import WrongSettings, command, environment
from bot.vocabulary import LOOKUP, ROOT, WORDS, item_names, write_vocabulary

NLU = "nlu_data/nlu/acts.yml"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A checkout with the sources of the model and a model that fits them."""
    for source in train.SOURCES:
        target = tmp_path / source
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, target)
    models = tmp_path / train.MODELS
    models.mkdir(parents=True)
    (models / train.MODEL).write_bytes(b"model")
    (models / train.DIGEST).write_text(train.digest(tmp_path))
    return tmp_path


def test_a_model_of_these_sources_is_kept(sources: Path) -> None:
    assert not train.is_stale(sources)


@pytest.mark.parametrize("changed", ["config.yml", "bot/domain/slots.yml", NLU, WORDS])
def test_a_changed_source_makes_the_model_stale(sources: Path, changed: str) -> None:
    with (sources / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert train.is_stale(sources)


def test_a_file_that_was_renamed_makes_the_model_stale(sources: Path) -> None:
    (sources / NLU).rename(sources / "nlu_data/nlu/renamed.yml")
    assert train.is_stale(sources)


@pytest.mark.parametrize("lost", [train.MODEL, train.DIGEST])
def test_without_the_model_or_its_mark_it_is_stale(sources: Path, lost: str) -> None:
    (sources / train.MODELS / lost).unlink()
    assert train.is_stale(sources)


def test_the_exported_names_are_those_of_the_knowledge_base() -> None:
    names = item_names(ROOT)
    words = [line.split()[0] for line in (ROOT / WORDS).read_text(encoding="utf-8").splitlines()]
    lookup = yaml.safe_load((ROOT / LOOKUP).read_text(encoding="utf-8"))["nlu"][0]["examples"]
    listed = [line.removeprefix("- ") for line in lookup.splitlines()]
    assert words == names == listed, "run: python -m bot.vocabulary"


def test_names_are_exported_longest_first_and_without_the_words_of_elements(tmp_path: Path) -> None:
    content = tmp_path / "knowledge_base/content/city"
    folder = content / "guides/gongan"
    folder.mkdir(parents=True)
    (content / "city.yml").touch()
    guide = {"item": {"aliases": ["身份证", "换身份证", "临时身份证", "ID卡"]}}
    (folder / "a.yml").write_text(yaml.safe_dump(guide, allow_unicode=True), encoding="utf-8")
    catalogue = content / "catalogue"
    catalogue.mkdir()
    (catalogue / "catalogue.csv").write_text("name\n低保（农村/城市）、公租房\n", encoding="utf-8")
    assert write_vocabulary(tmp_path) == 3
    words = (tmp_path / WORDS).read_text(encoding="utf-8").splitlines()
    assert [word.split()[0] for word in words] == ["临时身份证", "公租房", "身份证"]


def test_names_that_did_not_change_are_not_written_again(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "knowledge_base", tmp_path / "knowledge_base")
    write_vocabulary(tmp_path)
    before = (tmp_path / WORDS).stat().st_mtime_ns
    write_vocabulary(tmp_path)
    assert (tmp_path / WORDS).stat().st_mtime_ns == before


def test_the_server_listens_on_loopback_sends_nothing_home_and_logs_no_words() -> None:
    whole = environment({})
    line = command(whole)
    assert line[line.index("-i") + 1] == "127.0.0.1"
    assert line[line.index("-p") + 1] == "5005"
    assert line[line.index("--endpoints") + 1] == "bot/endpoints.yml"
    assert (whole["RASA_TELEMETRY_ENABLED"], whole["LOG_LEVEL"]) == ("false", "WARNING")


def test_shared_stores_are_used_when_both_are_named() -> None:
    shared = {"BOT_TRACKER_URL": "postgresql://db/tracker", "BOT_REDIS_URL": "redis://r/1"}
    whole = environment({**shared, "BOT_WORKERS": "2", "RASA_URL": "http://10.0.0.5:5105"})
    line = command(whole)
    assert line[line.index("--endpoints") + 1] == "bot/endpoints.shared.yml"
    assert line[line.index("-i") + 1 :][:1] == ["10.0.0.5"]
    assert whole["SANIC_WORKERS"] == "2"


@pytest.mark.parametrize(
    "given", [{"BOT_REDIS_URL": "redis://r/1"}, {"BOT_WORKERS": "2"}], ids=["one store", "no store"]
)
def test_half_a_shared_set_up_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(WrongSettings, match="BOT_TRACKER_URL"):
        environment(given)
