"""What is planted to measure the inspection: how much, in which records, and how it is judged."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from bench.seeded.judging import judged, tallied
from bench.seeded.planting import Planted, planted
from bench.seeded.site import FAULTS, HARMLESS, Key, Kinds
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.codec import from_plain, to_content
from knowledge_base.store.kinds import GUIDE, KINDS
from tests.knowledge_kit import shipped

ON = date(2026, 12, 1)


def _planted(kinds: Kinds, each: int = 5, seed: int = 11) -> list[Planted]:
    return list(planted(shipped(), kinds, each=each, seed=seed, on=ON))


def _records(catalogue: Catalogue) -> dict[Key, object]:
    return {
        (name, key): value
        for name, kind in KINDS.items()
        for key, value in kind.records(catalogue).items()
    }


def test_there_are_hundreds_of_faults_of_many_kinds_and_many_harmless_edits() -> None:
    for kinds, least_kinds, least, each in ((FAULTS, 35, 300, 5), (HARMLESS, 12, 120, 8)):
        counts = Counter(change.kind.name for change in _planted(kinds, each))
        assert len(counts) >= least_kinds
        assert set(counts) == set(kinds)
        assert counts.total() >= least
        assert min(counts.values()) >= 4


@pytest.mark.parametrize("kinds", [FAULTS, HARMLESS])
def test_a_change_touches_its_own_record_alone(kinds: Kinds) -> None:
    before = _records(shipped())
    for change in _planted(kinds, each=2):
        after = _records(change.within(shipped()))
        differing = {record for record in before if after.get(record) != before[record]}
        assert differing == {change.record}, change.kind.name
        assert after.keys() == before.keys()
        assert change.records - before.keys() <= {(GUIDE, change.key)}, change.kind.name


@pytest.mark.parametrize("kinds", [FAULTS, HARMLESS])
def test_what_is_planted_can_be_stored_and_read_again(kinds: Kinds) -> None:
    for change in _planted(kinds):
        model = KINDS[change.kind.of].model
        assert from_plain(model, to_content(change.value)) == change.value, change.kind.name


def test_the_same_seed_plants_the_same_and_another_one_elsewhere() -> None:
    assert _planted(FAULTS) == _planted(FAULTS)
    told = {(change.kind.name, change.key) for change in _planted(FAULTS)}
    assert told != {(change.kind.name, change.key) for change in _planted(FAULTS, seed=12)}


def test_a_kind_of_fault_is_worded_in_several_ways() -> None:
    texts = {
        change.value.materials[i].note
        for change in _planted(Kinds(softened=FAULTS["softened"]), each=30)
        for i, row in enumerate(change.value.materials)
        if change.path.endswith(row.id)
    }
    assert len(texts) >= 5


@dataclass(frozen=True)
class _Found:
    rule: str
    severity: str
    kind: str
    key: str
    path: str
    text: str


def _tiny(catalogue: Catalogue, on: date, records: Iterable[Key] | None = None) -> Sequence[_Found]:
    """An inspector that knows three rules."""
    found = []
    for code, guide in catalogue.guides.items():
        if records is not None and (GUIDE, code) not in records:
            continue
        if not guide.contact.hotlines or not guide.redress.lines:
            found.append(_Found("no-line", "error", GUIDE, code, "contact", "没有电话"))
        if guide.effective_until and guide.effective_until < on:
            found.append(_Found("expired", "hint", GUIDE, code, "effective_until", "过期了"))
        if "当天" in guide.summary:
            found.append(_Found("at-once", "warning", GUIDE, code, "summary", guide.summary))
    return found


def test_a_fault_is_found_by_what_is_new_and_more_than_a_hint() -> None:
    kinds = Kinds({name: FAULTS[name] for name in ("no_line", "expired", "softened")})
    tally = tallied(judged(_tiny, shipped(), _planted(kinds), ON, worded=True))
    assert (tally["no_line"].noticed, tally["no_line"].rules) == (5, ("no-line",))
    assert tally["expired"].noticed == 0
    assert (tally["softened"].noticed, tally["softened"].total) == (0, 5)


def test_a_harmless_edit_that_words_an_old_finding_anew_is_no_false_alarm() -> None:
    kinds = Kinds(summary_reworded=HARMLESS["summary_reworded"])
    changes = [
        change
        for change in _planted(kinds, each=120)
        if "当天" in shipped().guides[change.key].summary
    ]
    assert changes
    assert not any(one.noticed for one in judged(_tiny, shipped(), changes, ON, worded=False))
    assert all(one.noticed for one in judged(_tiny, shipped(), changes, ON, worded=True))
