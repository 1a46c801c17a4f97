"""Word documents as offices write them."""

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument

from tests.documents_kit.made import Made, made
from tests.documents_kit.services import SERVICES, Service

HUKOU, CANJI, SHIPIN, JIASHI, DIBAO = SERVICES
HAN = "一二三四五六七八九十"


def words() -> Iterator[Made]:
    """Yield a Word document of each kind."""
    yield made("headings.docx", _saved(_headings(HUKOU)), HUKOU)
    yield made("form.docx", _saved(_form(CANJI)), CANJI)
    yield made("sheet.docx", _saved(_sheet(SHIPIN)), SHIPIN)
    yield made("standard.docx", _saved(_standard(DIBAO)), DIBAO)
    yield made(
        "prose.docx",
        _saved(_prose(JIASHI)),
        JIASHI,
        sections=("申请材料", "时限", "收费", "地点", "依据"),
    )
    yield made("bold.docx", _saved(_bold(CANJI)), CANJI)
    yield made("several.docx", _saved(_several(HUKOU, JIASHI)), HUKOU, JIASHI)
    yield made("plain_several.docx", _saved(_plain_several(CANJI, DIBAO)), CANJI, DIBAO)
    yield made("broken_table.docx", _saved(_broken(SHIPIN)), SHIPIN, sections=("申请材料",))
    yield made(
        "leaflet.docx",
        _saved(_leaflet(DIBAO)),
        DIBAO,
        sections=("申请材料", "办理流程", "时限", "地点"),
    )


def _saved(document: WordDocument) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _parts(one: Service) -> list[tuple[str, list[str]]]:
    return [
        ("受理条件", list(one.conditions)),
        ("申请材料", [f"{p.name}（原件{p.original}份、复印件{p.copies}份）" for p in one.papers]),
        ("办理流程", [f"{name}：{text}" for name, text in one.steps]),
        ("办理时限", [f"法定时限{one.statutory}，承诺时限{one.promised}"]),
        ("收费依据及标准", [one.fee]),
        ("办理地点", [one.place]),
        ("设定依据", list(one.basis)),
    ]


def _headings(one: Service) -> WordDocument:
    document = Document()
    document.add_heading(one.title, 0)
    for name, rows in _parts(one):
        document.add_heading(name, 1)
        for row in rows:
            document.add_paragraph(row, style="List Number" if len(rows) > 1 else None)
    document.add_heading("温馨提示", 1)
    document.add_paragraph("请在工作时间前来办理。")
    return document


def _form(one: Service) -> WordDocument:
    document = Document()
    document.add_paragraph(f"{one.title}服务指南").runs[0].bold = True
    table = document.add_table(0, 2)
    for name, rows in (("事项名称", [one.title]), ("实施机构", [one.department]), *_parts(one)):
        cells = table.add_row().cells
        cells[0].text = " ".join(name) if len(name) == 4 else name
        cells[1].text = (
            "\n".join(f"{n}.{row}" for n, row in enumerate(rows, 1)) if len(rows) > 1 else rows[0]
        )
    return document


def _sheet(one: Service) -> WordDocument:
    document = Document()
    table = document.add_table(0, 6)
    title = table.add_row().cells
    title[0].merge(title[5]).text = "行政许可事项办事指南"
    for pairs in (
        (("事项名称", one.title), ("实施主体", one.department)),
        (("法定时限", one.statutory), ("承诺时限", one.promised)),
        (("是否收费", one.fee), ("办理地点", one.place)),
    ):
        cells = table.add_row().cells
        cells[0].text = pairs[0][0]
        cells[1].merge(cells[2]).text = pairs[0][1]
        cells[3].text = pairs[1][0]
        cells[4].merge(cells[5]).text = pairs[1][1]
    for name, rows in (("受理条件", one.conditions), ("设定依据", one.basis)):
        cells = table.add_row().cells
        cells[0].text = name
        cells[1].merge(cells[5]).text = "\n".join(rows)
    first = table.add_row().cells
    for column, text in enumerate(("申请材料", "序号", "材料名称", "原件", "复印件", "备注")):
        first[column].text = text
    last = first
    for number, paper in enumerate(one.papers, 1):
        last = table.add_row().cells
        for column, text in enumerate(
            (str(number), paper.name, str(paper.original), str(paper.copies), paper.note), 1
        ):
            last[column].text = text
    first[0].merge(last[0])
    cells = table.add_row().cells
    cells[0].text = "办理流程"
    cells[1].merge(cells[5]).text = "\n".join(
        f"{n}.{a}：{b}" for n, (a, b) in enumerate(one.steps, 1)
    )
    return document


