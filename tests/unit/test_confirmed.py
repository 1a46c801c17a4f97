"""An answer made of local facts that somebody confirmed is no sample any more."""

from dataclasses import replace
from datetime import date

from knowledge_base.answering.compose import notice
from knowledge_base.model.handling import Confirmed, Custody
from knowledge_base.stating import derive_statements
from tests.answering_kit import Found, base_of
from tests.knowledge_kit import ID_CARD, shipped, wording

CONFIRMED = Custody(confirmed=(Confirmed("hotline", date(2026, 11, 20), "户政大队内勤岗"),))
CARD = replace(shipped().guides[ID_CARD], custody=CONFIRMED)
SAID = {s.id: s for s in derive_statements(CARD, shipped(), wording().statement)}
SAMPLE = wording().notice["sample"]


def test_what_was_confirmed_is_told_without_the_mark_of_sample_data() -> None:
    assert SAMPLE not in notice(CARD, base_of(Found()), [SAID["hotline"]])


def test_one_statement_that_was_not_confirmed_keeps_the_mark() -> None:
    assert notice(CARD, base_of(Found()), [SAID["hotline"], SAID["summary"]]).endswith(SAMPLE)
    assert notice(CARD, base_of(Found())).endswith(SAMPLE)


def test_a_guide_that_was_verified_needs_no_fact_confirmed() -> None:
    assert SAMPLE not in notice(replace(CARD, verified=True), base_of(Found()))
