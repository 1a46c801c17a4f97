"""Faults of trips, of the way online, of agents, post and places."""

from dataclasses import replace

from bench.seeded.site import FAULTS, Change, Site, changed, texts_of
from knowledge_base.model.guide import Step

ONLINE, COUNTER = "全程网办", "不可网办"


@FAULTS("不可网办、不能邮寄，却说一趟不用跑")
def no_way_at_all(site: Site) -> Change | None:
    """No trip is needed, and there is no other way in."""
    guide = site.guide
    if guide.online.depth == COUNTER and guide.visits.max == 0:
        return None
    return changed(
        guide,
        "visits",
        visits=replace(guide.visits, max=0, rows=(), note=""),
        online=replace(guide.online, depth=COUNTER, channels=(), notes=()),
        result=replace(guide.result, post=replace(guide.result.post, ways=())),
    )


@FAULTS("全程网办却要跑现场")
def online_with_trips(site: Site) -> Change | None:
    """All can be done online, and trips are counted nevertheless."""
    guide = site.guide
    if guide.online.depth == ONLINE and guide.visits.max:
        return None
    trips = site.pick((1, 2))
    visits = replace(guide.visits, max=max(guide.visits.max, trips), note="")
    return changed(guide, "online", visits=visits, online=replace(guide.online, depth=ONLINE))


@FAULTS("跑的次数与步骤对不上")
def trips_and_steps(site: Site) -> Change | None:
    """The steps send one to the counter more often than the trips say."""
    guide = site.guide
    if guide.visits.max > 1 or guide.visits.rows or guide.result.post.ways:
        return None
    more = (
        Step(
            "交件",
            site.pick(("带齐材料到窗口提交。", "本人到大厅窗口交件、签字。")),
            id=site.row_id(),
        ),
        Step(
            "取件",
            site.pick(
                (
                    "办好以后再到窗口取，不邮寄。",
                    "过几天凭受理单到大厅领取，本人来。",
                    "接到电话后再来窗口领证。",
                )
            ),
            id=site.row_id(),
        ),
    )
    return changed(guide, "steps", steps=(*guide.steps, *more))


@FAULTS("某种情形要跑的次数比最多次数还多")
def row_above_most(site: Site) -> Change | None:
    """In one situation more trips are made than at most."""
    guide = site.guide
    if not guide.visits.rows:
        return None
    row = site.pick(guide.visits.rows)
    rows = tuple(
        replace(r, max=guide.visits.max + site.pick((1, 2))) if r is row else r
        for r in guide.visits.rows
    )
    return changed(guide, "visits.rows", visits=replace(guide.visits, rows=rows))


@FAULTS("简介说不用跑，次数却不是0")
def summary_no_trip(site: Site) -> Change | None:
    """The summary says that nobody has to come."""
    guide = site.guide
    if guide.visits.max == 0 or guide.visits.rows or guide.online.depth == ONLINE:
        return None
    said = site.pick(("一趟都不用跑。", "足不出户就能办。", "全程在手机上办，不用来。"))
    return changed(guide, "summary", summary=guide.summary + said)


@FAULTS("常见问题说的跑几趟与指南不一样")
def faq_trips(site: Site) -> Change | None:
    """A question says another number of trips."""
    guide = site.guide
    if guide.visits.rows:
        return None
    other = guide.visits.max + site.pick((1, 2))
    name = guide.item.name
    faq = site.faq(
        site.pick((f"{name}要跑几趟？", f"{name}得去几次？")),
        (f"{name}跑多少回", f"办{name}要来几次窗口"),
        site.pick(
            (
                f"要跑{other}趟。",
                f"得来窗口{other}次，一次交件，其余补件、取件。",
                f"一共跑{other}次。",
            )
        ),
        "one_visit",
    )
    return changed(guide, "faq", faq=(*guide.faq, faq))


@FAULTS("常见问题说能网办，指南写不可网办；或者反过来")
def faq_online(site: Site) -> Change | None:
    """A question says the contrary of how far it can be done online."""
    guide, name = site.guide, site.guide.item.name
    if guide.online.depth == COUNTER:
        answer = site.pick(("可以，全程在网上办，不用到窗口。", "能，手机上申请就行，全程网办。"))
    elif guide.online.depth == ONLINE:
        answer = site.pick(("不能，只能到窗口办。", "网上办不了，必须本人到大厅。"))
    else:
        return None
    faq = site.faq(
        site.pick((f"{name}能网上办吗？", f"{name}手机上能办吗？")),
        (f"{name}网上能弄不", f"在家能办{name}吗"),
        answer,
        "online",
    )
    return changed(guide, "faq", faq=(*guide.faq, faq))


