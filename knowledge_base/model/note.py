"""A sentence of a guide with the situation in which it is true."""

from dataclasses import dataclass

from knowledge_base.model.situation import ALWAYS, When


@dataclass(frozen=True)
class Note:
    """A sentence of a guide, and the situation in which it is true."""

    text: str
    when: When = ALWAYS
    id: str = ""
