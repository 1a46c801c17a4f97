"""Which files a clerk may send to a citizen, what is left out of them, and under which name they go."""

import struct

import pytest

from service_desk.attachments.checking import MOST_FILES, CheckedFile, Upload, check
from service_desk.attachments.kinds import MIB, FileKind, size_label
from service_desk.attachments.names import safe_name, short_name
from service_desk.errors import AttachmentRefused
from tests import files_kit as files

LARGEST = 5 * MIB
LOCKED_ENTRY = files.docx().replace(
    b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
)


def checked(name: str, content: bytes) -> CheckedFile:
    (one,) = check([Upload(name, content)], LARGEST)
    return one


def refusal(name: str, content: bytes, largest: int = LARGEST) -> str:
    with pytest.raises(AttachmentRefused) as refused:
        check([Upload(name, content)], largest)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("申请表.pdf", files.pdf(), FileKind.PDF),
        ("样表.png", files.png(), FileKind.PNG),
        ("样表.JPG", files.jpeg(), FileKind.JPEG),
        ("样表.jpeg", files.jpeg(), FileKind.JPEG),
        ("申请书.docx", files.docx(), FileKind.DOCX),
        ("网页版Word存的.docx", files.docx(main="word/document2.xml"), FileKind.DOCX),
        ("材料清单.xlsx", files.xlsx(), FileKind.XLSX),
    ],
)
def test_each_kind_is_told_by_its_content(name: str, content: bytes, kind: FileKind) -> None:
    one = checked(name, content)
    assert (one.kind, one.content) == (kind, content)


