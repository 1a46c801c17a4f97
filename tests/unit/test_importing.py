"""What the importer recognises in documents, and that it invents nothing."""

from pathlib import Path

import pytest

from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.dictionary_files import load_dictionary
from knowledge_base.importing.found import Row
from knowledge_base.importing.matching import Matcher, counts, paper_name
from knowledge_base.importing.numbering import numbered, split_rows, tidy
from knowledge_base.importing.reading import read_document
from knowledge_base.importing.recognising import read_guides
from knowledge_base.importing.times import Limit, is_duration, limit_of
from tests.documents_kit import documents
from tests.documents_kit.made import Made
from tests.documents_kit.measuring import measured
from tests.knowledge_kit import shipped

SHARED = Path(__file__).parents[3] / "shared" / "data" / "guide_pages"
MADE = tuple(documents())


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return load_dictionary()


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
def test_everything_in_a_document_is_found_and_nothing_is_invented(
    made: Made, dictionary: Dictionary
) -> None:
    found = measured([made], dictionary)
    assert (found.missed, found.invented) == ([], [])


def test_there_are_enough_kinds_of_documents_to_try() -> None:
    assert len(MADE) >= 30


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("需要申请材料", ("materials",)),
        ("办理流程及时限", ("steps", "time_limit")),
        ("三、收费依据和标准：", ("fee",)),
        ("办理地点和时间", ("place", "hours")),
        ("（二）申报材料（以下材料一式两份）", ("materials",)),
        ("承 诺 办 结 时 限", ("promised",)),
        ("4.2申请材料", ("materials",)),
        ("居民身份证", ()),
        ("申请人持身份证到窗口提交材料并领取受理通知书", ()),
        ("", ()),
    ],
)
def test_a_name_is_known_by_the_words_that_it_is_made_of(
    name: str, fields: tuple[str, ...], dictionary: Dictionary
) -> None:
    assert dictionary.fields_of(name) == fields


def test_staff_can_add_a_name(dictionary: Dictionary) -> None:
    assert dictionary.fields_of("来办事要揣啥") == ()
    more = dictionary.with_names({"来办事要揣啥": "materials"})
    assert more.fields_of("来办事要揣啥：") == ("materials",)
    assert dictionary.fields_of("来办事要揣啥") == ()


@pytest.mark.parametrize(
    ("line", "style", "text"),
    [
        ("１．身份证", "digit", "身份证"),
        ("（一）申请材料", "han_bracket", "申请材料"),
        ("①户口簿", "circled", "户口簿"),
        ("三、依据", "han", "依据"),
        ("第二步：受理", "chapter", "受理"),
        ("2.5元", "", "2.5元"),
        ("3个工作日", "", "3个工作日"),
        ("● 照片", "bullet", "照片"),
    ],
)
def test_a_number_is_told_from_what_it_numbers(line: str, style: str, text: str) -> None:
    assert numbered(line) == (style, text)


def test_a_paragraph_is_cut_where_its_numbers_count_on() -> None:
    assert split_rows("应提交：1.申请表；2.身份证") == ["应提交：", "申请表；", "身份证"]
    assert split_rows("依据第3.条和第7.条") == ["依据第3.条和第7.条"]


def test_full_width_signs_become_usual_ones() -> None:
    assert tidy("　原件　１　份（Ａ４）") == "原件1份（A4）"


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("自受理之日起20个工作日", Limit(20, "工作日")),
        ("十五个工作日内", Limit(15, "工作日")),
        ("当场办结", Limit(0, "即办")),
        ("20日", Limit(20, "")),
        ("初审5个工作日，复审10个工作日", None),
        ("按规定办理", None),
    ],
)
def test_a_limit_is_read_only_where_there_is_one(text: str, limit: Limit | None) -> None:
    assert limit_of(text) == limit


def test_opening_hours_are_no_limit() -> None:
    assert is_duration("5个工作日")
    assert not is_duration("工作日上午8:30至11:30")


def test_what_has_no_known_name_is_shown(dictionary: Dictionary) -> None:
    page = "<h1>开锁备案</h1><h2>申请材料</h2><p>1.身份证</p><h2>祖传规矩</h2><p>先敲三下门</p>"
    _, document = read_document("x.html", page.encode())
    (guide,) = read_guides(document, "x.html", dictionary).guides
    assert [row.text for row in guide.rows("materials")] == ["身份证"]
    assert [row.text for row in guide.not_understood] == ["祖传规矩", "先敲三下门"]


def test_a_text_of_steps_is_not_taken_for_a_heading(dictionary: Dictionary) -> None:
    text = "换证\n一、办理流程\n1.提交申请材料\n2.审核材料\n3.领取结果\n二、收费标准\n不收费"
    _, document = read_document("x.txt", text.encode())
    (guide,) = read_guides(document, "x.txt", dictionary).guides
    assert [row.text for row in guide.rows("steps")] == ["提交申请材料", "审核材料", "领取结果"]
    assert "materials" not in guide.fields


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/guide_pages")
def test_real_pages_of_a_police_station_are_read(dictionary: Dictionary) -> None:
    for path in sorted(SHARED.glob("*.html")):
        _, document = read_document(path.name, path.read_bytes())
        (guide,) = read_guides(document, path.name, dictionary).guides
        assert set(guide.fields) == {"materials", "steps", "time_limit"}
        assert len(guide.rows("materials")) >= 2
        assert guide.title in path.read_text("utf-8")


def test_how_many_are_asked_for_is_read_from_the_row_and_the_columns_beside_it() -> None:
    def asked(text: str, **values: str) -> tuple[int, int]:
        return counts(Row(text, "", values))

    assert asked("居民身份证（原件1份，复印件两份）") == (1, 2)
    assert asked("居民身份证", form="原件1份/复印件0份") == (1, 0)
    assert asked("居民身份证", original="1", copies="2") == (1, 2)
    assert asked("居民身份证", count="2", form="复印件") == (0, 2)
    assert asked("居民身份证原件及复印件") == (0, 0)
    assert asked("居民身份证") == (0, 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("居民身份证（原件1份，复印件1份）；", "居民身份证"),
        ("居民身份证原件及复印件各1份", "居民身份证"),
        ("《道路货物运输经营申请表》一式两份。", "道路货物运输经营申请表"),
        ("户主居民身份证", "户主居民身份证"),
    ],
)
def test_a_paper_is_called_without_its_number(text: str, name: str) -> None:
    assert paper_name(text) == name


def test_a_paper_is_matched_by_its_name_alone(dictionary: Dictionary) -> None:
    matcher = Matcher(shipped(), dictionary)
    assert [one.material for one in matcher.papers("身份证原件")] == ["shenfenzheng"]
    assert [one.material for one in matcher.papers("居民户口簿、居民身份证；")] == [
        "hukoubu",
        "shenfenzheng",
    ]
    assert [one.material for one in matcher.papers("双方居民户口簿、居民身份证；")] == [""]
    assert [one.material for one in matcher.papers("户主居民身份证")] == [""]
