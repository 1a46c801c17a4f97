"""Questions that ask for the same lie together, however they are typed; those that do not lie apart."""

from bench.grouping import quality
from bench.unanswered import made
from knowledge_base.grouping import Wording, grouped


def test_typing_errors_and_fillers_keep_a_question_with_its_like() -> None:
    texts = ("养鸽子归谁管", "您好，养鸽子归谁管？", "养鸽子鬼谁管", "驾照丢了咋补")
    found = grouped([Wording(text) for text in texts])
    assert sorted(places for _, places in found) == [(0, 1, 2), (3,)]


def test_a_question_joins_the_group_that_is_near() -> None:
    known = {7: [Wording("养鸽子归谁管")], 8: [Wording("驾照丢了咋补")]}
    found = grouped([Wording("养鸽子归谁管啊"), Wording("开饭店要啥证")], known)
    assert dict(found) == {7: (0,), None: (1,)}


def test_two_services_that_were_understood_lie_farther_apart() -> None:
    texts = ("补办要带什么材料", "补办要带哪些材料")
    together = grouped([Wording(text) for text in texts])
    apart = grouped([Wording(text, service) for text, service in zip(texts, "ab", strict=True)])
    assert (len(together), len(apart)) == (1, 2)


def test_most_groups_of_a_made_week_are_pure_and_whole() -> None:
    questions = made(300, 60, 1)
    found = grouped([Wording(one.text) for one in questions])
    came = quality([one.source for one in questions], [places for _, places in found])
    assert came.pure >= 0.8
    assert came.together >= 0.8
