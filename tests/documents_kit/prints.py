"""PDF files, printed and scanned, written without a printer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.documents_kit.made import Made, made
from tests.documents_kit.services import SERVICES, Service

HUKOU, CANJI, SHIPIN, JIASHI, DIBAO = SERVICES
WIDE, HIGH, EDGE, LETTER = 595, 842, 60, 12
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
HAN = "一二三四五六七八九十"


@dataclass
class Print:
    """Pages of letters and lines."""

    pages: list[list[str]] = field(default_factory=lambda: [[]])

    def write(self, x: float, y: float, text: str, size: int = LETTER) -> None:
        """Put a text onto the page, `y` counted from above."""
        code = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F {size} Tf {x} {HIGH - y - size} Td <{code}> Tj ET")

    def box(self, x: float, y: float, wide: float, high: float) -> None:
        """Draw a box."""
        self.pages[-1].append(f"{x} {HIGH - y - high} {wide} {high} re S")

    def content(self) -> bytes:
        """Return the file."""
        kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(self.pages)))
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
            " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /Ascent 880 /Descent -120"
            " /CapHeight 880 /ItalicAngle 0 /StemV 80 /FontBBox [0 -200 1000 900] >> >>",
        ]
        for number, page in enumerate(self.pages):
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDE} {HIGH}]"
                f" /Resources << /Font << /F 3 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
            )
            stream = "\n".join(page)
            objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        return _file(objects)


def _file(objects: Sequence[str]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(out)


def prints() -> Iterator[Made]:
    """Yield a PDF of each kind but scanned ones."""
    yield made("prose.pdf", _prose(HUKOU), HUKOU)
    yield made("table.pdf", _table(CANJI), CANJI)
    yield made("long.pdf", _long(DIBAO), DIBAO)


def scans() -> Iterator[Made]:
    """Yield scanned pages."""
    yield made("scan.pdf", _scan(JIASHI), JIASHI)


def _lines(one: Service) -> list[str]:
    parts = [
        ("受理条件", list(one.conditions)),
        ("申请材料", [f"{p.name}（原件{p.original}份，复印件{p.copies}份）" for p in one.papers]),
        ("办理流程", [f"{name}：{text}" for name, text in one.steps]),
        ("办理时限", [f"{one.statutory}，承诺{one.promised}"]),
        ("收费标准", [one.fee]),
        ("办理地点", [one.place]),
        ("设定依据", list(one.basis)),
    ]
    found = []
    for number, (name, rows) in enumerate(parts):
        found.append(f"{HAN[number]}、{name}")
        found += [f"{place}.{row}" if len(rows) > 1 else row for place, row in enumerate(rows, 1)]
    return found


def _folded(line: str, most: int) -> list[str]:
    return [line[start : start + most] for start in range(0, len(line), most)]


def _prose(one: Service) -> bytes:
    print_, y = Print(), 60.0
    print_.write(200, y, one.title, 20)
    y += 50
    for line in _lines(one):
        for piece in _folded(line, (WIDE - 2 * EDGE) // LETTER):
            print_.write(EDGE, y, piece)
            y += 20
    return print_.content()


def _long(one: Service) -> bytes:
    """Pages with a running head and numbers, so that lists go on over their ends."""
    print_, y = Print(), 90.0
    print_.write(EDGE, 30, "政务服务办事指南汇编", 9)
    print_.write(EDGE, y, f"{one.title}办事指南", 18)
    y += 40
    for line in _lines(one):
        for piece in _folded(line, (WIDE - 2 * EDGE) // LETTER):
            if y > 330:
                print_.write(290, 800, f"- {len(print_.pages)} -", 9)
                print_.pages.append([])
                print_.write(EDGE, 30, "政务服务办事指南汇编", 9)
                y = 90
            print_.write(EDGE, y, piece)
            y += 20
    return print_.content()


def _table(one: Service) -> bytes:
    print_, y = Print(), 60.0
    print_.write(180, y, "政务服务事项办事指南", 16)
    y += 40
    rows = [
        ("事项名称", [one.title]),
        ("受理条件", list(one.conditions)),
        ("申请材料", [f"{n}.{p.name}" for n, p in enumerate(one.papers, 1)]),
        ("办理流程", [f"{n}.{a}：{b}" for n, (a, b) in enumerate(one.steps, 1)]),
        ("法定时限", [one.statutory]),
        ("承诺时限", [one.promised]),
        ("收费标准", [one.fee]),
        ("办理地点", [one.place]),
        ("设定依据", list(one.basis)),
    ]
    for name, lines in rows:
        high = 18 * len(lines) + 8
        print_.box(EDGE, y, 90, high)
        print_.box(EDGE + 90, y, WIDE - 2 * EDGE - 90, high)
        print_.write(EDGE + 5, y + 5, name)
        for number, line in enumerate(lines):
            print_.write(EDGE + 95, y + 5 + 18 * number, line)
        y += high
    return print_.content()


def _scan(one: Service) -> bytes:
    page = Image.new("RGB", (WIDE * 2, HIGH * 2), "white")
    draw = ImageDraw.Draw(page)
    draw.text((400, 100), one.title, "black", ImageFont.truetype(FONT, 44))
    letters, y = ImageFont.truetype(FONT, 26), 200
    for line in _lines(one):
        draw.text((120, y), line, "black", letters)
        y += 46
    out = BytesIO()
    page.save(out, "PDF", resolution=144)
    return out.getvalue()