@FAULTS("常见问题说的代办与指南相反")
def faq_agent(site: Site) -> Change | None:
    """A question says the contrary of whether somebody else may do it."""
    guide, name = site.guide, site.guide.item.name
    answers = {
        "可以": ("不能代办，必须本人到场。", "不行，一律本人办。"),
        "不可以": ("可以，家里人带委托书就能替您办。", "能找人代办，带上双方身份证。"),
    }.get(guide.agent.allowed)
    if answers is None:
        return None
    faq = site.faq(
        site.pick((f"{name}能找人代办吗？", f"{name}别人替我去行吗？")),
        (f"{name}家里人能替办不", f"委托别人办{name}"),
        site.pick(answers),
        "agent",
    )
    return changed(guide, "faq", faq=(*guide.faq, faq))


@FAULTS("写着不能代办，又说代办人带什么")
def agent_contradicts(site: Site) -> Change | None:
    """Nobody else may do it, and a note says what somebody else brings."""
    guide = site.guide
    if guide.agent.allowed != "可以":
        return None
    note = site.note(
        "代办人带委托书和双方身份证。",
        "委托别人办的，要有授权委托书。",
        "可以由家属代办，带户口簿。",
    )
    return changed(guide, "agent", agent=replace(guide.agent, allowed="不可以", notes=(note,)))


@FAULTS("说能寄结果，又说只能窗口领")
def post_contradicts(site: Site) -> Change | None:
    """The result goes by post, and is only handed out."""
    guide = site.guide
    if "寄结果" not in guide.result.post.ways:
        return None
    said = site.pick(("只能到窗口领取", "本人到窗口领取，不邮寄", "仅限窗口自取"))
    return changed(guide, "result.delivery", result=replace(guide.result, delivery=said))


@FAULTS("写着不用预约，又要先约")
def appointment_contradicts(site: Site) -> Change | None:
    """No appointment is needed, and a sentence says that one is."""
    guide = site.guide
    if "预约" in texts_of((guide.steps, guide.hours, guide.place, guide.access)):
        return None
    said = site.pick(
        ("请提前三天预约，没约的不接待。", "须提前在公众号预约。", "先预约再来，当天无号不办。")
    )
    access = replace(guide.access, appointment="不用预约")
    if site.chance.random() < 0.5:
        return changed(guide, "access", access=replace(access, appointment_note=said))
    return changed(guide, "hours", access=access, hours=(*guide.hours, site.note(said)))


@FAULTS("没有可以打的咨询电话或监督电话")
def no_line(site: Site) -> Change | None:
    """There is no line to ask at, or none to complain at."""
    guide = site.guide
    if site.chance.random() < 0.5:
        return changed(guide, "contact.hotlines", contact=replace(guide.contact, hotlines=()))
    return changed(guide, "redress", redress=replace(guide.redress, lines=(), remedies=()))


@FAULTS("热线号码写错")
def wrong_line(site: Site) -> Change | None:
    """A national line is none."""
    guide = site.guide
    wrong = site.pick(("12354", "12334", "12306", "1234", "95589", "12364", "１２３４５"))
    lines = (wrong, *guide.contact.hotlines[1:])
    return changed(guide, "contact.hotlines", contact=replace(guide.contact, hotlines=lines))


@FAULTS("办理地点在目录里没有")
def unknown_venue(site: Site) -> Change | None:
    """A guide sends to a place that is not there, or to none."""
    place = site.guide.place
    venues = site.pick(((), ("old_dating",), (*place.venues, "er_lou_chuangkou")))
    return changed(site.guide, "place.venues", place=replace(place, venues=venues))


@FAULTS("办理地点的电话不成电话", of="venue")
def venue_phone(site: Site) -> Change | None:
    """The telephone of a place cannot be called."""
    wrong = site.pick(("292345", "2923456", "0454—29234567", "0454-29x3456", "见门口", ""))
    return Change(replace(site.value, phone=wrong), "phone")


@FAULTS("办理地点没写时间或地址", of="venue")
def venue_empty(site: Site) -> Change | None:
    """A place lacks its hours or its address."""
    field = site.pick(("hours", "address"))
    return Change(replace(site.value, **{field: ""}), field)
