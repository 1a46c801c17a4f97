"""The command `laws`: the list of laws, and which items a law touches."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence

from hall.bootstrap import utc_now
from hall.running.knowledge import knowledge
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.laws.findings import law_findings
from knowledge_base.laws.listing import Laws, Listed
from knowledge_base.model.catalogue import Catalogue

NOTHING = "还没有发布任何内容, 请先运行 python -m hall seed。"
UNKNOWN = "法规库里没有《{title}》。"


def add_laws(parser: argparse.ArgumentParser) -> None:
    """Describe `laws`."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--affected", metavar="TITLE", help="the items and clauses that rest on one law"
    )
    which.add_argument(
        "--findings", action="store_true", help="what is wrong with the laws that guides cite"
    )


def laws(arguments: argparse.Namespace) -> int:
    """Print laws, or what one touches, tabs between the columns; return 1 where there is nothing to print."""
    catalogue = knowledge().published().catalogue
    if not catalogue.guides:
        print(NOTHING, file=sys.stderr)
        return 1
    if arguments.findings:
        return _tell(_found(catalogue), "处")
    listed = Laws(catalogue)
    if not arguments.affected:
        return _tell(_listed(listed), "部")
    one = listed.one(arguments.affected)
    if one is None:
        print(UNKNOWN.format(title=arguments.affected), file=sys.stderr)
        return 1
    return _tell(_touched(catalogue, one), "处")


def _tell(rows: Iterable[Sequence[str]], unit: str) -> int:
    lines = ["\t".join(row) for row in rows]
    print("".join(f"{line}\n" for line in lines), end="")
    print(f"共 {len(lines)} {unit}。", file=sys.stderr)
    return 0


def _listed(found: Laws) -> Iterator[Sequence[str]]:
    for row in found.all:
        law = row.law
        yield law.name, law.kind, law.number or "待核实", law.status, f"{row.items} 个事项引用"


def _touched(catalogue: Catalogue, one: Listed) -> Iterator[Sequence[str]]:
    for cited in one.citations:
        item = cited.guide.item
        yield (
            catalogue.departments[item.department].name,
            item.name,
            item.code,
            cited.path,
            cited.said,
        )


def _found(catalogue: Catalogue) -> Iterator[Sequence[str]]:
    today = utc_now().astimezone(CITY_TIME).date()
    for one in law_findings(catalogue, today):
        yield one.severity, one.rule, catalogue.guides[one.key].item.name, one.path, one.text
