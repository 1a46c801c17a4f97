"""The command `materials`: the catalogue of materials and what is wrong with what items ask for."""

import argparse
import sys

from hall.running.knowledge import knowledge
from knowledge_base.material_tables import Table, of_materials, of_replaceable, of_unfounded
from knowledge_base.materials import Materials


def add_materials(parser: argparse.ArgumentParser) -> None:
    """Describe `materials`."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--without-basis", action="store_true", help="the demands that name no law, by department"
    )
    which.add_argument(
        "--replaceable",
        action="store_true",
        help="what data sharing or an electronic licence can stand for",
    )


def materials(arguments: argparse.Namespace) -> int:
    """Print a table of what is published, tabs between its columns; return 1 while nothing is."""
    catalogue = knowledge().published().catalogue
    if not catalogue.materials:
        print("还没有发布任何内容, 请先运行 python -m hall seed。", file=sys.stderr)
        return 1
    table = _chosen(arguments, Materials(catalogue))
    for row in (tuple(title for title, _ in table.columns), *table.rows):
        print("\t".join(str(cell) for cell in row))
    print(f"共 {len(table.rows)} 行。", file=sys.stderr)
    return 0


def _chosen(arguments: argparse.Namespace, found: Materials) -> Table:
    if arguments.without_basis:
        return of_unfounded(found.without_basis)
    if arguments.replaceable:
        return of_replaceable(found.replaceable)
    return of_materials(found.used)
