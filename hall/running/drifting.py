"""`drift`: what a leaflet, a page of a portal or a workbook says differently from what is in force."""

import argparse
import sys
from pathlib import Path

from hall.bootstrap import open_database, utc_now
from hall.settings import load_settings
from knowledge_base.importing.batch import Importer
from knowledge_base.importing.dictionary import SECTIONS, Dictionary
from knowledge_base.importing.dictionary_files import load_dictionary
from knowledge_base.importing.drafts import drift
from knowledge_base.importing.field_names import FieldNames
from knowledge_base.importing.matching import MatchedGuide
from knowledge_base.lifecycle.differences import Change, What
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.repository import GuideStore

NO_ITEM = "库里没有叫这个名字的事项，没有对照"
NO_GUIDE = "没有认出办事指南"
SAME = "文件说到的，和现行的一样"
WHAT = {
    What.NEW: "只有文件说",
    What.GONE: "文件没说",
    What.CHANGED: "说得不同",
    What.MOVED: "次序不同",
}
DIFFERS, NOT_COMPARED = 1, 2


def add_drifting(parser: argparse.ArgumentParser) -> None:
    """Describe `drift`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a leaflet, a page or a workbook")


def drifting(arguments: argparse.Namespace) -> int:
    """List what differs, field by field; return 0 where nothing does, 1 where something does, 2 where nothing was compared."""
    store = GuideStore(open_database(load_settings()))
    catalogue = store.published()[0]
    names = FieldNames(store.engine, utc_now).known()
    dictionary = load_dictionary(names)
    report = Importer(dictionary, catalogue).read_path(arguments.file)
    if report.refused or not report.guides:
        print(f"{arguments.file} {report.refused or NO_GUIDE}。", file=sys.stderr)
        return NOT_COMPARED
    found = [_compared(one, catalogue, dictionary) for one in report.guides]
    return DIFFERS if DIFFERS in found else max(found)


def _compared(one: MatchedGuide, catalogue: Catalogue, dictionary: Dictionary) -> int:
    if one.item not in catalogue.guides:
        print(f"{one.guide.title}：{NO_ITEM}。")
        return NOT_COMPARED
    changes = drift(one, catalogue)
    said = f"{len(changes)} 处不同" if changes else SAME
    print(f"{one.guide.title}（{one.item}）：{said}。")
    for change in changes:
        both = " → ".join(text for text in (change.before, change.after) if text)
        print(f"  {_where(change, dictionary)}　{WHAT[change.what]}　{both}")
    return DIFFERS if changes else 0


def _where(change: Change, dictionary: Dictionary) -> str:
    """Return the part of the guide, and which row of it: 申请材料“居民户口簿”."""
    part = change.path[0].field.partition(".")[2]
    row = next((step.row for step in change.path if step.row), "")
    name = SECTIONS.get(part) or dictionary.labels.get(part, "")
    return f"{name}“{row}”" if row else name
