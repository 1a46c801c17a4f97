"""`versions`: what waits for somebody, or every version of one record, for whoever sits at a shell."""

import argparse
from collections.abc import Sequence

from hall.bootstrap import open_database, utc_now
from hall.settings import load_settings
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.states import LABELS, WAITING, State
from knowledge_base.lifecycle.versions import Version, VersionFilter
from knowledge_base.store.kinds import KINDS
from knowledge_base.store.repository import GuideStore

MOST = 500
BEFORE = (State.SUBMITTED, State.CHECKING)
"""States in which somebody has still to approve."""
NOTHING = "没有在等的版本。"
UNKNOWN = "没有这条记录：{kind} {key}。种类有：{kinds}"


def add_versions(parser: argparse.ArgumentParser) -> None:
    """Describe `versions`."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--waiting", action="store_true", help="what waits; this is the default")
    which.add_argument(
        "--record", nargs=2, metavar=("KIND", "KEY"), help="every version of one record"
    )


def open_record() -> Record:
    """Return the record of the settings' database."""
    return Record(GuideStore(open_database(load_settings())), utc_now)


def versions(arguments: argparse.Namespace) -> int:
    """List versions; return 1 where there is no such record."""
    record = open_record()
    if not arguments.record:
        states = (*sorted(WAITING), State.RETURNED)
        _tell(record, record.versions.listed(VersionFilter(states=states), MOST))
        return 0
    kind, key = arguments.record
    found = record.versions.of(kind, key)
    if not found:
        print(UNKNOWN.format(kind=kind, key=key, kinds="、".join(KINDS)))
        return 1
    _tell(record, found)
    return 0


def _tell(record: Record, found: Sequence[Version]) -> None:
    if not found:
        print(NOTHING)
    for version in found:
        day = f"，{version.effective_from} 起生效" if version.effective_from else ""
        last = record.versions.moves(version.id)[-1]
        words = f"，{last.comment}" if last.comment else ""
        others = record.publishing.overtakes(version.id) if version.state in BEFORE else ()
        words += "".join(f"，批准后{one}" for one in others)
        print(
            f"{version.id}\t{version.title} 第 {version.no} 版\t{LABELS[version.state]}{day}\t"
            f"{last.actor} {last.at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}{words}"
        )
