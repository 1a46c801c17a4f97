"""The command `laws`: the list of laws, and which items a law touches."""

import argparse
import sys

from hall.bootstrap import utc_now
from hall.running.knowledge import knowledge
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.laws.findings import law_findings
from knowledge_base.laws.listing import Laws, Listed
from knowledge_base.model.catalogue import Catalogue

NOTHING = "还没有发布任何内容, 请先运行 python -m hall seed。"
UNKNOWN = "法规库里没有《{title}》。"
UNTOUCHED = "没有事项引用它。"


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
        return _tell_findings(catalogue)
    found = Laws(catalogue)
    if not arguments.affected:
        for row in found.all:
            print(
                f"{row.law.name}\t{row.law.kind}\t{row.law.number}\t{row.law.status}\t{row.items}"
            )
        return 0
    one = found.one(arguments.affected)
    if one is None:
        print(UNKNOWN.format(title=arguments.affected), file=sys.stderr)
        return 1
    _tell_affected(catalogue, one)
    return 0


def _tell_affected(catalogue: Catalogue, one: Listed) -> None:
    for cited in one.citations:
        department = catalogue.departments[cited.guide.item.department].name
        print(
            f"{department}\t{cited.guide.item.name}\t{cited.guide.item.code}\t{cited.path}\t{cited.said}"
        )
    print(f"共 {one.items} 个事项。" if one.items else UNTOUCHED, file=sys.stderr)


def _tell_findings(catalogue: Catalogue) -> int:
    found = law_findings(catalogue, utc_now().astimezone(CITY_TIME).date())
    for one in found:
        print(
            f"{one.severity}\t{one.rule}\t{catalogue.guides[one.key].item.name}\t{one.path}\t{one.text}"
        )
    print(f"共 {len(found)} 处。", file=sys.stderr)
    return 0
