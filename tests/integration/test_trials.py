"""What is to be published is looked at before the database is taken: others work on meanwhile, and it is looked at again."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from knowledge_base.lifecycle.errors import CannotPublish
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.soundness import common_faults
from knowledge_base.lifecycle.states import State
from knowledge_base.model.catalogue import Catalogue
from tests.knowledge_kit import ID_CARD, MARRIAGE
from tests.lifecycle_kit import REVIEWER, submitted


def test_others_write_while_a_version_is_checked(record: Record) -> None:
    version = submitted(record)

    def check(catalogue: Catalogue) -> Sequence[str]:
        record.steps.comment(version, REVIEWER, "正在看")
        return common_faults(catalogue)

    assert replace(record, check=check).publishing.approve(version, REVIEWER) == 2
    assert [one.text for one in record.steps.comments(version)] == ["正在看"]


def test_what_was_published_meanwhile_is_checked_together(record: Record) -> None:
    version, looked_at = submitted(record), []

    def check(catalogue: Catalogue) -> Sequence[str]:
        looked_at.append(MARRIAGE in catalogue.guides)
        if len(looked_at) == 1:
            record.publishing.withdraw("guide", MARRIAGE, REVIEWER, "条例废止")
        return [] if MARRIAGE in catalogue.guides else [f"{ID_CARD} 要用到它"]

    assert replace(record, check=check).publishing.approve(version, REVIEWER) == 3
    assert looked_at == [True, True, False, False]


def test_a_fault_that_came_in_between_refuses_the_version(record: Record) -> None:
    version, looked_at = submitted(record), []

    def check(catalogue: Catalogue) -> Sequence[str]:
        looked_at.append(catalogue)
        if len(looked_at) == 1:
            record.publishing.withdraw("guide", MARRIAGE, REVIEWER, "条例废止")
        is_new = catalogue.guides[ID_CARD].summary == "换了一句话。"
        return ["要用到它"] if is_new and MARRIAGE not in catalogue.guides else []

    with pytest.raises(CannotPublish, match="要用到它"):
        replace(record, check=check).publishing.approve(version, REVIEWER)
    assert record.versions.version(version).state is State.SUBMITTED
    assert record.store.newest() == 2


def test_what_was_checked_is_not_checked_again_within_the_transaction(record: Record) -> None:
    version, looked_at = submitted(record), []

    def check(catalogue: Catalogue) -> Sequence[str]:
        looked_at.append(catalogue)
        return ()

    replace(record, check=check).publishing.approve(version, REVIEWER)

    assert len(looked_at) == 2, "what is published, and what would be"
