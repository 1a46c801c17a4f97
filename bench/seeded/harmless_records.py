"""Harmless edits of records beside guides."""

from dataclasses import replace

from bench.seeded.site import HARMLESS, Change, Site
from knowledge_base.model.catalogue import Asked
from knowledge_base.store.kinds import GUIDE


@HARMLESS("地点填上真的电话和地址", of="venue")
def venue_told(site: Site) -> Change | None:
    """A place gets its address, window and telephone."""
    number = f"0454-29{site.chance.randint(10000, 99999)}"
    value = replace(site.value, address="通江街中段政务大楼一楼", window="3号窗口", phone=number)
    return Change(value, "phone")


@HARMLESS("地点换了冬季作息", of="venue")
def venue_hours(site: Site) -> Change | None:
    """The hours of a place change with the season."""
    hours = site.pick(("周一至周五 8:30—11:30，13:30—17:00", "工作日8:00—11:30，13:30—16:30"))
    return Change(replace(site.value, hours=hours), "hours")


@HARMLESS("材料写明在哪儿拿", of="material")
def obtain_told(site: Site) -> Change | None:
    """A paper says where one gets it."""
    said = site.pick(("窗口免费领取，也可以自己打印", "网上下载打印", "找发证的单位补一份"))
    return Change(replace(site.value, obtain=said), "obtain") if not site.value.obtain else None


@HARMLESS("材料多一个口头叫法", of="material")
def spoken_added(site: Site) -> Change | None:
    """A paper is looked for by another word of its own."""
    word = f"那张{site.value.name}"
    return Change(replace(site.value, spoken=(*site.value.spoken, word)), "spoken")


@HARMLESS("市民说法多一句自己的", of="phrasing")
def phrasing_added(site: Site) -> Change | None:
    """A wording is added that names the item."""
    guide = site.catalogue.guides.get(site.key)
    if guide is None:
        return None
    said = f"{guide.item.name}" + site.pick(
        ("我想咨询一下怎么弄", "这个事儿咋整啊", "具体是个啥流程")
    )
    return Change(
        replace(site.value, asked=(*site.value.asked, Asked(("steps",), (said,)))),
        "asked",
        ((GUIDE, site.key),),
    )


@HARMLESS("本地不办的事多一个叫法", of="not_covered")
def not_covered_named(site: Site) -> Change | None:
    """A matter that is not covered gets another name of its own."""
    name = site.value.name + site.pick(("这事", "业务", "手续"))
    return Change(replace(site.value, aliases=(*site.value.aliases, name)), "aliases")
