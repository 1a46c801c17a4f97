"""The words of one subject, as far as they are the same whatever else is published."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.comparison import Scores
from knowledge_base.retrieval.features import lexical_tokens
from knowledge_base.retrieval.lexicon import Keys, Lexicon, keys_of
from knowledge_base.text import initials, normalise

NAME_WEIGHT, HINT_WEIGHT, ENTRY_WEIGHT = 3, 2, 1
"""How often a wording counts: names identify, hints suggest, FAQ questions and materials support."""


@dataclass(frozen=True)
class Document:
    """The tokens that point to a subject, in order, how often each stands there, and how many there are in all."""

    tokens: Lexicon
    times: Scores
    length: int

    @classmethod
    def of(cls, keys: Keys) -> "Document":
        """Return the document of some tokens, each as often as it is given."""
        tokens, times = np.unique(keys, return_counts=True)
        return cls(Lexicon.of_sorted(tokens), times.astype(np.float32), len(keys))

    def with_body(self, keys: Keys) -> "Document":
        """Return the document with more tokens."""
        whole = np.concatenate([self.tokens.keys, keys])
        times = np.concatenate([self.times, np.ones(len(keys), np.float32)])
        tokens, places = np.unique(whole, return_inverse=True)
        summed = np.bincount(places, times, len(tokens)).astype(np.float32)
        return Document(Lexicon.of_sorted(tokens), summed, self.length + len(keys))


@dataclass(frozen=True)
class SubjectWords:
    """The words of one subject by what they are for.

    Attributes:
        pointing: tokens of all that points to it.
        own: tokens of its names and hints.
        names: its names, normalised.
        naming: tokens of its names.
        told: tokens of its wordings; `told_times` is how many wordings have each.
    """

    pointing: Document
    own: Lexicon
    names: tuple[str, ...]
    naming: frozenset[str]
    told: Keys
    told_times: NDArray[np.int64]

    @classmethod
    def of(cls, subject: Subject) -> "SubjectWords":
        """Return the words of a subject."""
        told, told_times = np.unique(_told(subject), return_counts=True)
        names = tuple(dict.fromkeys(map(normalise, subject.names)))
        own = [t for w in (*names, *map(normalise, subject.hints)) for t in lexical_tokens(w)]
        return cls(
            pointing=Document.of(keys_of(_pointing(subject))),
            own=Lexicon(keys_of(own)),
            names=names,
            naming=frozenset(t for name in names for t in lexical_tokens(name)),
            told=told,
            told_times=told_times,
        )


def _told(subject: Subject) -> Keys:
    """The tokens of the wordings of a subject, each once a wording."""
    found = [keys_of(set(lexical_tokens(normalise(w)))) for w, _ in subject.wordings]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _pointing(subject: Subject) -> list[str]:
    found: list[str] = []
    for wording in subject.names:
        plain = normalise(wording)
        found.extend(lexical_tokens(plain) * NAME_WEIGHT)
        found.append(initials(plain))
    for wording in subject.hints:
        found.extend(lexical_tokens(normalise(wording)) * HINT_WEIGHT)
    asked = [*(text for _, text in subject.asked), *(q.text for q in subject.questions)]
    for wording in (*asked, *(w for entry in subject.entries for w in entry.wordings)):
        found.extend(lexical_tokens(normalise(wording)) * ENTRY_WEIGHT)
    return found
