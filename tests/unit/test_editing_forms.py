"""The form made from the model: every field has its words, and what is rendered and posted is the same record."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from werkzeug.datastructures import MultiDict

from hall.doors.console.knowledge.editing.building import Fault, References, build, to_form
from hall.doors.console.knowledge.editing.describing import describe, words
from hall.doors.console.knowledge.editing.kinds import KINDS
from hall.doors.console.knowledge.editing.posted import read_form
from hall.doors.console.knowledge.editing.shapes import Kind, Plain, Shape, all_fields, at, place
from hall.doors.console.knowledge.editing.showing import Showing
from knowledge_base.city import city_folder
from knowledge_base.loading.guide import load_guide
from knowledge_base.loading.source import Faults
from knowledge_base.model.catalogue import Asked, Material, NotCovered, Phrasing, Venue
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import ALWAYS, When
from tests.posting_kit import posted

TEMPLATES = Path(__file__).parents[2] / "hall/doors/console/templates"
GUIDES = sorted((city_folder() / "guides").glob("*/*.yml"))
FEW = GUIDES[::20]


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def rendered(showing: Showing) -> str:
    template = '{% from "console/knowledge/form_parts.html" import fields %}{{ fields(showing) }}'
    return environment().from_string(template).render(showing=showing)


@cache
def guide_of(path: Path) -> Guide:
    faults = Faults()
    guide = load_guide(path, path.name, faults)
    assert guide is not None, faults.found
    return guide


def names_for(guide: Guide) -> References:
    """Return names of what the guide refers to; two materials share theirs."""
    materials = {row.material: f"材料{row.material[:3]}" for row in guide.materials}
    return {
        "material": materials,
        "venue": {venue: f"大厅{venue}" for venue in guide.place.venues},
        "department": {guide.item.department: "市公安局"},
    }


def sent_back(shape: Shape, plain: Plain, names: References) -> Plain:
    """Return the record as it comes back from a browser that changed nothing."""
    return read_form(shape, posted(rendered(Showing(shape, plain, names))), names)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_shipped_guide_comes_back_from_its_form_as_it_was(path: Path) -> None:
    guide, shape = guide_of(path), describe(Guide)
    names = names_for(guide)

    built = build(shape, sent_back(shape, to_form(guide), names), names)

    assert built.faults == ()
    assert built.value == guide


@pytest.mark.parametrize(
    "record",
    [
        Material("sfz", "居民身份证", "证件证书证明", "公安机关", ("身份证", "sfz")),
        Venue("dating", "政务服务大厅", "某街1号", "2楼3号", "12345", "周一至周五\n8:30–17:00"),
        NotCovered("护照加急", ("急办护照",), "出入境管理部门"),
        Phrasing("232009001000-01", (Asked(("fee", "faq"), ("多少钱", "要花钱不")),)),
    ],
    ids=lambda record: type(record).__name__,
)
def test_any_other_record_comes_back_as_it_was(record: object) -> None:
    model: type = type(record)
    shape = describe(model)

    assert build(shape, sent_back(shape, to_form(record), {}), {}).value == record


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_record_has_a_name_and_a_line_of_help(kind: str) -> None:
    for path, one in all_fields(describe(KINDS[kind].model)):
        assert one.label != one.name, path
        assert one.help, path


def test_no_words_stand_for_fields_that_are_gone() -> None:
    known: set[str] = set()
    for kind in KINDS.values():
        known |= set(keys(describe(kind.model)))

    assert words().keys() - known == set()


def keys(shape: Shape) -> Iterator[str]:
    for one in shape.fields:
        yield f"{shape.model.__name__}.{one.name}"
        if one.part is not None:
            yield from keys(one.part)


@dataclass(frozen=True)
class Parking:
    """A part that the model might get one day."""

    spaces: int | None = None
    paid: bool = False


@dataclass(frozen=True)
class Lot:
    """A record that the model might get one day."""

    opened: date
    parking: Parking | None = None
    names: tuple[str, ...] = ()
    when: When = ALWAYS
    rows: tuple[Parking, ...] = field(default_factory=tuple)


def test_a_new_field_of_the_model_appears_by_itself() -> None:
    kinds = {one.name: one.kind for one in describe(Lot).fields}

    assert kinds == {
        "opened": Kind.DAY,
        "parking": Kind.GROUP,
        "names": Kind.LINES,
        "when": Kind.WHEN,
        "rows": Kind.ROWS,
    }


@pytest.mark.parametrize(
    "lot",
    [
        Lot(date(2026, 1, 1)),
        Lot(date(2026, 1, 1), Parking(0, paid=True), ("一", "二"), rows=(Parking(), Parking(3))),
    ],
)
def test_what_may_be_absent_comes_back_absent(lot: Lot) -> None:
    shape = describe(Lot)

    assert build(shape, sent_back(shape, to_form(lot), {}), {}).value == lot


def test_what_does_not_fit_is_kept_as_it_was_typed_and_named_with_its_place() -> None:
    guide, shape = guide_of(GUIDES[0]), describe(Guide)
    names = names_for(guide)
    form = posted(rendered(Showing(shape, to_form(guide), names)))
    form.setlist("materials.0.copies", ["两份"])
    form.setlist("materials.1.material", ["没有这种纸"])
    form.setlist("effective_from", ["下个月"])

    plain = read_form(shape, form, names)
    built = build(shape, plain, names)

    assert [(place(shape, one.path), one.text) for one in built.faults] == [
        ("开始执行的日子", "开始执行的日子要写成 2026-11-23 这样的日期，现在写的是“下个月”"),
        ("申请材料第1行：复印件份数", "复印件份数要填数字，现在写的是“两份”"),
        ("申请材料第2行：材料", "没有“没有这种纸”，请打几个字，从列表里选"),
    ]
    assert sent_back(shape, plain, names) == plain
    assert at(plain, ("materials", 0, "copies")) == "两份"


def test_a_fault_stands_at_its_field_and_opens_its_part() -> None:
    guide = guide_of(GUIDES[0])
    fault = Fault(("materials", 0, "copies"), "复印件份数要填数字")

    page = rendered(Showing(describe(Guide), to_form(guide), names_for(guide), [fault]))

    assert '<details class="part" id="f-materials-part" open>' in page
    assert '<details class="part" id="f-steps-part">' in page
    told = page.split('id="f-materials-0-copies-told">')[1].split("</div>")[0]
    assert "复印件份数要填数字" in told


def test_what_staff_typed_is_text_and_never_markup() -> None:
    guide = replace(guide_of(GUIDES[0]), summary='</textarea><script>alert(1)</script>"')

    page = rendered(Showing(describe(Guide), to_form(guide), names_for(guide)))

    assert "<script" not in page


def test_a_condition_on_an_option_that_is_gone_is_shown_until_it_is_unticked() -> None:
    guide = guide_of(next(path for path in GUIDES if path.stem == "juminshenfenzheng"))
    shape, names = describe(Guide), names_for(guide)
    plain = to_form(guide)
    plain["materials"][0]["when"] = {"choices": [["gone", ["old"]]]}

    assert sent_back(shape, plain, names) == plain
    assert "已经删掉的问题或选项" in rendered(Showing(shape, plain, names))


def test_names_that_no_field_has_are_passed_over() -> None:
    shape = describe(Venue)
    form = MultiDict(
        [("id", "dating"), ("name.x.y", "1"), ("name", "大厅"), ("evil", "1"), ("", "")]
    )

    assert read_form(shape, form, {})["id"] == "dating"
    assert "evil" not in read_form(shape, form, {})
