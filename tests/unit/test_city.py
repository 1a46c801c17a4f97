"""One city a deployment, and no other file of the product knows its name."""

from pathlib import Path

import pytest

import knowledge_base
from knowledge_base.city import city, city_folder, read_city
from knowledge_base.errors import GuideError
from knowledge_base.policy_file import read_policy

ROOT = Path(knowledge_base.__file__).parents[1]
ROOMS = ("hall", "service_desk", "knowledge_base", "actions", "bot", "web_widget/src", "deploy")
READ = {".py", ".html", ".yml", ".js", ".ts", ".css", ".csv"}


def test_no_code_and_no_policy_names_the_city() -> None:
    files = (p for room in ROOMS for p in (ROOT / room).rglob("*") if p.suffix in READ)
    ours = [p for p in files if city_folder() not in p.parents and "node_modules" not in p.parts]
    assert len(ours) > 300
    told = [p for p in ours if city().short_name in p.read_text(encoding="utf-8")]
    assert told == []


def test_a_policy_file_says_the_name_of_the_city(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text("greeting: 这里是@here@\npatterns: ['(?<!不是)@here@']\n", encoding="utf-8")
    said = read_policy(file)
    assert said == {"greeting": f"这里是{city().short_name}", "patterns": ["(?<!不是)同江"]}
    assert said["greeting"].line == 1


def test_two_cities_or_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="现在没有"):
        city_folder(tmp_path)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "city.yml").touch()
    with pytest.raises(GuideError, match="现在a、b"):
        city_folder(tmp_path)


@pytest.mark.parametrize("written", ["", "name: 甲市\n", "[", "- a\n"])
def test_a_city_without_a_name_or_a_prefix_is_refused(tmp_path: Path, written: str) -> None:
    file = tmp_path / "city.yml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(GuideError, match="ticket_prefix"):
        read_city(file)
