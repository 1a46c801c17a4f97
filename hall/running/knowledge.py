"""Commands about the knowledge base: check, ids, seed, train, build, ask."""

import argparse
import sys
import time
from pathlib import Path

import yaml

from hall.bootstrap import (
    open_database,
    open_deepening,
    open_knowledge,
    prepare_knowledge,
    require_published,
)
from hall.doors.registration import channels
from hall.running.explaining import explain
from hall.running.importing import import_files
from hall.settings import Settings, load_settings
from knowledge_base.city import city_folder
from knowledge_base.errors import GuideError
from knowledge_base.loading import load_catalogue
from knowledge_base.loading.catalogue import GUIDES
from knowledge_base.loading.ids import write_missing_ids
from knowledge_base.loading.materials import MATERIALS, several_in_one, write_missing_codes
from knowledge_base.services import KnowledgeBase


def add_check(parser: argparse.ArgumentParser) -> None:
    """Describe `check`."""
    parser.add_argument(
        "--folder", type=Path, default=city_folder(), help="folder with the content of a city"
    )


def check(arguments: argparse.Namespace) -> int:
    """Report every fault of the guide files; return 1 when there is any."""
    try:
        catalogue = load_catalogue(arguments.folder)
    except GuideError as error:
        _tell_faults(error)
        return 1
    print(
        f"检查通过: {len(catalogue.guides)} 个办理项, {len(catalogue.entries)} 条目录, "
        f"{len(catalogue.materials)} 种材料, {len(catalogue.not_covered)} 件本地不办的事。"
    )
    if joined := several_in_one(catalogue.materials.values()):
        print(f"注意: {len(joined)} 种材料的名称像是几份材料, 或者任选其一, 能确定的请拆开:")
        print("\n".join(f"  {one.code} {one.id} {one.name}" for one in joined))
    return 0


def _tell_faults(error: GuideError) -> None:
    print(error)
    print(f"共 {len(error.faults)} 处问题。")


add_ids = add_check


def add_seed(parser: argparse.ArgumentParser) -> None:
    """Describe `seed`."""
    add_check(parser)
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--plan", action="store_true", help="only show what the files would change")
    way.add_argument(
        "--if-empty", action="store_true", help="do nothing where something is published"
    )
    way.add_argument(
        "--publish",
        action="store_true",
        help="publish without review; refused once staff have written anything",
    )


def ids(arguments: argparse.Namespace) -> int:
    """Write the ids that rows of guides lack, and the codes of materials; return 1 for a file that cannot be read."""
    written, path = {}, arguments.folder
    try:
        for path in sorted((arguments.folder / GUIDES).rglob("*.yml")):
            written[path] = write_missing_ids(path)
        path = arguments.folder / MATERIALS
        codes = write_missing_codes(arguments.folder)
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        print(f"{path}: 读不了: {error}", file=sys.stderr)
        return 1
    changed = {path: count for path, count in written.items() if count}
    for path, count in changed.items():
        print(f"{path.relative_to(arguments.folder)}: 补了 {count} 个 id")
    print(
        f"共 {len(written)} 份指南, 补了 {sum(changed.values())} 个 id; 材料补了 {codes} 个编码。"
    )
    return 0


def seed(arguments: argparse.Namespace) -> int:
    """Import the files: into an empty database they are published, into another one they come as drafts.

    Return 1 when they have faults, or may not be published; nothing was changed then.
    """
    try:
        catalogue = load_catalogue(arguments.folder)
    except GuideError as error:
        _tell_faults(error)
        return 1
    kb = knowledge()
    return import_files(kb, catalogue, arguments)


def train(_arguments: argparse.Namespace) -> int:
    """Train encoder and element classifier unless they fit what is published."""
    started = time.monotonic()
    trained = knowledge().train_if_stale(lambda text: print(text, flush=True))
    print(f"用时 {time.monotonic() - started:.0f} 秒。" if trained else "模型已是最新, 不用训练。")
    return 0


def build(_arguments: argparse.Namespace) -> int:
    """Build the index over what is published and say what changed; then what the pretrained encoder adds."""
    started = time.monotonic()
    settings = load_settings()
    kb = open_knowledge(settings, open_database(settings))
    report = kb.reload()
    print(
        f"索引已建好: 新编码 {report.encoded} 条, 沿用 {report.kept} 条, 去掉 {report.removed} 条, "
        f"共 {report.total} 条, 用时 {time.monotonic() - started:.1f} 秒。"
    )
    _deepen(settings, kb)
    return 0


def add_ask(parser: argparse.ArgumentParser) -> None:
    """Describe `ask`."""
    parser.add_argument("question", help="what a citizen would ask")
    parser.add_argument("--door", choices=sorted(channels()), default="api", help="the channel")
    parser.add_argument(
        "--explain", action="store_true", help="print instead how the answer comes about"
    )


def ask(arguments: argparse.Namespace) -> int:
    """Print what this channel says to a question, or why."""
    kb = knowledge()
    prepare_knowledge(kb, lambda text: print(text, file=sys.stderr))
    if arguments.explain:
        print(explain(arguments.question, kb.base))
        return 0
    answer = kb.ask(arguments.question, door=arguments.door)
    print(channels()[arguments.door].render(answer))
    return 0


def knowledge() -> KnowledgeBase:
    """Return the knowledge base of the settings."""
    settings = load_settings()
    return open_knowledge(settings, open_database(settings))


def deep_knowledge() -> KnowledgeBase:
    """Return the knowledge base of the settings, read by the pretrained encoder where there is one.

    Raises:
        NothingPublished: the database holds no guide.
    """
    settings = load_settings()
    kb = open_knowledge(settings, open_database(settings))
    require_published(kb)
    _deepen(settings, kb)
    return kb


def _deepen(settings: Settings, kb: KnowledgeBase) -> None:
    """Have the pretrained encoder read everything now, and say how far it is."""

    def tell(done: int, total: int) -> None:
        print(f"预训练编码器读了 {done} 条，共 {total} 条。", file=sys.stderr, flush=True)

    open_deepening(settings, kb).read(tell)
