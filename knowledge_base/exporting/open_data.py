"""The open data of a generation (开放数据): every file, made once, with a signed manifest beside them."""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from knowledge_base.exporting.cpsv import whole_set
from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.manifest import MANIFEST, PUBLIC_KEY, SIGNATURE, SUMS, seal
from knowledge_base.exporting.open_json import document, schema
from knowledge_base.exporting.open_tables import sheets
from knowledge_base.exporting.sheet import Sheet, csv_lines, write_book
from knowledge_base.model.upcasting import SCHEMA

GUIDES, SCHEMA_FILE, BOOK, LINKED = "guides.json", "schema.json", "guides.xlsx", "cpsv-ap.jsonld"
ARCHIVE = "open-data.zip"
BESIDE = {
    MANIFEST: "清单：每个文件的大小和摘要",
    SIGNATURE: "清单的签名",
    PUBLIC_KEY: "验签用的公钥",
    SUMS: "摘要，供 sha256sum 核对",
    ARCHIVE: "以上全部，一个压缩包",
}
"""What lies beside the files that the manifest lists."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The moment of files in the archive: equal content makes equal bytes."""

Write = Callable[[Path], None]


def make(edition: Edition, folder: Path, key: str) -> None:
    """Write every file of the generation, whole or not at all; a folder that is there stays as it is.

    Args:
        edition: what is given out.
        folder: is made; while it is not whole its name has an ending more.
        key: the private key's text to sign with; empty where there is none.
    """
    if folder.exists():
        return
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    files = dict(_files(edition))
    for name, (_what, write) in files.items():
        write(part / name)
    seal(part, head_of(edition), {name: what for name, (what, _) in files.items()}, key)
    _pack(part)
    part.replace(folder)


def head_of(edition: Edition) -> Mapping[str, Any]:
    """Return what the manifest says of the whole set."""
    return {
        "title": f"{edition.city}政务服务办事指南开放数据",
        "schema": SCHEMA,
        "generation": edition.no,
        "published_at": edition.published_at.isoformat(),
        "digest": edition.digest,
        "guides": len(edition.catalogue.guides),
        "samples": edition.samples,
        "notice": edition.notice,
        "address": f"{edition.address}/open-data",
    }


def _files(edition: Edition) -> Iterator[tuple[str, tuple[str, Write]]]:
    """Yield the name of each file with what it is and how it is written."""
    yield GUIDES, ("全部指南、目录、材料、地点和部门（JSON）", partial(_json, document(edition)))
    address = f"{edition.address}/open-data/{SCHEMA_FILE}"
    yield SCHEMA_FILE, (f"{GUIDES} 的格式说明（JSON Schema）", partial(_json, schema(address)))
    yield BOOK, ("全部表格，一个工作簿（Excel）", partial(_book, edition))
    for name, sheet in sheets(edition).items():
        yield f"{name}.csv", (f"{sheet.name}（CSV）", partial(_csv, sheet))
    yield LINKED, ("关联数据（CPSV-AP 3.2，JSON-LD）", partial(_json, whole_set(edition)))


def _json(data: Any, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)


def _csv(sheet: Sheet[Any], path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(csv_lines(sheet.columns, sheet.rows))


def _book(edition: Edition, path: Path) -> None:
    with path.open("wb") as file:
        write_book(file, sheets(edition).values(), edition.published_at)


def _pack(folder: Path) -> None:
    """Put everything in the folder into one archive beside it."""
    paths = sorted(path for path in folder.iterdir() if path.name != ARCHIVE)
    with zipfile.ZipFile(folder / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            entry = zipfile.ZipInfo(path.name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)
