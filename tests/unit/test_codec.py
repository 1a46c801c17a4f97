"""Round trips of what is stored and sent."""

import json

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.loading import load_catalogue
from knowledge_base.model.answer import (
    Answer,
    AnswerStatus,
    Block,
    BlockItem,
    Citation,
    ItemRef,
    Option,
)
from knowledge_base.model.codec import digest, from_plain, to_plain
from knowledge_base.model.guide import Guide

WORDS = st.text(max_size=12)
OPTIONS = st.lists(st.builds(Option, *[WORDS] * 8), max_size=2).map(tuple)
ANSWERS = st.builds(
    Answer,
    status=st.sampled_from(AnswerStatus),
    text=WORDS,
    probability=st.none() | st.floats(0, 1),
    blocks=st.lists(
        st.builds(
            Block,
            kind=WORDS,
            title=WORDS,
            items=st.lists(st.builds(BlockItem, WORDS, WORDS, WORDS, WORDS), max_size=2).map(tuple),
            folded=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    item=st.none() | st.builds(ItemRef, WORDS, WORDS, WORDS, WORDS),
    element=st.none() | WORDS,
    situation=st.dictionaries(WORDS, WORDS, max_size=2),
    options=OPTIONS,
    alternatives=OPTIONS,
    citations=st.lists(
        st.builds(Citation, WORDS, st.integers(0, 99), *[WORDS] * 5), max_size=2
    ).map(tuple),
    generation=st.integers(0, 9),
    notice=WORDS,
)


@given(ANSWERS)
def test_an_answer_survives_json(answer: Answer) -> None:
    sent = json.loads(json.dumps(answer.to_dict(), ensure_ascii=False))

    assert Answer.from_dict(sent) == answer


def test_every_shipped_guide_survives_storage() -> None:
    for guide in load_catalogue().guides.values():
        stored = json.loads(json.dumps(to_plain(guide), ensure_ascii=False))

        assert from_plain(Guide, stored) == guide
        assert digest(from_plain(Guide, stored)) == digest(guide)
