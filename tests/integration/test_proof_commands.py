"""`hall said` and `hall receipts`: what was said at a moment, and which doors show what is published."""

from datetime import timedelta

import pytest

import hall.running.proof_commands as commands
from hall.__main__ import main
from hall.settings import Settings
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.store.engine import connect
from knowledge_base.store.receipts import Receipts
from knowledge_base.store.repository import GuideStore
from tests.desk_kit import MONDAY_MORNING, Clock
from tests.knowledge_kit import ID_CARD, small_catalogue, with_summary

FIRST = MONDAY_MORNING - timedelta(days=1)
DOORS = ("api", "chat", "counter", "pages")


@pytest.fixture
def published(settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a database in which a summary changed this morning."""
    engine = connect(settings.database_url)
    publish_files(GuideStore(engine), small_catalogue(), FIRST)
    changed = with_summary(small_catalogue(), ID_CARD, "从今天起换了一种说法。")
    publish_files(GuideStore(engine), changed, clock())
    engine.dispose()
    monkeypatch.setattr(commands, "load_settings", lambda: settings)
    monkeypatch.setattr(commands, "utc_now", clock)
    clock.forward(minutes=1)
    return settings


@pytest.mark.usefixtures("published")
def test_what_was_said_is_printed_with_who_approved_it(capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str] = ["said", "--door", "pages", "--element", "overview", "--situation"]

    assert main([*asked, "reason=lost", "--at", "2026-11-22 10:00", ID_CARD]) == 0
    before = capsys.readouterr().out
    assert main([*asked, "reason=lost", "--at", "2026-11-23 09:30", ID_CARD]) == 0
    after = capsys.readouterr().out

    assert small_catalogue().guides[ID_CARD].summary in before
    assert "从今天起换了一种说法。" in after
    assert "第 1 版；第 1 次发布" in before
    assert "第 2 版；第 2 次发布" in after
    assert "丢了补办" in after
    assert "system  现行" in after


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("at", "item", "fault"),
    [
        ("三月三日", ID_CARD, "不是时间"),
        ("2020-01-01 10:00", ID_CARD, "第一次发布在"),
        ("2026-11-22 10:00", "养骆驼", "当时没有叫“养骆驼”的事项"),
        ("2026-11-22 10:00", "证", "请写编码"),
    ],
)
def test_what_cannot_be_looked_up_is_said(
    at: str, item: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["said", "--at", at, item]) == 1

    assert fault in capsys.readouterr().err


def test_receipts_are_listed_until_none_is_missing(
    published: Settings, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["receipts"]) == 1
    assert "在运行的大厅 0 个" in capsys.readouterr().out

    known = Receipts(connect(published.database_url))
    known.renew(2, "one:8000", clock())
    for door in DOORS[1:]:
        known.write(2, door, "one:8000", clock())
    assert main(["receipts"]) == 1
    assert "还没有  one:8000  接口" in capsys.readouterr().out

    known.write(2, DOORS[0], "one:8000", clock())
    assert main(["receipts"]) == 0
    assert capsys.readouterr().out.count("已核对一致") == len(DOORS)
