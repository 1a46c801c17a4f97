"""What `seed` does with files once they are read: show, publish, or make drafts of them."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from knowledge_base.lifecycle.errors import MoveRefused
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.people import IMPORTER
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.seeding import FILE, Difference, differences, has_staff_work
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.kinds import KINDS

WHAT = {"new": "新增", "changed": "改动", "gone": "文件里没有"}


def import_files(kb: KnowledgeBase, files: Catalogue, arguments: argparse.Namespace) -> int:
    """Do with the files what the arguments say; return 1 where they may not be published."""
    store = kb.store
    prepare_tables(store.engine, datetime.now(UTC))
    published, generation = store.published()
    if generation == 0 and not arguments.plan:
        return _publish(kb, files)
    if arguments.if_empty:
        print(
            f"库里已有第 {generation} 次发布的内容，文件没有导入。python -m hall seed --plan 看文件会改什么。"
        )
        return 0
    found = differences(published, files)
    if arguments.publish:
        if has_staff_work(store):
            print(
                "库里已有工作人员写的内容，文件不能越过审核直接发布。"
                "去掉 --publish，文件里的改动会成为草稿。",
                file=sys.stderr,
            )
            return 1
        return _publish(kb, files)
    _tell(found)
    if not arguments.plan:
        _make_drafts(kb, found)
    return 0


def _publish(kb: KnowledgeBase, files: Catalogue) -> int:
    report = kb.seed(files)
    print(
        f"发布完成, 第 {report.generation} 次发布: 新版本 {report.new_versions} 个, "
        f"下线 {report.withdrawn} 个, 其他记录变动 {report.records} 条。"
    )
    return 0


def _tell(found: Sequence[Difference]) -> None:
    for one in found:
        fields = f"（{'、'.join(one.fields)}）" if one.fields else ""
        print(f"{WHAT[one.what]} {KINDS[one.kind].label} {one.title} {one.key}{fields}")
    print(f"文件和现行内容有 {len(found)} 处不同。" if found else "文件和现行内容一致。")


def _make_drafts(kb: KnowledgeBase, found: Sequence[Difference]) -> None:
    """Make a draft of each record that the files have otherwise; one that somebody works on is left to them."""
    drafts = Record(kb.store, lambda: datetime.now(UTC)).drafts
    made = busy = 0
    for one in found:
        if one.what == "gone":
            continue
        try:
            if one.what == "new":
                drafts.create(one.kind, one.key, one.value, IMPORTER, FILE)
                made += 1
                continue
            draft = drafts.open(one.kind, one.key, IMPORTER)
            if draft.author != IMPORTER.login:
                busy += 1
                continue
            drafts.save(draft.id, one.value, IMPORTER, drafts.newest(draft.id).id)
            made += 1
        except MoveRefused as refusal:
            print(f"{one.title}: {refusal}", file=sys.stderr)
            busy += 1
    if found:
        print(f"做成草稿 {made} 份，等编辑看过再提交；已有人在改、没有动的 {busy} 份。")
