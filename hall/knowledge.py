"""Commands about the knowledge base: check, seed, build, train."""

import argparse
from pathlib import Path

from knowledge_base.errors import GuideError
from knowledge_base.loading import load_catalogue
from knowledge_base.loading.catalogue import DEFAULT_FOLDER


def add_check(parser: argparse.ArgumentParser) -> None:
    """Describe `check`."""
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help="knowledge base folder")


def check(arguments: argparse.Namespace) -> int:
    """Report every fault of the guide files; return 1 when there is any."""
    try:
        catalogue = load_catalogue(arguments.folder)
    except GuideError as error:
        print(error)
        print(f"共 {len(error.faults)} 处问题。")
        return 1
    print(
        f"检查通过: {len(catalogue.guides)} 个办理项, {len(catalogue.entries)} 条目录, "
        f"{len(catalogue.materials)} 种材料, {len(catalogue.not_covered)} 项非本库事项。"
    )
    return 0
