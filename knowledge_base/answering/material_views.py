"""The materials of a guide as a door lays them out: alternatives on one line, what is waived with its reason."""

from collections.abc import Iterable, Mapping, Sequence

from knowledge_base.answering.seen import Seen, text_block
from knowledge_base.model.answer import Block, BlockItem
from knowledge_base.model.guide import GuideMaterial

NECESSARY, NOT_NEEDED = "必要", "不用交"


def material_blocks(view: Seen) -> list[Block]:
    """Return what to bring for certain, then what depends on the situation."""
    certain, open_ = view.applying(view.guide.materials)
    words = view.wording.part
    if not certain and not open_:
        return [text_block(words["no_materials"])]
    title = words["materials_here"] if view.answers else words["materials_always"]
    return [
        Block("materials", title, tuple(_item(view, g) for g in grouped(certain))),
        Block(
            "materials",
            words["materials_depends"],
            tuple(_item(view, g, view.when_label(g[0].when)) for g in grouped(open_)),
        ),
    ]


def necessities(view: Seen) -> tuple[str, ...]:
    """Return how far each line is needed (必要, 非必要, 容缺后补, 不用交), in the order of the blocks."""
    if view.ending is not None:
        return ()
    certain, open_ = view.applying(view.guide.materials)
    return tuple(_need(view, group) for group in (*grouped(certain), *grouped(open_)))


def names(view: Seen, rows: Iterable[GuideMaterial]) -> list[str]:
    """Return the names of what has to be brought; alternatives are one name."""
    groups = (g for g in grouped(rows) if _need(view, g) != NOT_NEEDED)
    return [_either(view, [_name(view, row) for row in group]) for group in groups]


def grouped(rows: Iterable[GuideMaterial]) -> list[tuple[GuideMaterial, ...]]:
    """Return the rows in order, alternatives (任选其一) together at the place of the first."""
    found: dict[object, list[GuideMaterial]] = {}
    for row in rows:
        found.setdefault(row.any_of or object(), []).append(row)
    return [tuple(group) for group in found.values()]


def _item(view: Seen, group: Sequence[GuideMaterial], label: str = "") -> BlockItem:
    shown = [_name(view, row) for row in group]
    counts = [_count(view, row) for row in group]
    notes = [_note(view, row) for row in group]
    if len(group) == 1:
        return BlockItem(shown[0], label=label, count=counts[0], note=notes[0])
    same = len(set(counts)) == 1
    texts = shown if same else [f"{n}（{c}）" for n, c in zip(shown, counts, strict=True)]
    words = view.wording.part
    note = "；".join(f"{name}：{n}" for name, n in zip(shown, notes, strict=True) if n)
    count = words["one_of_count"].format(count=counts[0]) if same else words["one_of"]
    return BlockItem(_either(view, texts), label=label, count=count, note=note)


def _either(view: Seen, texts: Sequence[str]) -> str:
    return view.wording.part["or"].join(texts)


def _name(view: Seen, row: GuideMaterial) -> str:
    return view.catalogue.materials[row.material].name


def _count(view: Seen, row: GuideMaterial) -> str:
    words = view.wording.part
    counts = [("original", row.original), ("copies", row.copies)]
    said = "、".join(words[name].format(n=n) for name, n in counts if n)
    return said or words[f"form_{row.form}"]


def _need(view: Seen, group: Sequence[GuideMaterial]) -> str:
    return NOT_NEEDED if all(is_waived(view, row) for row in group) else group[0].necessity


def is_waived(view: Seen, row: GuideMaterial) -> bool:
    """Whether it need not be handed in for certain: in just the situation that was told."""
    waived = row.waived
    return waived is not None and bool(waived.when.choices and waived.when.holds(view.answers))


def said_of_waived(view: Seen, row: GuideMaterial) -> str:
    """Return that a material that is waived for certain need not be handed in, and why."""
    return f"{_name(view, row)}：{_waiver(view, row)}"


def _note(view: Seen, row: GuideMaterial) -> str:
    material, words = view.catalogue.materials[row.material], view.wording.part
    tells_how = material.obtain and material.obtain not in row.note
    notes = [
        "" if row.necessity == NECESSARY else row.necessity,
        row.note,
        words["obtain"].format(obtain=material.obtain) if tells_how else "",
        _waiver(view, row),
    ]
    return "；".join(n.rstrip("。") for n in notes if n)


def _waiver(view: Seen, row: GuideMaterial) -> str:
    """Return why it need not be handed in, as far as that holds or may hold in this situation."""
    waived = row.waived
    if waived is None or waived.when.holds(view.answers) is False:
        return ""
    said = waived.note or waiver_words(view.wording.part, waived.by, waived.later_days)
    if is_waived(view, row):
        return view.wording.part["waived_here"].format(why=said)
    label = view.when_label(waived.when)
    return f"{label}：{said}" if label else said


def waiver_words(words: Mapping[str, str], by: str, later_days: int) -> str:
    """Return a reason in words."""
    name = f"waived_{by}_days" if later_days else f"waived_{by}"
    return words[name].format(days=later_days)
