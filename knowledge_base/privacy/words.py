"""The word lists of policy/personal_data.yml, compiled."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from knowledge_base.policy_file import read_policy

WORDS = Path(__file__).parents[1] / "policy" / "personal_data.yml"
HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
RARE = "\u3400-\u4dbf\U00020000-\U0003ffff"
"""Characters that hardly anything but a name is written with."""


@dataclass(frozen=True)
class PersonalWords:
    """What tells a person's name, and a place, from other words.

    introduced, kin, hints: after which a name stands; the first says so plainly, the last may mean anything.
    given, foreign: characters that given names and names spelt by sound are made of.
    never: characters that stand in no given name.
    titles: what stands in the place of a given name where nobody is named.
    pinyin: surnames in Latin letters.
    places: cities and provinces, and those of other peoples, spelt as foreign names are.
    no_person: these places, and names of public life.
    public_after: what a name of public life stands before.
    after: what may stand right after a name.
    closing: words that close a letter, before the name under it.
    """

    introduced: re.Pattern[str]
    kin: re.Pattern[str]
    hints: re.Pattern[str]
    surname: re.Pattern[str]
    given: frozenset[str]
    foreign: frozenset[str]
    never: frozenset[str]
    titles: frozenset[str]
    pinyin: frozenset[str]
    places: re.Pattern[str]
    no_person: re.Pattern[str]
    public_after: re.Pattern[str]
    after: re.Pattern[str]
    closing: re.Pattern[str]
    region: re.Pattern[str]


@cache
def personal_words(path: Path) -> PersonalWords:
    """Return the compiled word lists of a policy file."""
    data = read_policy(path)
    plain = {key: re.sub(r"\s", "", value) for key, value in data.items() if isinstance(value, str)}
    surname = f"(?:{'|'.join(data['compound_surnames'])}|[{plain['surnames']}])"
    places = "|".join((plain["foreign_places"], *data["provinces"], *data["cities"]))
    return PersonalWords(
        introduced=_followed(plain["roles"], r"(?:姓名|名字)?(?:是|为|叫|[:\s“\"「']){0,3}"),
        kin=_followed(plain["relatives"], r"(?:是|为|叫|[:\s“\"「(']){0,3}"),
        hints=re.compile(plain["hints"]),
        surname=re.compile(surname),
        given=frozenset(plain["given"]),
        foreign=frozenset(plain["foreign"]),
        never=frozenset(plain["never"]),
        titles=frozenset(data["titles"].split()),
        pinyin=frozenset(data["surnames_in_pinyin"].split()),
        places=re.compile(places),
        no_person=re.compile(f"{plain['public_names']}|{places}"),
        public_after=re.compile(plain["public_after"]),
        after=re.compile(plain["after"]),
        closing=re.compile(f"(?:{plain['closing']})[^{HAN}]{{0,6}}"),
        region=_region(data),
    )


def _followed(words: str, link: str) -> re.Pattern[str]:
    return re.compile(f"(?:{words}){link}")


def _region(data: dict[str, Any]) -> re.Pattern[str]:
    provinces, cities = ("|".join(data[key]) for key in ("provinces", "cities"))
    return re.compile(f"(?:{provinces})(?:省|市|自治区)?|(?:{cities})市?")