REFUSED = {
    "an empty file": ("空.pdf", b"", "是空的"),
    "a page": ("a.pdf", b"<html><script>alert(1)</script></html>", "不是可以发的类型"),
    "a drawing that may hold scripts": (
        "a.png",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "不是可以发的类型",
    ),
    "a program": ("a.pdf", b"MZ" + bytes(200), "不是可以发的类型"),
    "plain text": ("a.docx", "申请表".encode(), "不是可以发的类型"),
    "a picture of another kind": ("a.png", b"GIF89a" + bytes(30), "不是可以发的类型"),
    "a page before a PDF": ("a.pdf", b"<script>1</script>" + files.pdf(), "不是可以发的类型"),
    "a PDF without an end": ("a.pdf", files.pdf()[:-40], "不完整"),
    "a PDF that is an archive too": (
        "a.pdf",
        files.pdf() + files.package({"a": "b"}) + b"%%EOF startxref",
        "夹带",
    ),
    "a PNG cut short": ("a.png", files.png()[:-4], "不完整"),
    "a PNG with a flipped bit": ("a.png", files.png().replace(b"IDAT", b"IDAU"), "不完整"),
    "a PNG that is nothing but its first bytes": ("a.png", b"\x89PNG\r\n\x1a\n", "不完整"),
    "a PNG that fills a phone": ("a.png", files.png(20_000, 20_000), "尺寸太大"),
    "a PNG without a size": ("a.png", files.png(0, 5), "不完整"),
    "a JPEG cut short": ("a.jpg", files.jpeg()[:-2], "不完整"),
    "a JPEG without a picture": ("a.jpg", files.jpeg()[:20] + b"\xff\xd9", "不完整"),
    "a JPEG that fills a phone": (
        "a.jpg",
        files.jpeg().replace(b"\x08\0\1\0\1\1", b"\x08\xff\xff\xff\xff\1"),
        "尺寸太大",
    ),
    "an archive": ("a.docx", files.package({"a.txt": "b"}), "不是可以发的类型"),
    "a presentation": (
        "a.docx",
        files.docx(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
        ),
        "不是可以发的类型",
    ),
    "a Word file with macros": ("a.docm", files.docx(files.MACRO_WORD), "宏"),
    "macros under a plain type": ("a.docx", files.docx(word__vbaProject=b"x"), "宏"),
    "a control": ("a.docx", files.docx(word__activeX__activeX1=b"x"), "宏"),
    "a sheet of old macros": ("a.docx", files.docx(xl__macrosheets__sheet1=b"x"), "宏"),
    "a locked entry": ("a.docx", LOCKED_ENTRY, "加了密码"),
    "a Word file with a password": ("a.docx", files.compound("EncryptedPackage"), "加了密码"),
    "an old Word file": ("a.doc", files.compound("WordDocument"), "旧版 Office"),
    "an archive with something before it": (
        "a.docx",
        b"PK\x03\x04" + files.docx()[4:] + b"tail",
        "不完整",
    ),
    "an archive cut short": ("a.docx", files.docx()[:-30], "不完整"),
    "a bomb": ("a.docx", files.docx(a=bytes(101 * MIB)), "展开后太大"),
    "a type list that is a bomb of entities": (
        "a.docx",
        files.package({"[Content_Types].xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "不完整",
    ),
    "a PDF that says it is a picture": ("a.png", files.pdf(), "内容是PDF，扩展名却不是 .pdf"),
    "a picture that says it is a PDF": ("a.pdf", files.jpeg(), "扩展名却不是 .jpg或 .jpeg"),
    "a name without an extension": ("申请表", files.pdf(), "扩展名却不是 .pdf"),
    "two extensions": ("申请表.pdf.exe", files.pdf(), "扩展名却不是 .pdf"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_sent_is_named_with_the_reason(what: str) -> None:
    name, content, why = REFUSED[what]
    said = refusal(name, content)
    assert said.startswith(f"附件“{name}”"), said
    assert why in said, said


def test_a_part_that_does_not_unpack_makes_the_file_a_damaged_one() -> None:
    content = bytearray(files.docx())
    at = content.index(b"word/document.xml") + len("word/document.xml") + 10
    content[at : at + 8] = b"\0" * 8
    assert "损坏" in refusal("a.docx", bytes(content))


def test_a_file_that_is_too_large_is_told_both_sizes() -> None:
    said = refusal("扫描件.pdf", bytes(6 * MIB + 1))
    assert "有 6.1 MB" in said
    assert "最多 5 MB" in said


def test_so_many_files_go_at_once_and_no_more() -> None:
    one = Upload("a.pdf", files.pdf())
    assert len(check([one] * MOST_FILES, LARGEST)) == MOST_FILES
    with pytest.raises(AttachmentRefused, match="您选了 6 个"):
        check([one] * 6, LARGEST)


@pytest.mark.parametrize("order", [">", "<"])
def test_a_photograph_keeps_which_side_is_up_and_loses_where_it_was_taken(order: str) -> None:
    taken = files.jpeg(6, order)
    sent = checked("表.jpg", taken).content
    assert b"N47.65" in taken
    assert b"N47.65" not in sent
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in sent
    assert sent.endswith(files.JPEG[2:])
    assert checked("表.jpg", sent).content == sent


def test_an_upright_photograph_carries_no_exif_at_all() -> None:
    assert checked("表.jpg", files.jpeg(1)).content == files.JPEG


def test_what_hangs_behind_a_picture_is_cut_off() -> None:
    assert checked("表.jpg", files.jpeg() + b"<script>").content == files.jpeg()
    assert checked("表.png", files.png() + files.package({"a": "b"})).content == files.png()


def test_a_comment_and_a_maker_are_left_out_of_a_photograph_and_its_colours_stay() -> None:
    colours = b"\xff\xe2\0\x10ICC_PROFILE\0\1\1"
    maker = b"\xff\xed\0\x09maker!!" + b"\xff\xfe\0\x06wang" + b"\xff\xe2\0\x06MPF\0"
    content = files.JPEG[:2] + maker + colours + files.JPEG[2:]
    assert checked("表.jpg", content).content == files.JPEG[:2] + colours + files.JPEG[2:]


def test_what_an_editor_wrote_into_a_png_is_left_out() -> None:
    written = files.chunk(b"eXIf", b"N47.65") + files.chunk(b"tEXt", b"Author\0Wang")
    assert checked("表.png", files.png(beside=written)).content == files.png()


@pytest.mark.parametrize("cut", range(1, 200, 7))
def test_no_torn_exif_stops_a_photograph(cut: int) -> None:
    whole = files.jpeg(6)
    length = int.from_bytes(whole[4:6], "big")
    kept = whole[6 : 6 + max(0, length - 2 - cut)]
    torn = whole[:4] + struct.pack(">H", len(kept) + 2) + kept + files.JPEG[2:]
    assert checked("表.jpg", torn).content.endswith(files.JPEG[2:])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("申请表.pdf", "申请表.pdf"),
        ("C:\\Users\\王芳\\桌面\\申请表.PDF", "申请表.pdf"),
        ("../../etc/passwd", "passwd"),
        ("表\u202efdp.exe", "表fdp.exe"),
        ("表\n\t一\x00.pdf", "表一.pdf"),
        ("表\u200b\u2066一.pdf", "表一.pdf"),
        ('a<b>"c"|d?.pdf', "a_b__c__d_.pdf"),
        ("  表   一 .pdf", "表 一.pdf"),
        (".pdf", "附件.pdf"),
        ("...", "附件"),
        ("", "附件"),
        ("表" * 300 + ".pdf", "表" * 60 + ".pdf"),
        ("表.很长的扩展名", "表.很长的扩展名"),
    ],
)
def test_a_name_is_the_last_part_without_what_cannot_be_seen(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_personal_data_in_a_name_are_masked() -> None:
    kept = safe_name("户口 13812345678 11010519491231002X.pdf")
    assert "13812345678" not in kept
    assert "19491231" not in kept
    assert kept.startswith("户口")
    assert kept.endswith(".pdf")


def test_a_number_is_masked_before_the_name_is_cut() -> None:
    kept = safe_name("表" * 54 + "13812345678.pdf")
    assert "138123" not in kept


def test_a_short_name_keeps_its_extension() -> None:
    assert short_name("新生儿落户申请表（样表）.pdf", 10) == "新生儿落户….pdf"
    assert short_name("申请表.pdf", 10) == "申请表.pdf"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1, "1 KB"),
        (1024, "1 KB"),
        (182_044, "178 KB"),
        (MIB - 1, "1 MB"),
        (MIB, "1 MB"),
        (MIB + 1, "1.1 MB"),
        (25 * MIB // 10, "2.5 MB"),
    ],
)
def test_a_size_is_said_as_people_say_it(size: int, said: str) -> None:
    assert size_label(size) == said
