"""How long 100 mixed documents take, and how much of them is found."""

import time
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge_base.importing.batch import Importer, ReportFile, files_of, import_files
from knowledge_base.importing.dictionary_files import load_dictionary
from knowledge_base.loading import load_catalogue
from tests.documents_kit import documents
from tests.documents_kit.measuring import measured

COUNT = 100


def measure(_url: str) -> list[str]:
    """Import 100 documents of every kind, a bad one among them, and measure what is found of what stands in them."""
    made = tuple(documents())
    dictionary = load_dictionary()
    importer = Importer(dictionary, load_catalogue())
    with TemporaryDirectory() as folder:
        for number, one in enumerate(islice(cycle(made), COUNT - 1)):
            (Path(folder) / f"{number:03}_{one.name}").write_bytes(one.content)
        (Path(folder) / "bad.docx").write_bytes(b"PK\x03\x04 nothing")
        files = list(files_of([Path(folder)]))
        report = ReportFile(Path(folder) / "report.json", dictionary, len(files), [])
        began = time.perf_counter()
        totals = import_files(importer, files, report, lambda _number, _report: None)
        seconds = time.perf_counter() - began
    found = measured(made, dictionary)
    scanned = sum(one.name.startswith("scan") for one in made)
    return [
        f"{len(files)} 个文件 {seconds:.1f} s（要求 ≤ 60 s），没有读 {totals.refused} 个，认出 {totals.guides} 份指南",
        f"{len(made)} 种文件（其中扫描 {scanned}）：名称和各部分 {found.headings:.1%}，材料 {found.rows:.1%}，"
        f"编造 {len(found.invented)}",
    ]
