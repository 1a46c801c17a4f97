"""Workbooks and tables as departments export them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook

from tests.documents_kit.made import Made, made, told
from tests.documents_kit.services import SERVICES, Service

HEADED = ("受理条件", "申请材料", "时限", "收费")
HUKOU, CANJI, SHIPIN, JIASHI, DIBAO = SERVICES
HEADS = (
    "序号",
    "事项名称",
    "实施主体",
    "受理条件",
    "申请材料",
    "办理流程",
    "法定时限",
    "承诺时限",
    "收费标准",
    "办理地点",
    "设定依据",
)


def sheets() -> Iterator[Made]:
    """Yield a table of each kind."""
    yield made("items.xlsx", _items(SERVICES), *SERVICES)
    yield made("form.xlsx", _form(HUKOU), HUKOU)
    yield _papers_by_item("papers.xlsx", (CANJI, SHIPIN))
    yield made("two_sheets.xlsx", _two_sheets((HUKOU, DIBAO)), HUKOU, DIBAO)
    yield made("two_heads.xlsx", _two_heads((CANJI, SHIPIN)), CANJI, SHIPIN, sections=HEADED)
    yield made("a_sheet_each.xlsx", _each((CANJI, JIASHI)), CANJI, JIASHI)
    yield made(
        "items.csv", _text((HEADS, *map(_row, SERVICES[:3])), ",").encode("gbk"), *SERVICES[:3]
    )
    yield made(
        "items_tabs.csv",
        _text((HEADS, *map(_row, SERVICES[2:])), "\t").encode("utf-16"),
        *SERVICES[2:],
    )


def _counted(rows: Iterable[str]) -> str:
    return "\n".join(f"{number}.{row}" for number, row in enumerate(rows, 1))


def _row(one: Service) -> tuple[str, ...]:
    return (
        str(SERVICES.index(one) + 1),
        one.title,
        one.department,
        _counted(one.conditions),
        _counted(p.name for p in one.papers),
        _counted(f"{a}：{b}" for a, b in one.steps),
        one.statutory,
        one.promised,
        one.fee,
        one.place,
        "\n".join(one.basis),
    )


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _items(services: Sequence[Service]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["某某市政务服务事项清单"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADS))
    sheet.append(["填报单位：政务服务中心"])
    sheet.append(HEADS)
    for one in services:
        sheet.append(_row(one))
    return _saved(book)


def _form(one: Service) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    pairs = dict(zip(HEADS, _row(one), strict=True))
    sheet["A1"] = f"{one.title}办事指南"
    sheet.merge_cells("A1:D1")
    row = 2
    for name in ("事项名称", "受理条件", "办理流程", "收费标准", "办理地点", "设定依据"):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, pairs[name])
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
        row += 1
    for column, text in enumerate(("法定时限", one.statutory, "承诺时限", one.promised), 1):
        sheet.cell(row, column, text)
    row += 1
    sheet.cell(row, 1, "申请材料")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
    for column, text in enumerate(("材料名称", "原件份数", "复印件份数", "备注"), 1):
        sheet.cell(row + 1, column, text)
    for number, paper in enumerate(one.papers, 2):
        for column, value in enumerate((paper.name, paper.original, paper.copies, paper.note), 1):
            sheet.cell(row + number, column, value)
    return _saved(book)


def _papers_by_item(name: str, services: Sequence[Service]) -> Made:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["事项名称", "材料名称", "材料形式", "份数", "来源渠道", "备注"])
    for one in services:
        first = sheet.max_row + 1
        for number, paper in enumerate(one.papers):
            source = "申请人自备" if number == 0 else "同上"
            sheet.append(
                [
                    one.title if number == 0 else None,
                    paper.name,
                    "纸质",
                    paper.original,
                    source,
                    paper.note,
                ]
            )
        sheet.merge_cells(start_row=first, start_column=1, end_row=sheet.max_row, end_column=1)
    return Made(name, _saved(book), tuple(told(one, ("申请材料",)) for one in services))


def _two_sheets(services: Sequence[Service]) -> bytes:
    book = Workbook()
    items, papers = book.worksheets[0], book.create_sheet("材料")
    items.title = "事项"
    items.append([name for name in HEADS if name != "申请材料"])
    papers.append(["事项名称", "序号", "申请材料名称", "原件", "复印件"])
    for one in services:
        items.append(
            [text for name, text in zip(HEADS, _row(one), strict=True) if name != "申请材料"]
        )
        for number, paper in enumerate(one.papers, 1):
            papers.append(
                [
                    one.title if number == 1 else "同上",
                    number,
                    paper.name,
                    paper.original,
                    paper.copies,
                ]
            )
    return _saved(book)


def _two_heads(services: Sequence[Service]) -> bytes:
    """A list whose heading has two rows, and whose items cover the rows of their materials."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["政务服务事项清单"])
    sheet.merge_cells("A1:H1")
    sheet.append(["序号", "事项名称", "办理条件", "申请材料", "", "", "承诺时限", "收费"])
    sheet.append(["", "", "", "材料名称", "份数", "原件/复印件", "", ""])
    sheet.merge_cells("D2:F2")
    for column in "ABCGH":
        sheet.merge_cells(f"{column}2:{column}3")
    for number, one in enumerate(services, 1):
        first = sheet.max_row + 1
        for paper in one.papers:
            whole = [number, one.title, "".join(one.conditions)]
            sheet.append([*whole, paper.name, paper.original, "原件", one.promised, one.fee])
        for column in "ABCGH":
            sheet.merge_cells(f"{column}{first}:{column}{sheet.max_row}")
    return _saved(book)


def _each(services: Sequence[Service]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for one in services:
        sheet = book.create_sheet(one.title)
        for name, text in zip(HEADS[3:], _row(one)[3:], strict=True):
            sheet.append([name, text])
    return _saved(book)


def _text(rows: Iterable[Sequence[str]], sign: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue()
