"""Tokens as numbers: each has its own, and only those of the table are found."""

from knowledge_base.retrieval.lexicon import Lexicon, keys_of


def test_no_two_tokens_have_the_same_key() -> None:
    characters = [chr(code) for code in range(0x4E00, 0x9FFF)]
    latin = [chr(a) + chr(b) for a in range(32, 127) for b in range(32, 127)]

    assert len(set(keys_of(characters + latin).tolist())) == len(characters) + len(latin)


def test_a_lexicon_finds_what_it_knows_and_nothing_else() -> None:
    lexicon = Lexicon(keys_of(["乙", "甲", "乙"]))

    places, known = lexicon.find(keys_of(["甲", "丙", "乙", "甲"]))

    assert known.tolist() == [True, False, True, True]
    assert places[0] == places[2] != places[1]
    assert len(lexicon) == 2
