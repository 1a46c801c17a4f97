"""The one city that a deployment serves, and the folder with its content.

`knowledge_base/content/<city>/` holds what differs between cities: guides, materials, places, departments, words.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge_base.errors import GuideError

CONTENTS = Path(__file__).parent / "content"
FILE = "city.yml"


@dataclass(frozen=True)
class City:
    """How a city is called, and how the numbers of its tickets begin."""

    name: str
    short_name: str
    ticket_prefix: str


def city_folder(contents: Path = CONTENTS) -> Path:
    """Return the folder with the content of the one city that is served.

    Raises:
        GuideError: there is none, or more than one.
    """
    found = sorted(path.parent for path in contents.glob(f"*/{FILE}"))
    if len(found) != 1:
        names = "、".join(folder.name for folder in found) or "没有"
        raise GuideError([f"{contents}: 需正好有一个城市的文件夹（内有 {FILE}），现在{names}"])
    return found[0]


@cache
def city() -> City:
    """Return the city that is served.

    Raises:
        GuideError: its file lacks a name or the prefix of its tickets, or cannot be read.
    """
    return read_city(city_folder() / FILE)


def read_city(path: Path) -> City:
    """Return the city of a file.

    Raises:
        GuideError: it lacks a name or the prefix of its tickets, or cannot be read.
    """
    keys = City.__dataclass_fields__
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        return City(**{key: str(data[key]) for key in keys})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise GuideError([f"{path}: 需写明 {'、'.join(keys)}（{error}）"]) from error
