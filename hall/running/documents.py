"""`import`: documents of departments and pages of portals, read into guides; with `--draft` into drafts."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hall.bootstrap import open_database, utc_now
from hall.running.command import stopped_by_signals
from hall.running.staffing import desk_for_commands
from hall.settings import Settings, load_settings
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.importing.batch import Importer, ReportFile, files_of, import_files
from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.dictionary_files import load_dictionary
from knowledge_base.importing.drafts import ImportDrafts
from knowledge_base.importing.field_names import FieldNames
from knowledge_base.importing.report import FileReport, Totals
from knowledge_base.lifecycle.errors import MoveRefused
from knowledge_base.lifecycle.people import Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.store.repository import GuideStore
from service_desk.duties import person_of
from service_desk.staff import Right

NO_FILES = "没有可以导入的文件。"
SOME_REFUSED = 1
INTERRUPTED = 130
ONE_ITEM = "--item 只用于一个文件：{count} 个文件会一个盖一个地写进同一份草稿。请一个一个导入。"
SEVERAL = "文件里有 {count} 份指南，不能都写进 --item 说的一项，没有做草稿；在服务台“导入”页逐份选"
NO_ITEM = "库里没有叫这个名字的事项，没有做草稿；用 --item 编码 指明，或者在服务台“导入”页选"
NOT_AN_EDITOR = "没有叫“{login}”的编辑账号：--as 后面写一个能改知识的账号。"


def add_documents(parser: argparse.ArgumentParser) -> None:
    """Describe `import`."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files and folders")
    parser.add_argument("--report", type=Path, metavar="FILE.json", help="what was found, as JSON")
    parser.add_argument(
        "--draft", action="store_true", help="make drafts of the guides whose item is known"
    )
    parser.add_argument(
        "--item",
        default="",
        metavar="CODE",
        help="the item, where its name in the document is another",
    )
    parser.add_argument(
        "--as", dest="login", default="", metavar="LOGIN", help="who makes the drafts"
    )


def documents(arguments: argparse.Namespace) -> int:
    """Read files and say of each what was found; return 1 where one was refused."""
    files = list(files_of(arguments.paths))
    if not files:
        print(NO_FILES, file=sys.stderr)
        return SOME_REFUSED
    if arguments.report is not None and not arguments.report.absolute().parent.is_dir():
        print(f"没有文件夹 {arguments.report.absolute().parent}，报告写不进去。", file=sys.stderr)
        return SOME_REFUSED
    if arguments.item and len(files) > 1:
        print(ONE_ITEM.format(count=len(files)), file=sys.stderr)
        return SOME_REFUSED
    settings = load_settings()
    store = GuideStore(open_database(settings))
    dictionary = load_dictionary(FieldNames(store.engine, utc_now).known())
    maker = _maker(settings, store, dictionary, arguments) if arguments.draft else None
    if arguments.draft and maker is None:
        return SOME_REFUSED
    importer = Importer(dictionary, store.published()[0])
    report = ReportFile(arguments.report, dictionary, len(files), [])
    with _told_when_stopped(report):
        totals = import_files(importer, files, report, _teller(len(files), maker))
        _sum_up(totals, arguments.report)
        return SOME_REFUSED if totals.refused else 0
    return INTERRUPTED


def _teller(total: int, maker: "_Maker | None") -> Callable[[int, FileReport], None]:
    def tell(number: int, one: FileReport) -> None:
        print(f"[{number}/{total}] {one.path} {said_of(one)}", flush=True)
        if maker is not None:
            maker.make(one)

    return tell


@dataclass(frozen=True)
class _Maker:
    """Makes drafts of what was recognised, as somebody who may."""

    drafts: ImportDrafts
    by: Person
    item: str

    def make(self, report: FileReport) -> None:
        """Make a draft of each guide whose item is known, and say so."""
        if self.item and len(report.guides) > 1:
            print(f"    {SEVERAL.format(count=len(report.guides))}")
            return
        for found in report.guides:
            code = self.item or found.item
            if not code:
                print(f"    {found.guide.title}：{NO_ITEM}")
                continue
            try:
                draft = self.drafts.put(found, code, self.by, Path(report.path).name)
                print(f"    {found.guide.title}：写进 {code} 的草稿 {draft.id}")
            except MoveRefused as refusal:
                print(f"    {found.guide.title}：{refusal}")


def _maker(
    settings: Settings, store: GuideStore, dictionary: Dictionary, arguments: argparse.Namespace
) -> _Maker | None:
    """Return what makes drafts as the person who is named; None, and why, where they may not."""
    clerks = desk_for_commands(settings).accounts.clerks()
    clerk = next((one for one in clerks if one.login == arguments.login and one.active), None)
    if clerk is None or not clerk.may(Right.EDIT):
        print(NOT_AN_EDITOR.format(login=arguments.login), file=sys.stderr)
        return None
    record = Record(store, utc_now)
    catalogue = store.published()[0]
    today = utc_now().astimezone(CITY_TIME).date()
    drafts = ImportDrafts(record.drafts, catalogue, dictionary, today)
    return _Maker(drafts, person_of(clerk), arguments.item)


@contextmanager
def _told_when_stopped(report: ReportFile) -> Iterator[None]:
    try:
        with stopped_by_signals():
            yield
    except KeyboardInterrupt:
        where = f"，报告在 {report.path}" if report.path else ""
        print(
            f"中途停了：读了 {len(report.files)} 个，共 {report.total} 个{where}。", file=sys.stderr
        )


def said_of(report: FileReport) -> str:
    """Return what came of a file, in a line."""
    if report.refused:
        return f"没有读：{report.refused}"
    lost = len(report.not_understood) + sum(len(one.guide.not_understood) for one in report.guides)
    names = "、".join(one.guide.title for one in report.guides[:3])
    more = f" 等 {len(report.guides)} 份" if len(report.guides) > 3 else ""
    found = f"认出 {names}{more}" if report.guides else "没有认出办事指南"
    return f"{found}；没看懂的 {lost} 处{'；扫描件' if report.scanned else ''}"


def _sum_up(totals: Totals, report: Path | None) -> None:
    print(f"读了 {totals.read} 个文件，认出 {totals.guides} 份指南；没有读 {totals.refused} 个。")
    for line in totals.refusals:
        print(f"  {line}")
    if report is not None:
        print(f"报告：{report}")
