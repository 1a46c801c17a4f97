"""Faults of the papers that a guide asks for."""

from dataclasses import replace

from bench.seeded.site import FAULTS, Change, Site, changed, swapped
from knowledge_base.model.guide import Guide, GuideMaterial
from knowledge_base.model.handling import Waiver
from knowledge_base.model.material import IMPOSSIBLE, Material

NECESSARY = "必要"
MATERIAL = "material"


def _plain(guide: Guide) -> list[GuideMaterial]:
    """Rows that are simply needed."""
    return [
        row
        for row in guide.materials
        if row.necessity == NECESSARY and not (row.waived or row.any_of or row.note)
    ]


def _with(site: Site, row: GuideMaterial, **fields: object) -> Change:
    new = replace(row, **fields)  # type: ignore[arg-type]  # the names are those of the rows below
    return changed(
        site.guide, f"materials.{row.id}", materials=swapped(site.guide.materials, row, new)
    )


@FAULTS("材料用兜底的话要")
def catch_all(site: Site) -> Change | None:
    """The papers end with whatever else the counter may think of."""
    rows = _plain(site.guide)
    if not rows:
        return None
    said = site.pick(
        (
            "及窗口要求的其他材料。",
            "还有其他相关材料。",
            "以及审批需要的其他证明材料。",
            "另附相关资料等。",
            "根据实际情况补充相关材料。",
        )
    )
    return _with(site, site.pick(rows), note=said)


@FAULTS("材料目录里有一样叫“其他材料”", of=MATERIAL)
def catch_all_material(site: Site) -> Change | None:
    """A paper of the catalogue has no name of its own."""
    name = site.pick(("其他相关材料", "其他证明材料", "相关材料", "法律法规规定的其他材料"))
    return Change(replace(site.value, name=name), "name")


@FAULTS("写了必要，说明里又说可以不交")
def softened(site: Site) -> Change | None:
    """A paper is needed, and its note says that it is not."""
    rows = [row for row in _plain(site.guide) if not row.when.choices]
    if not rows:
        return None
    said = site.pick(
        (
            "系统里能查到的不用交。",
            "有电子证照的可以不带。",
            "实在没有就算了，不影响办理。",
            "老客户可免交。",
            "信息能共享的就不收了。",
            "没有的也可以办。",
            "一般不用提供。",
            "网上能核验的，无需提交。",
        )
    )
    return _with(site, site.pick(rows), note=said)


@FAULTS("几样任选写在说明里")
def either_in_note(site: Site) -> Change | None:
    """Two papers are needed and a note says that one of them will do."""
    rows = [row for row in _plain(site.guide) if not row.when.choices]
    if len(rows) < 2:
        return None
    row, other = site.chance.sample(rows, 2)
    name = site.catalogue.materials[other.material].name
    said = site.pick(
        (
            f"和{name}带一样就行。",
            f"与{name}二选一。",
            f"有{name}的可以代替。",
            f"{name}或者这个，任选其一。",
        )
    )
    return _with(site, row, note=said)


@FAULTS("非必要的材料没说谁要带")
def optional_unsaid(site: Site) -> Change | None:
    """A paper is not always needed, and nothing says when."""
    rows = [row for row in _plain(site.guide) if not row.when.choices]
    return _with(site, site.pick(rows), necessity="非必要") if rows else None


@FAULTS("必要的材料份数是0")
def no_copies(site: Site) -> Change | None:
    """A needed paper is wanted neither in original nor in copy."""
    rows = [row for row in site.guide.materials if row.necessity == NECESSARY and not row.form]
    return _with(site, site.pick(rows), original=0, copies=0) if rows else None


@FAULTS("同一样材料列了两次")
def listed_twice(site: Site) -> Change | None:
    """A paper stands twice in the list."""
    rows = [row for row in site.guide.materials if not row.any_of]
    if not rows:
        return None
    row = site.pick(rows)
    again = replace(row, id=site.row_id(), note=site.pick(("", row.note, "复印件要清楚。")))
    place = site.chance.randint(0, len(site.guide.materials))
    papers = (*site.guide.materials[:place], again, *site.guide.materials[place:])
    return changed(site.guide, f"materials.{again.id}", materials=papers)


@FAULTS("容缺后补没写凭什么、几天内补")
def later_unsaid(site: Site) -> Change | None:
    """A paper may follow later, and nothing says by what rule."""
    rows = _plain(site.guide)
    return _with(site, site.pick(rows), necessity="容缺后补", note="") if rows else None


@FAULTS("说数据共享免交，目录里写着不能共享", of=MATERIAL)
def shared_impossible(site: Site) -> Change | None:
    """The catalogue says that data cannot be shared by which guides waive the paper."""
    users = [
        guide.item.code
        for guide in site.catalogue.guides.values()
        for row in guide.materials
        if row.material == site.key and row.shared
    ]
    if not users:
        return None
    value: Material = replace(
        site.value,
        sharing=replace(site.value.sharing, possible=IMPOSSIBLE, source=""),
        e_certificate=None,
    )
    return Change(value, "sharing", tuple(("guide", code) for code in users))


@FAULTS("用电子证照免交一样没有电子证照的材料")
def no_such_certificate(site: Site) -> Change | None:
    """A paper is waived for an electronic licence that it does not have."""
    materials = site.catalogue.materials
    rows = [
        row
        for row in site.guide.materials
        if not row.waived
        and not materials[row.material].replaceable
        and materials[row.material].kind == "申请表格文书"
    ]
    return _with(site, site.pick(rows), waived=Waiver("电子证照")) if rows else None


@FAULTS("要村、社区开不该他们开的证明")
def community_proof(site: Site) -> Change | None:
    """A proof is wanted that villages and communities may no longer be asked for (民发〔2020〕20号)."""
    rows = _plain(site.guide)
    if not rows:
        return None
    said = site.pick(
        (
            "到社区开亲属关系证明，盖居委会的章。",
            "村委会出具的在世证明一并交来。",
            "由居委会证明你们是一家人，盖章有效。",
            "需村委会开具婚姻状况证明。",
            "社区居委会开具的无犯罪记录证明也要。",
            "请所在社区出具健在证明。",
        )
    )
    return _with(site, site.pick(rows), note=said)


@FAULTS("材料在目录里找不到")
def unknown_material(site: Site) -> Change | None:
    """A guide asks for a paper that is not in the catalogue."""
    rows = site.guide.materials
    if not rows:
        return None
    row = site.pick(rows)
    return _with(site, row, material=site.pick((row.material + "_2", "xin_cailiao", "sfz")))


@FAULTS("目录里同一样材料有两条", of=MATERIAL)
def same_paper_twice(site: Site) -> Change | None:
    """A paper bears the name of another one."""
    others = [m for key, m in sorted(site.catalogue.materials.items()) if key != site.key]
    other = site.pick(others)
    if site.chance.random() < 0.5:
        return Change(replace(site.value, name=other.name), "name", ((MATERIAL, other.id),))
    names = (*site.value.aliases, other.name)
    return Change(replace(site.value, aliases=names), "aliases", ((MATERIAL, other.id),))


@FAULTS("证件没写谁发的", of=MATERIAL)
def no_issuer(site: Site) -> Change | None:
    """A certificate has nobody who issues it and no place to get it."""
    if site.value.kind != "证件证书证明":
        return None
    return Change(replace(site.value, issuer="", obtain=""), "issuer")
