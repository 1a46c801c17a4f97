"""The command `export`: open data, the files of the city, one guide, or the check of a set that was given out."""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from hall.bootstrap import NothingPublished, open_database
from hall.running.keys import settings_with_secrets
from hall.running.say import complain, line
from hall.settings import Settings, load_settings
from hall.web.edition import edition_of
from knowledge_base.audit.signing import read_public
from knowledge_base.exporting.city_files import write_files
from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.forms import FORMS
from knowledge_base.exporting.manifest import PUBLIC_KEY, faults_of
from knowledge_base.exporting.open_data import make
from knowledge_base.store.repository import GuideStore


def add_export(parser: argparse.ArgumentParser) -> None:
    """Describe `export`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    data = actions.add_parser("data", help="the open data of what is live, signed")
    data.add_argument("to", type=Path, help="a folder that is not there yet")
    files = actions.add_parser("files", help="every record as the YAML files that `seed` reads")
    files.add_argument("to", type=Path, help="an empty folder")
    guide = actions.add_parser("guide", help="one guide as a file")
    guide.add_argument("item", help="code of the item")
    guide.add_argument("to", type=Path, help=f"the new file, ending in {', '.join(FORMS)}")
    check = actions.add_parser(
        "check", help="check a set of open data; exit code 1 where it differs"
    )
    check.add_argument("folder", type=Path, help="where its files lie")
    check.add_argument("--key", type=Path, help=f"the public key, if not {PUBLIC_KEY} beside it")


def export(arguments: argparse.Namespace) -> int:
    """Write or check what was asked for; return 1 where that was not possible, or the check found something."""
    try:
        return ACTIONS[arguments.action](arguments)
    except (OSError, ValueError) as error:
        complain(f"没有做成：{error}")
        return 1


def _data(arguments: argparse.Namespace) -> int:
    settings, _written = settings_with_secrets()
    edition, folder = _live(settings), arguments.to
    if folder.exists():
        raise FileExistsError(f"{folder} 已经有了，请换一个名字")
    make(edition, folder, settings.audit_key)
    size = sum(path.stat().st_size for path in folder.iterdir())
    many = len(list(folder.iterdir()))
    line(f"第 {edition.no} 次发布的开放数据在 {folder}：{many} 个文件，{size} 字节，已签名。")
    return 0


def _files(arguments: argparse.Namespace) -> int:
    edition = _live(load_settings())
    many = write_files(edition.catalogue, arguments.to)
    line(f"第 {edition.no} 次发布的全部内容在 {arguments.to}：{many} 个文件。")
    return 0


def _guide(arguments: argparse.Namespace) -> int:
    form = FORMS.get(arguments.to.suffix.removeprefix("."))
    if form is None:
        raise ValueError(f"文件名要以 {'、'.join(FORMS)} 之一结尾，现为 {arguments.to}")
    edition = _live(load_settings())
    guide = edition.catalogue.guides.get(arguments.item)
    if guide is None:
        raise ValueError(f"没有编码为 {arguments.item!r} 的事项")
    with arguments.to.open("xb") as file:
        file.write(form.make(edition, guide))
    line(f"《{guide.item.name}》第 {guide.version} 版在 {arguments.to}。")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    path = arguments.key or arguments.folder / PUBLIC_KEY
    faults = faults_of(arguments.folder, read_public(path.read_bytes()))
    for fault in faults:
        complain(f"! {fault}")
    if faults:
        return 1
    said = json.loads((arguments.folder / "manifest.json").read_bytes())
    line(f"完整：第 {said['generation']} 次发布，{len(said['files'])} 个文件都与签过名的清单相同。")
    return 0


def _live(settings: Settings) -> Edition:
    """Return the generation in force.

    Raises:
        NothingPublished: there is none.
    """
    store = GuideStore(open_database(settings))
    catalogue, no = store.published()
    if not no:
        raise NothingPublished("数据库里还没有办事指南，请先运行 python -m hall seed")
    return edition_of(settings, store, catalogue, no)


ACTIONS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "data": _data,
    "files": _files,
    "guide": _guide,
    "check": _check,
}
