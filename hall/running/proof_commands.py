"""Commands that prove: `said`, what a door said at a moment; `receipts`, which doors show what is published."""

import argparse
import sys

from hall.bootstrap import open_database, utc_now
from hall.doors.looking_back import (
    CannotLookBack,
    LookedBack,
    Wanted,
    generation_at,
    items_called,
    look_back,
    read_moment,
)
from hall.doors.registration import proofs, showings
from hall.settings import load_settings
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle.publications import Publications
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.states import LABELS
from knowledge_base.model.element import LABELS as ELEMENT_LABELS
from knowledge_base.model.element import Element
from knowledge_base.store.receipts import Receipts
from knowledge_base.store.repository import GuideStore

SHOWN = "%Y-%m-%d %H:%M:%S"
MOST_LISTED = 10


def add_said(parser: argparse.ArgumentParser) -> None:
    """Describe `said`."""
    parser.add_argument("item", help="code of an item, or part of its name")
    parser.add_argument("--at", required=True, help="the moment in the city: 2027-03-03 10:00")
    parser.add_argument("--door", choices=sorted(showings()), default="counter", help="where")
    parser.add_argument(
        "--element", choices=[*Element], default=Element.ONE_VISIT.value, help="what was asked for"
    )
    parser.add_argument(
        "--situation", action="append", default=[], metavar="QUESTION=OPTION", help="what was told"
    )


def said(arguments: argparse.Namespace) -> int:
    """Print what a door said of an item at a moment, and who approved it; return 1 where nothing was said."""
    settings = load_settings()
    record = Record(GuideStore(open_database(settings)), utc_now)
    try:
        generation = generation_at(record, read_moment(arguments.at, utc_now()))
        catalogue = record.store.replayed(generation.no)
        found = items_called(catalogue, arguments.item)
        if len(found) != 1:
            return _not_one(arguments.item, [(g.item.code, g.item.name) for g in found])
        told = dict(pair.split("=", 1) for pair in arguments.situation if "=" in pair)
        code = found[0].item.code
        wanted = Wanted(code, Element(arguments.element), arguments.door, told)
        print(told_back(look_back(record, generation, wanted, settings.public_url)))
    except CannotLookBack as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _not_one(words: str, found: list[tuple[str, str]]) -> int:
    if not found:
        print(f"当时没有叫“{words}”的事项。", file=sys.stderr)
        return 1
    print(f"当时有 {len(found)} 个事项叫“{words}”，请写编码：", file=sys.stderr)
    for code, name in found[:MOST_LISTED]:
        print(f"  {code}  {name}", file=sys.stderr)
    return 1


def told_back(found: LookedBack) -> str:
    """Return everything that is known of what was said."""
    one, generation, version = found.said, found.generation, found.version
    published = generation.published_at.astimezone(CITY_TIME)
    labels = [o.label for q, chosen in one.asked if (o := q.option(chosen))]
    lines = [
        f"{one.guide.item.name}，{one.door.label}，{ELEMENT_LABELS[one.element]}",
        f"情形：{'，'.join(labels) or '没有说明'}",
        "",
        one.shown.text,
        "",
        f"第 {version.no} 版；第 {generation.no} 次发布，{published:{SHOWN}}（{generation.cause}）",
        f"当时全部内容的校验码：{generation.digest}",
        f"这一版的校验码：{version.digest}",
    ]
    for move in found.moves:
        moment = move.at.astimezone(CITY_TIME)
        reason = f"：{move.comment}" if move.comment else ""
        lines.append(f"  {moment:{SHOWN}}  {move.actor}  {LABELS[move.to_state]}{reason}")
    return "\n".join(lines)


def receipts(_arguments: argparse.Namespace) -> int:
    """Print which doors were seen to show what is published; return 1 while one is missing."""
    settings = load_settings()
    engine = open_database(settings)
    store, known = GuideStore(engine), Receipts(engine)
    number, halls = store.newest(), known.halls(utc_now())
    labels = {proof.name: proof.label for proof in proofs(settings)}
    arrivals = Publications(store, utc_now).arrivals(number, tuple(labels))
    missing = [one for one in arrivals if one.at is None]
    print(f"第 {number} 次发布；在运行的大厅 {len(halls)} 个。")
    for receipt in known.of(number):
        moment = receipt.at.astimezone(CITY_TIME)
        label = labels.get(receipt.door, receipt.door)
        print(f"  {moment:{SHOWN}}  {receipt.replica}  {label}  已核对一致")
    for one in missing if halls else ():
        print(f"  还没有  {one.replica}  {labels[one.door]}")
    return int(not halls or bool(missing))
