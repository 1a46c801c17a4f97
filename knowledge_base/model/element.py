"""The closed list of elements (要素) an answer can be about."""

from enum import StrEnum


class Element(StrEnum):
    """One element of a guide; the value is its name in data, API and evaluation."""

    OVERVIEW = "overview"
    MATERIALS = "materials"
    ONE_VISIT = "one_visit"
    STEPS = "steps"
    TIME_LIMIT = "time_limit"
    FEE = "fee"
    PLACE = "place"
    HOURS = "hours"
    CONTACT = "contact"
    CONDITIONS = "conditions"
    LEGAL_BASIS = "legal_basis"
    ONLINE = "online"
    AGENT = "agent"
    RESULT = "result"
    FAQ = "faq"


LABELS: dict[Element, str] = {
    Element.OVERVIEW: "简介",
    Element.MATERIALS: "申请材料",
    Element.ONE_VISIT: "一次性告知单",
    Element.STEPS: "办理流程",
    Element.TIME_LIMIT: "办理时限",
    Element.FEE: "收费",
    Element.PLACE: "办理地点",
    Element.HOURS: "办理时间",
    Element.CONTACT: "咨询电话",
    Element.CONDITIONS: "办理条件",
    Element.LEGAL_BASIS: "政策依据",
    Element.ONLINE: "网上办理",
    Element.AGENT: "代办",
    Element.RESULT: "办理结果",
    Element.FAQ: "常见问题",
}
