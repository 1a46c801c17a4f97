"""`python -m hall versions`: what waits, and how each version of a record came about."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import hall.running.versions as commands
from hall.__main__ import main
from knowledge_base.lifecycle.record import Record
from knowledge_base.store.engine import connect
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD
from tests.lifecycle_kit import REVIEWER, small_record, submitted


@pytest.fixture
def record(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Record]:
    """The record that the command opens."""
    engine = connect(f"sqlite:///{tmp_path / 'hall.db'}")
    made = small_record(engine, clock)
    monkeypatch.setattr(commands, "open_record", lambda: made)
    yield made
    engine.dispose()


def test_what_waits_is_listed_with_its_last_step(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["versions"]) == 0
    assert "没有在等的版本" in capsys.readouterr().out
    version = submitted(record)
    record.steps.send_back(version, REVIEWER, "金额没有依据")
    assert main(["versions", "--waiting"]) == 0
    said = capsys.readouterr().out
    assert f"{version}\t居民身份证申领、换领、补领 第 2 版\t退回修改" in said
    assert "wang 2026-11-23 09:30，金额没有依据" in said


def test_every_version_of_a_record_is_listed_and_an_unknown_one_is_said(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    submitted(record)
    assert main(["versions", "--record", "guide", ID_CARD]) == 0
    said = capsys.readouterr().out
    assert said.index("第 2 版\t待审核") < said.index("第 1 版\t现行")
    assert main(["versions", "--record", "guide", "nothing"]) == 1
    assert "没有这条记录：guide nothing" in capsys.readouterr().out


def test_of_what_waits_for_approval_it_is_said_which_version_gives_way(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    later = submitted(record, lambda g: replace(g, effective_from=date(2027, 3, 1)))
    record.publishing.approve(later, REVIEWER)
    submitted(record)
    assert main(["versions"]) == 0
    said = capsys.readouterr().out
    assert "批准后第 2 版（已批准，原定2027年3月1日生效）作废" in said
