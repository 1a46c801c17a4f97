"""Files that are not read: each gets a reason and a way out, and none stops the others."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from openpyxl import Workbook

from knowledge_base.importing import limits, scanned
from knowledge_base.importing import refusing as why
from knowledge_base.importing.formats import COMPOUND, PACKAGE, WORD
from knowledge_base.importing.reading import read_document
from knowledge_base.importing.refusing import Refused
from tests.documents_kit.prints import Print

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def _word() -> bytes:
    out = BytesIO()
    Document().save(out)
    return out.getvalue()


def _with_part(content: bytes, name: str, data: bytes) -> bytes:
    out = BytesIO(content)
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def _reason(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_document(name, content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("空.docx", b"", why.EMPTY),
        ("空白.html", b" \n ", why.EMPTY),
        ("没字.docx", _word(), why.NOTHING),
        ("坏.docx", _word()[:900], why.BROKEN),
        ("坏.pdf", b"%PDF-1.4 nothing", why.BROKEN),
        ("没字.pdf", Print().content(), why.NOTHING),
        ("宏.docm", _with_part(_word(), "word/vbaProject.bin", b"x"), why.MACROS),
        ("宏.docx", _with_part(_word(), "word/vbaProject.bin", b"x"), why.MACROS),
        (
            "炸弹.docx",
            _with_part(_word(), "word/bomb.xml", b"0" * (limits.MOST_UNPACKED + 1)),
            why.BOMB,
        ),
        (
            "实体.docx",
            _with_part(_word(), "word/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>'),
            why.BOMB,
        ),
        ("锁.docx", COMPOUND + b"\0" * 600 + PACKAGE, why.LOCKED),
        ("旧.xls", COMPOUND + b"\0" * 600 + "Workbook".encode("utf-16-le"), why.OLD_EXCEL),
        (
            "片.ppt",
            COMPOUND + b"\0" * 600 + "PowerPoint Document".encode("utf-16-le"),
            why.OLD_SLIDES,
        ),
        ("文.rtf", b"{\\rtf1 abc}", why.RICH_TEXT),
        ("图.pdf", PNG, why.PICTURE),
        ("错.json", b'{"a": 1,\n "b"}', why.MALFORMED.format(line=2)),
        ("引用.yml", b"a: &x [1]\nb: [*x, *x]\n", why.BOMB),
        ("乱.txt", bytes(range(1, 32)) * 40, why.CODES),
        ("深.html", b"<div>" * 400 + "字".encode() + b"</div>" * 400, why.DEEP),
        ("表.xlsx", "只是文字".encode(), why.WRONG_NAME.format(kind="文本", extension="xlsx")),
        ("表.xlsx", _word(), why.WRONG_NAME.format(kind="Word 文档", extension="xlsx")),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 12 else "",
)
def test_a_file_that_cannot_be_read_says_why(name: str, content: bytes, reason: str) -> None:
    assert _reason(name, content) == reason


def test_a_huge_file_says_how_large_it_may_be() -> None:
    reason = _reason("大.txt", "好".encode() * limits.MOST_BYTES)
    assert reason == why.HUGE.format(size=60, most=limits.MOST_BYTES // limits.MIB)


def _sparse(sheets: int, row: int, column: int) -> bytes:
    book, out = Workbook(), BytesIO()
    for _ in range(sheets - 1):
        book.create_sheet()
    for sheet in book.worksheets:
        sheet["A1"], sheet.cell(row, column).value = "事项", "照片"
    book.save(out)
    return out.getvalue()


WIDE = json.dumps([{f"栏{number}": "值"} for number in range(3_000)], ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空格.xlsx", _sparse(1, 19_999, 199)),
        ("许多表.xlsx", _sparse(5, 9_999, 10)),
        ("空格.csv", (",".join("栏" * 199) + "\n" + "照片\n" * 19_000).encode()),
        ("各有各的.json", WIDE),
    ],
)
def test_a_small_file_that_spreads_to_a_huge_table_is_refused(name: str, content: bytes) -> None:
    assert "格，空格也算" in _reason(name, content)


def test_a_page_that_says_it_is_huge_is_looked_at_more_coarsely() -> None:
    assert scanned.fineness(595, 842) == scanned.POINTS_PER_INCH
    assert 14_400 / 72 * scanned.fineness(14_400, 200) == scanned.LONGEST_SIDE


def test_an_old_word_file_without_libreoffice_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert _reason("旧.doc", COMPOUND + b"\0" * 600 + WORD) == why.NO_OFFICE


def test_formulas_are_read_as_values_and_missing_ones_are_told() -> None:
    book, out = Workbook(), BytesIO()
    book.worksheets[0].append(["申请材料", "=1+1", "身份证"])
    book.save(out)
    _, document = read_document("公式.xlsx", out.getvalue())
    assert document.notes == (why_uncomputed("工作表“Sheet”B1"),)


def why_uncomputed(where: str) -> str:
    from knowledge_base.importing.xlsx import UNCOMPUTED

    return UNCOMPUTED.format(where=where)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"]
)
def test_every_chinese_encoding_is_read(encoding: str) -> None:
    _, document = read_document("x.txt", "申请材料：\n居民身份证\n".encode(encoding))
    assert [block.text for block in document.blocks if hasattr(block, "text")] == [
        "申请材料：",
        "居民身份证",
    ]
