"""The sentences that are said beside what guides say (提示语): the product's own, and what the city has written instead.

A sentence is called by its file and its place in it: `wording.status.unanswered_unknown`, `screen.chat.weather`. What the
product says stands in policy files; a record of the kind `text` takes its place from the generation that shows it.
"""

import string
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge_base.model.catalogue import PolicyText
from knowledge_base.policy_file import read_policy

POLICY = Path(__file__).parent / "policy"
WORDING, SCREEN, DESK, HALL = "wording", "screen", "desk", "hall"
"""How the names of sentences begin: answers, what is no question to a guide, the service desk, the hall."""

Texts = Mapping[str, PolicyText]


class Overlaid(Mapping[str, Any]):
    """Sentences by name, each as the city has written it where it has.

    Args:
        prefix: how the names of these sentences begin in the record.
        own: the product's sentences; lists and mappings among them are left as they are.
        texts: what the city has written, at the moment of asking.
    """

    def __init__(self, prefix: str, own: Mapping[str, Any], texts: Callable[[], Texts]) -> None:
        self._prefix, self._own, self._texts = prefix, own, texts

    def __getitem__(self, name: str) -> Any:
        """Return the sentence of this name."""
        own = self._own[name]
        if isinstance(own, Mapping):
            return Overlaid(f"{self._prefix}.{name}", own, self._texts)
        written = self._texts().get(f"{self._prefix}.{name}")
        return own if written is None or not isinstance(own, str) else written.text

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._own)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._own)


def no_texts() -> Texts:
    """Return nothing: the product's own sentences stand."""
    return {}


def sentences(prefix: str, data: Any) -> Iterator[tuple[str, str]]:
    """Yield the name and the words of every sentence in nested mappings."""
    if isinstance(data, Mapping):
        for name, part in data.items():
            yield from sentences(f"{prefix}.{name}", part)
    elif isinstance(data, str):
        yield prefix, str(data)


def answering_sentences() -> dict[str, str]:
    """Return the product's sentences of answers and of screening, by name."""
    said = read_policy(POLICY / "wording.yml")
    found = dict(sentences(WORDING, {k: v for k, v in said.items() if k != "statement"}))
    for path in sorted(POLICY.glob("screen_*.yml")):
        topics = read_policy(path).get("topics") or ()
        found |= {f"{SCREEN}.{row['topic']}": str(row["text"]) for row in topics}
    return found


def text_faults(written: str, own: str) -> list[str]:
    """Return why a sentence cannot take the place of the product's own; none where it can."""
    if not written.strip():
        return ["不能是空的：要恢复原来的说法，请下线这一条"]
    try:
        blanks = _blanks(written)
    except ValueError:
        return ["花括号要成对，里面写空格的名字，如 {name}"]
    unknown = sorted(blanks - _blanks(own))
    allowed = "、".join(f"{{{name}}}" for name in sorted(_blanks(own))) or "没有"
    return [f"不认识的空格 {{{name}}}，这一句能用的有：{allowed}" for name in unknown]


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
