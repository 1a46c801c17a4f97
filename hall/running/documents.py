"""`import`: documents of departments and pages of portals, read into guides; with `--draft` into drafts."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hall.bootstrap import open_database
from hall.running.command import stopped_by_signals
from hall.settings import load_settings
from knowledge_base.importing.batch import Importer, ReportFile, files_of, import_files
from knowledge_base.importing.dictionary import load_dictionary
from knowledge_base.importing.report import FileReport, Totals
from knowledge_base.store.repository import GuideStore

NO_FILES = "没有可以导入的文件。"
SOME_REFUSED = 1
INTERRUPTED = 130


def add_documents(parser: argparse.ArgumentParser) -> None:
    """Describe `import`."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files and folders")
    parser.add_argument("--report", type=Path, metavar="FILE.json", help="what was found, as JSON")


def documents(arguments: argparse.Namespace) -> int:
    """Read files and say of each what was found; return 1 where one was refused."""
    files = list(files_of(arguments.paths))
    if not files:
        print(NO_FILES, file=sys.stderr)
        return SOME_REFUSED
    if arguments.report is not None and not arguments.report.absolute().parent.is_dir():
        print(f"没有文件夹 {arguments.report.absolute().parent}，报告写不进去。", file=sys.stderr)
        return SOME_REFUSED
    store = GuideStore(open_database(load_settings()))
    dictionary = load_dictionary()
    importer = Importer(dictionary, store.published()[0])
    report = ReportFile(arguments.report, dictionary, len(files), [])
    with _told_when_stopped(report):
        totals = import_files(
            importer, files, report, lambda number, one: _tell(number, len(files), one)
        )
        _sum_up(totals, arguments.report)
        return SOME_REFUSED if totals.refused else 0
    return INTERRUPTED


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


def _tell(number: int, total: int, report: FileReport) -> None:
    print(f"[{number}/{total}] {report.path} {said_of(report)}", flush=True)


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
