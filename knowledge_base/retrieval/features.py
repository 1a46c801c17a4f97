"""The tokens each kind of evidence works on."""

import re
from collections.abc import Iterator
from itertools import pairwise

from knowledge_base import text

_CLAUSE_END = re.compile(r"[，,。.？?！!；;\n ]+")
LONGEST_RUN = 3
"""Characters of the longest run that the element classifier looks at."""
ENDINGS = range(1, 6)
OPENINGS = (2, 3)


def lexical_tokens(question: str) -> list[str]:
    """Return characters, character bigrams and Latin words of a normalised text ("cb")."""
    return text.tokens(question)


def encoder_tokens(question: str) -> list[str]:
    """Return "cb" tokens, then pinyin syllables and syllable bigrams, marked so that they stay apart.

    Homophones and pinyin typing share the syllables of what was meant (lab: homophones .647 → .779).
    """
    syllables = text.syllables(question)
    spoken = [f"_{s}" for s in syllables] + [f"_{a}_{b}" for a, b in pairwise(syllables)]
    return text.tokens(question) + spoken


def element_tokens(question: str) -> list[str]:
    """Return runs of one to three characters, and how the question opens and ends.

    What is asked mostly stands in the last clause (多少钱, 行不行), so its pairs and endings count of their own.
    """
    clauses = [c for c in _CLAUSE_END.split(question) if c]
    return [*_runs(clauses), *_edges(clauses)]


def _runs(clauses: list[str]) -> Iterator[str]:
    for clause in clauses:
        for length in range(1, LONGEST_RUN + 1):
            yield from (clause[at : at + length] for at in range(len(clause) - length + 1))


def _edges(clauses: list[str]) -> Iterator[str]:
    if not clauses:
        return
    first, last = clauses[0], clauses[-1]
    yield from (f"${last[-length:]}" for length in ENDINGS)
    yield from (f">{a}{b}" for a, b in pairwise(last))
    yield from (f"^{first[:length]}" for length in OPENINGS)
