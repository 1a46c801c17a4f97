"""Which items ask for which material, what they need not ask for, and what they ask for without a law (材料目录)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge_base.lookup import Lookup
from knowledge_base.model.catalogue import Catalogue, Department
from knowledge_base.model.guide import Guide, GuideMaterial
from knowledge_base.model.material import POSSIBLE, Material
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.model.situation import When
from knowledge_base.text import normalise, syllables


@dataclass(frozen=True)
class Demand:
    """A material as one guide asks for it.

    situation: in whose case, as the options of the guide say it; empty where everybody is asked.
    """

    material: Material
    guide: Guide
    department: Department
    row: GuideMaterial
    situation: str

    @property
    def falls_away(self) -> bool:
        """Whether it is still asked for though something can stand for it."""
        return self.material.replaceable and not self.row.shared


@dataclass(frozen=True)
class Used:
    """A material with every demand for it, in the order of departments and items."""

    material: Material
    demands: tuple[Demand, ...]

    @property
    def items(self) -> int:
        """How many items ask for it."""
        return len({demand.guide.item.code for demand in self.demands})

    @property
    def waived(self) -> int:
        """How many demands say already that it need not be handed in."""
        return sum(demand.row.shared for demand in self.demands)

    @property
    def falling(self) -> tuple[Demand, ...]:
        """The demands that would fall away if it were replaced everywhere."""
        return tuple(demand for demand in self.demands if demand.falls_away)


class Materials:
    """The catalogue of materials of one generation, with the use that its guides make of it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    @cached_property
    def used(self) -> tuple[Used, ...]:
        """Every material, what most items ask for first."""
        by_id: dict[str, list[Demand]] = {id_: [] for id_ in self.catalogue.materials}
        for demand in self.demands:
            by_id[demand.material.id].append(demand)
        every = (Used(self.catalogue.materials[id_], tuple(rows)) for id_, rows in by_id.items())
        return tuple(sorted(every, key=lambda one: (-one.items, one.material.code)))

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """Every demand of every guide, by department, then by item."""
        order = {id_: at for at, id_ in enumerate(self.catalogue.departments)}
        guides = sorted(
            self.catalogue.guides.values(), key=lambda g: (order[g.item.department], g.item.code)
        )
        return tuple(self._demand(guide, row) for guide in guides for row in guide.materials)

    def _demand(self, guide: Guide, row: GuideMaterial) -> Demand:
        return Demand(
            material=self.catalogue.materials[row.material],
            guide=guide,
            department=self.catalogue.departments[guide.item.department],
            row=row,
            situation=told(guide, row.when),
        )

    @cached_property
    def replaceable(self) -> tuple[Used, ...]:
        """What data sharing or an electronic licence can stand for, where most would fall away first."""
        found = (one for one in self.used if one.material.replaceable)
        return tuple(sorted(found, key=lambda one: (-len(one.falling), one.material.code)))

    @cached_property
    def without_basis(self) -> tuple[Demand, ...]:
        """Every demand that names no law, to be cancelled or founded."""
        return tuple(demand for demand in self.demands if not demand.row.legal_basis)

    def one(self, address: str) -> Used | None:
        """Return the material of a code, or of an id that has no code yet; None where there is none."""
        return next((one for one in self.used if one.material.address == address), None)

    def found(self, query: str) -> tuple[Used, ...]:
        """Return the materials whose code, name, alias or pinyin initials are meant; all of them for no query."""
        plain = normalise(query)
        if not plain:
            return self.used
        keys = set(self._lookup.named(plain)) or self._spelt_out(plain)
        return tuple(one for one in self.used if one.material.id in keys)

    def _spelt_out(self, plain: str) -> set[str]:
        """The materials in a name of which this whole pinyin stands: shenfenzheng."""
        spelt = "".join(syllables(plain)) if plain.isascii() else ""
        return {id_ for name, id_ in self._pinyin if spelt and spelt in name}

    @cached_property
    def _pinyin(self) -> tuple[tuple[str, str], ...]:
        named = ((name, m.id) for m in self.catalogue.materials.values() for name in m.wordings)
        return tuple(("".join(syllables(normalise(name))), id_) for name, id_ in named)

    @cached_property
    def _lookup(self) -> Lookup:
        materials = self.catalogue.materials.values()
        return Lookup([_as_subject(material) for material in materials])


def _as_subject(material: Material) -> Subject:
    """Return a material as a lookup takes it: it is found by its code and by every name."""
    code, names = material.address, material.wordings
    return Subject(material.id, SubjectKind.ENTRY, code, material.name, "", names)


def told(guide: Guide, when: When) -> str:
    """Return a condition in the words of the guide's options: “丢了补办的，没满16周岁的”."""
    questions = {question.id: question for question in guide.situations}
    parts = (
        "、".join(option.label for o in chosen if (option := questions[id_].option(o)))
        for id_, chosen in when.choices
    )
    return "，".join(parts)


def items_of(demands: Iterable[Demand]) -> int:
    """Return how many items make these demands."""
    return len({demand.guide.item.code for demand in demands})


def replaced_by(material: Material) -> str:
    """Return what can stand for a material: an electronic licence, whose data, or both."""
    licence = material.e_certificate
    ways = (
        f"电子证照：{licence.name}" if licence else "",
        f"数据共享：{material.sharing.source}" if material.sharing.possible == POSSIBLE else "",
    )
    return "；".join(way for way in ways if way)


def counted(row: GuideMaterial) -> str:
    """Return how many originals and copies are asked for."""
    parts = (("原件", row.original), ("复印件", row.copies))
    return "、".join(f"{name}{number}份" for name, number in parts if number) or "按说明提交"


def of_department(demands: Sequence[Demand], department: str) -> tuple[Demand, ...]:
    """Return the demands of one department; all of them for none."""
    return tuple(d for d in demands if department in ("", d.department.id))