def _standard(one: Service) -> WordDocument:
    document = Document()
    for line in ("公共服务事项服务指南", one.title, "某某市民政局发布"):
        document.add_paragraph(line)
    parts = _parts(one)
    chapters: list[tuple[str, list[str]]] = [
        ("适用范围", ["本指南适用于" + one.title + "。"]),
        ("事项审查类型", ["前审后批"]),
        *parts,
        ("咨询途径", ["窗口咨询"]),
    ]
    for number, (name, rows) in enumerate(chapters):
        document.add_paragraph(f"{HAN[number]}、{name}")
        for place, row in enumerate(rows, 1):
            document.add_paragraph(f"（{HAN[place - 1]}）{row}" if len(rows) > 1 else row)
    return document


def _prose(one: Service) -> WordDocument:
    document = Document()
    document.add_paragraph(one.title)
    papers = "".join(f"{n}.{p.name}；" for n, p in enumerate(one.papers, 1))
    document.add_paragraph(f"应提交材料：{papers}")
    document.add_paragraph(f"办理时限：{one.promised}。")
    document.add_paragraph(f"收费标准：{one.fee}。")
    document.add_paragraph(f"办理地点：{one.place}。")
    document.add_paragraph(f"办理依据：{one.basis[0]}。")
    return document


def _bold(one: Service) -> WordDocument:
    document = Document()
    document.add_paragraph(one.title).runs[0].bold = True
    for name, rows in _parts(one):
        document.add_paragraph(name).runs[0].bold = True
        for number, row in enumerate(rows, 1):
            document.add_paragraph(f"{number}、{row}" if len(rows) > 1 else row)
    document.add_paragraph("特别说明").runs[0].bold = True
    document.add_paragraph("1、材料一律使用A4纸。")
    return document


def _several(*services: Service) -> WordDocument:
    document = Document()
    document.add_heading("办事指南汇编", 0)
    for one in services:
        document.add_heading(one.title, 1)
        for name, rows in _parts(one):
            document.add_heading(name, 2)
            for number, row in enumerate(rows, 1):
                document.add_paragraph(f"{number}．{row}")
    return document


def _plain_several(*services: Service) -> WordDocument:
    document = Document()
    for number, one in enumerate(services):
        document.add_paragraph(f"{HAN[number]}、{one.title}")
        for place, (name, rows) in enumerate(_parts(one)):
            document.add_paragraph(f"（{HAN[place]}）{name}")
            for at, row in enumerate(rows, 1):
                document.add_paragraph(f"{at}. {row}" if len(rows) > 1 else row)
    return document


def _broken(one: Service) -> WordDocument:
    """A table of materials as a page break leaves it: the heading again, a name in two rows."""
    document = Document()
    document.add_paragraph(f"{one.title}申请材料清单")
    table = document.add_table(0, 4)
    heading = ("序号", "材料名称", "份数", "备注")
    _put(table, heading)
    for number, paper in enumerate(one.papers, 1):
        half = len(paper.name) // 2 if number == len(one.papers) - 1 else len(paper.name)
        _put(table, (str(number), paper.name[:half], "１份" if number == 1 else "同上", paper.note))
        if half < len(paper.name):
            _put(table, ("", paper.name[half:], "", ""))
        if number == 2:
            _put(table, heading)
    return document


def _put(table: object, texts: tuple[str, ...]) -> None:
    for cell, text in zip(table.add_row().cells, texts, strict=True):  # type: ignore[attr-defined]
        cell.text = text


def _leaflet(one: Service) -> WordDocument:
    document = Document()
    document.add_paragraph("一次性告知单")
    document.add_paragraph(f"事项名称：{one.title}")
    document.add_paragraph("您办理的事项需要准备以下材料：")
    document.add_paragraph("申请材料：")
    for sign, paper in zip("①②③④⑤⑥", one.papers, strict=False):
        document.add_paragraph(f"{sign}{paper.name}")
    document.add_paragraph("注：以上材料均需带原件核对。")
    document.add_paragraph("怎么办：")
    for number, (name, text) in enumerate(one.steps, 1):
        document.add_paragraph(f"第{HAN[number - 1]}步：{name}，{text}")
    document.add_paragraph(f"多久办好：{one.promised}")
    document.add_paragraph(f"去哪办：{one.place}")
    return document
