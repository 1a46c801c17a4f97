"""Thousands of service items beside the shipped ones: other objects × actions × places, named as theirs are."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from knowledge_base.model.catalogue import Asked, CatalogEntry, Catalogue, Phrasing
from knowledge_base.model.codec import digest
from knowledge_base.model.element import Element
from knowledge_base.model.guide import (
    Agent,
    Contact,
    Faq,
    Fee,
    Fees,
    Guide,
    GuideMaterial,
    LegalBasis,
    Note,
    Online,
    Outcome,
    Place,
    ServiceItem,
    Step,
    TimeLimit,
    TimeLimits,
    Visits,
)
from knowledge_base.model.situation import SituationOption, SituationQuestion, When

PLACES = (
    "乐业镇",
    "三村镇",
    "临江镇",
    "向阳镇",
    "青河镇",
    "街津口乡",
    "八岔乡",
    "金川乡",
    "银川乡",
    "农场",
)
OBJECTS = (
    "渔业船舶船员证", "渔业捕捞许可证", "水域滩涂养殖证", "取水许可证", "采砂许可证", "林木采伐许可证", "木材运输证",
    "动物防疫条件合格证", "兽药经营许可证", "种子生产经营许可证", "农药经营许可证", "农机驾驶操作证", "电动自行车号牌",
    "船舶登记证书", "船舶检验证书", "危险货物运输证", "校车驾驶资格", "导游证", "旅行社经营许可证", "出版物经营许可证",
    "印刷经营许可证", "娱乐场所经营许可证", "营业性演出许可", "特种行业许可证", "烟花爆竹经营许可证", "危险化学品经营许可证",
    "特种设备使用登记", "特种作业操作证", "计量器具型式批准", "药品经营许可证", "医疗器械经营许可", "化妆品生产许可证",
    "公共场所卫生许可证", "护士执业证书", "医师执业注册", "医疗机构执业许可证", "乡村医生执业证书", "放射诊疗许可证",
    "民办学校办学许可证", "校外培训机构许可", "学历证书鉴定", "退役军人优待证", "军人家属优待", "残疾儿童康复救助",
    "孤儿基本生活费", "特困人员供养", "临时救助金", "医疗救助金", "临时占道许可", "户外广告设置许可", "城市排水许可证",
    "建设工程规划许可证", "建筑施工许可证", "建筑业企业资质", "房屋租赁合同备案", "商品房预售许可证", "宅基地批准书",
    "草原使用权证", "林权证", "水产苗种许可证", "食品小作坊许可证", "小餐饮备案", "酒类批发备案", "劳务派遣许可证",
    "人力资源服务许可证", "职业技能等级证书", "外国人工作许可证", "外国人居留许可", "台胞证", "边境通行证",
)  # fmt: skip
"""None of them is a service of the shipped catalogue, many share words with one."""
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "申领": ("怎么办", "头一回办"),
    "换领": ("换证", "到期换新的"),
    "补领": ("补办", "丢了再办一个"),
    "变更": ("改信息", "换名字"),
    "注销": ("销掉", "不干了咋注销"),
    "延续": ("续期", "续上几年"),
    "年审": ("年检", "一年一审"),
    "备案": ("登记一下", "报备"),
    "核验": ("查真假", "核实"),
    "转移": ("过户", "转给别人"),
}
"""Each action with what citizens call it."""
FAQS: tuple[tuple[Element, str, tuple[str, str], str], ...] = (
    (Element.FEE, "{x}收不收费？", ("{x}得花多少", "{x}要交钱吗"), "{x}不收费。"),
    (Element.AGENT, "{x}能找人代办吗？", ("{x}家里人替办行不", "{x}委托别人行吗"), "可以，代办人带{x}委托书。"),
    (Element.TIME_LIMIT, "{x}当天能拿到吗？", ("{x}要等几天", "{x}能加急不"), "{x}在{n}个工作日内办好。"),
    (Element.ONLINE, "{x}网上能弄吗？", ("{x}手机上能交不", "{x}不去大厅行不行"), "{x}可以网上申请。"),
    (Element.FAQ, "{x}被退回来怎么办？", ("{x}没通过咋整", "{x}材料不合格"), "按退回单补齐材料，再交一次{x}申请。"),
)  # fmt: skip
SITUATIONS = (
    ("who", "您是替谁办{x}？", (("self", "本人", "我自己"), ("company", "单位", "公司的"))),
    ("case", "您是哪种情况？", (("first", "第一次办", "没办过"), ("lost", "丢了", "找不着了"), ("old", "到期了", "过期了"))),
)  # fmt: skip
ASKED, MATERIALS, HOTLINE = 12, 6, "12345"


@dataclass(frozen=True)
class _Made:
    """One generated service: what it is called, and its code."""

    code: str
    place: str
    thing: str
    action: str

    @property
    def name(self) -> str:
        """The official name."""
        return f"{self.place}{self.thing}{self.action}"

    @property
    def aliases(self) -> tuple[str, ...]:
        """What people call it."""
        short = self.thing.removesuffix("证").removesuffix("许可")
        said = ACTIONS[self.action]
        return (
            f"{self.thing}{self.action}",
            f"{self.place}{short}{self.action}",
            *(f"{self.thing}{way}" for way in said),
            f"{self.place}{short}{said[0]}",
        )


def grown(
    catalogue: Catalogue, count: int, phrases: Mapping[str, Sequence[str]], seed: int
) -> Catalogue:
    """Return the catalogue with `count` more items, each with its row, guide and wordings; equal for equal seeds.

    Raises:
        ValueError: there are not so many combinations.
    """
    chance = random.Random(seed)
    made = list(_made(count, chance))
    departments = sorted({guide.item.department for guide in catalogue.guides.values()})
    guides = [_guide(one, catalogue, chance.choice(departments), chance) for one in made]
    asked = {f"{one.code}-01": _phrasing(one, phrases, chance) for one in made}
    return replace(
        catalogue,
        entries={**catalogue.entries, **{one.code: _entry(one, departments[0]) for one in made}},
        guides={**catalogue.guides, **{guide.item.code: guide for guide in guides}},
        phrasings={**catalogue.phrasings, **asked},
    )


def _made(count: int, chance: random.Random) -> Iterator[_Made]:
    every = list(product(PLACES, OBJECTS, ACTIONS))
    for number, (place, thing, action) in enumerate(chance.sample(every, count)):
        yield _Made(f"9{number:08}000", place, thing, action)


def _entry(one: _Made, department: str) -> CatalogEntry:
    return CatalogEntry(one.code, one.name, one.aliases[:2], department, "", "个人", "", "")


def _phrasing(one: _Made, phrases: Mapping[str, Sequence[str]], chance: random.Random) -> Phrasing:
    elements = chance.choices([e for e in phrases if e != Element.FAQ], k=ASKED)
    said = (
        (element, chance.choice(phrases[element]).replace("{x}", chance.choice(one.aliases)))
        for element in elements
    )
    return Phrasing(f"{one.code}-01", tuple(Asked((element,), (text,)) for element, text in said))


def _guide(one: _Made, catalogue: Catalogue, department: str, chance: random.Random) -> Guide:
    days, like = chance.randint(1, 20), chance.choice(list(catalogue.guides.values()))
    return Guide(
        item=_item(one, department),
        version=1,
        effective_from=like.effective_from,
        checked_on=like.checked_on,
        verified=False,
        sources=like.sources,
        summary=f"办理{one.name}，到{one.place}便民服务中心提出申请，{days}个工作日办好。",
        visits=Visits(1, "到场一次。"),
        situations=_situations(one),
        conditions=_notes(one, "符合{x}的条件。", "在{p}居住或者经营。", "没有被限制办理。"),
        materials=_materials(catalogue, chance),
        steps=tuple(_steps(one)),
        time_limit=TimeLimits(TimeLimit(days * 2, "工作日"), TimeLimit(days, "工作日")),
        fee=Fees(True, (Fee("工本费", f"每证{days * 5}元", id="fee-0"),)),
        place=Place(like.place.venues, _notes(one, "{p}便民服务中心也能交。")),
        contact=Contact((HOTLINE,)),
        online=Online("网上申请", notes=_notes(one, "{x}可以网上申请。")),
        agent=Agent("可以", _notes(one, "代办人带委托书。")),
        result=Outcome(one.thing, f"{days}年", "窗口领取"),
        legal_basis=(_clause(one),),
        faq=tuple(_faqs(one, days)),
    )


def _item(one: _Made, department: str) -> ServiceItem:
    return ServiceItem(
        code=f"{one.code}-01",
        catalog_code=one.code,
        name=one.name,
        department=department,
        audience=("person",),
        type="行政许可",
        themes=("证件办理",),
        aliases=one.aliases,
        keywords=(f"{one.thing}丢了", f"{one.thing}到期", f"{one.place}{one.thing}", one.thing),
    )


def _situations(one: _Made) -> tuple[SituationQuestion, ...]:
    return tuple(
        SituationQuestion(
            id=id,
            ask=ask.replace("{x}", one.name),
            why="情况不同，材料不同。",
            options=tuple(SituationOption(o, label, (say,)) for o, label, say in options),
        )
        for id, ask, options in SITUATIONS
    )


def _materials(catalogue: Catalogue, chance: random.Random) -> tuple[GuideMaterial, ...]:
    chosen = chance.sample(sorted(catalogue.materials), MATERIALS)
    lost = When((("case", ("lost",)),))
    return (
        *(GuideMaterial(material, original=1, id=material) for material in chosen[:-1]),
        GuideMaterial(chosen[-1], copies=1, when=lost, id=chosen[-1]),
    )


def _notes(one: _Made, *texts: str) -> tuple[Note, ...]:
    """Return one note a text, with an id made of its words."""
    said = (text.replace("{x}", one.name).replace("{p}", one.place) for text in texts)
    return tuple(Note(text, id=f"note-{digest(text)[:8]}") for text in said)


def _steps(one: _Made) -> Iterator[Step]:
    for number, name in enumerate(("申请", "受理", "审核", "领取")):
        yield Step(name, f"{one.name}{name}。", id=f"step-{number}")


def _clause(one: _Made) -> LegalBasis:
    return LegalBasis(
        f"{one.thing}管理办法", "第五条", f"{one.name}由县级机关办理。", id="clause-0"
    )


def _faqs(one: _Made, days: int) -> Iterator[Faq]:
    x = one.aliases[1]
    for number, (element, question, variants, answer) in enumerate(FAQS):
        yield Faq(
            id=f"faq-{number}",
            question=question.replace("{x}", x),
            variants=tuple(variant.replace("{x}", x) for variant in variants),
            answer=answer.replace("{x}", x).replace("{n}", str(days)),
            element=element,
        )
