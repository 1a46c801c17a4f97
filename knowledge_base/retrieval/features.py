"""The tokens each kind of evidence works on."""

from itertools import pairwise

from knowledge_base import text


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
