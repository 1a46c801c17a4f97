"""The dictionary as it is written: the product's file, the city's own, and what staff taught."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from knowledge_base.city import city_folder
from knowledge_base.errors import GuideError
from knowledge_base.importing.dictionary import Dictionary, bare
from knowledge_base.policy_file import plain, read_policy

POLICY = Path(__file__).parents[1] / "policy" / "importing.yml"
CITY_FILE = "importing.yml"
"""Names that one city adds, in its content; of the same form."""


def load_dictionary(names: Mapping[str, str] | None = None) -> Dictionary:
    """Return the dictionary with the names of the city's file and those that staff added.

    Raises:
        GuideError: a file is missing or faulty; the message names file and line.
    """
    return _of_files().with_names(names or {})


@cache
def _of_files() -> Dictionary:
    own = city_folder() / CITY_FILE
    found = read_dictionary(POLICY)
    return read_dictionary(own, found) if own.exists() else found


def read_dictionary(path: Path, before: Dictionary | None = None) -> Dictionary:
    """Return the dictionary of a file, on top of another one.

    Raises:
        GuideError: the file is missing or faulty.
    """
    try:
        return _merged(plain(read_policy(path)), before)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise GuideError([f"{path}:1 字段名词典的写法有误: {error}"]) from error


def _merged(data: Mapping[str, Any], before: Dictionary | None) -> Dictionary:
    fields: Mapping[str, Any] = data.get("fields", {})
    labels = {key: str(one["label"]) for key, one in fields.items() if "label" in one}
    words = {str(word).lower(): key for key, one in fields.items() for word in one.get("words", ())}
    columns = {
        kind: {
            role: frozenset(str(name).lower() for name in names) for role, names in roles.items()
        }
        for kind, roles in data.get("columns", {}).items()
    }
    sections = {key: str(one["section"]) for key, one in fields.items() if "section" in one}
    found = Dictionary(
        words=words,
        around=frozenset(_flat(data.get("around", ()))),
        labels=labels,
        sections=sections,
        columns=columns,
        same=frozenset(data.get("same", ())),
        generic_titles=frozenset(bare(one) for one in data.get("generic_titles", ())),
        title_ends=tuple(data.get("title_ends", ())),
        notes_begin=tuple(data.get("notes_begin", ())),
        frame_begins=tuple(data.get("frame_begins", ())),
        are=tuple(data.get("are", ())),
    )
    return found if before is None else _joined(before, found)


def _flat(groups: Iterable[Any]) -> Iterable[str]:
    for group in groups:
        yield from group if isinstance(group, list) else (str(group),)


def _joined(before: Dictionary, more: Dictionary) -> Dictionary:
    columns = {kind: dict(roles) for kind, roles in before.columns.items()}
    for kind, roles in more.columns.items():
        for role, names in roles.items():
            columns[kind][role] = columns[kind].get(role, frozenset()) | names
    return Dictionary(
        words={**before.words, **more.words},
        around=before.around | more.around,
        labels={**before.labels, **more.labels},
        sections={**before.sections, **more.sections},
        columns=columns,
        same=before.same | more.same,
        generic_titles=before.generic_titles | more.generic_titles,
        title_ends=before.title_ends + more.title_ends,
        notes_begin=before.notes_begin + more.notes_begin,
        frame_begins=before.frame_begins + more.frame_begins,
        are=before.are + more.are,
    )
