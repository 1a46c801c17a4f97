"""Data and plain texts as systems and people hand them over."""

import json
from collections.abc import Iterator
from typing import Any

import yaml

from tests.documents_kit.made import Made, made
from tests.documents_kit.services import SERVICES, Service

LAID_OUT = ("受理条件", "申请材料", "时限")
ASKED = ("受理条件", "申请材料", "办理流程", "时限", "地点")
HUKOU, CANJI, SHIPIN, JIASHI, DIBAO = SERVICES


def data() -> Iterator[Made]:
    """Yield data and texts of each kind."""
    yield made("national.json", json.dumps(_national(SHIPIN), ensure_ascii=False), SHIPIN)
    yield made(
        "named.json", json.dumps([_named(CANJI), _named(DIBAO)], ensure_ascii=False), CANJI, DIBAO
    )
    yield made(
        "named.yml", yaml.safe_dump(_named(HUKOU), allow_unicode=True, sort_keys=False), HUKOU
    )
    yield made("marks.txt", _marks(DIBAO).encode("gbk"), DIBAO)
    yield made("laid_out.txt", _laid_out(SHIPIN), SHIPIN, sections=LAID_OUT)
    yield made("questions.txt", _questions(CANJI), CANJI, sections=ASKED)
    yield made("leads.txt", _leads(DIBAO), DIBAO, sections=ASKED)
    yield made("chapters.txt", _chapters(SHIPIN), SHIPIN)
    yield made("colons.txt", _colons(JIASHI).encode("utf-16"), JIASHI)


def _national(one: Service) -> dict[str, Any]:
    return {
        "task_name": one.title,
        "dept_name": one.department,
        "accept_condition": "\n".join(one.conditions),
        "anticipate_day": one.statutory,
        "promise_day": one.promised,
        "is_fee": "否",
        "transact_addr": one.place,
        "by_law": "；".join(one.basis),
        "handle_flow": [{"step_name": name, "detail": text} for name, text in one.steps],
        "materials": [
            {
                "material_name": p.name,
                "page_num": p.original,
                "is_need": "必要",
                "fill_explain": p.note,
            }
            for p in one.papers
        ],
        "up_sys_flag": 1,
    }


def _named(one: Service) -> dict[str, Any]:
    return {
        "事项名称": one.title,
        "受理条件": list(one.conditions),
        "申请材料": [
            {"材料名称": p.name, "原件": p.original, "复印件": p.copies} for p in one.papers
        ],
        "办理流程": [f"{name}：{text}" for name, text in one.steps],
        "时限": {"法定时限": one.statutory, "承诺时限": one.promised},
        "收费": {"是否收费": one.fee},
        "办理地点": one.place,
        "设定依据": list(one.basis),
    }


def _marks(one: Service) -> str:
    papers = "\n".join(f"{p.name}\n原件：{p.original}\n复印件：{p.copies}" for p in one.papers)
    steps = "\n".join(f"{n}、{a}，{b}" for n, (a, b) in enumerate(one.steps, 1))
    return (
        f"{one.title}\n\n【受理条件】\n{''.join(one.conditions)}\n【申请材料】\n{papers}\n【办理流程】\n{steps}\n"
        f"【办结时限】\n{one.promised}\n【收费情况】\n{one.fee}\n【办理地点】\n{one.place}\n【设定依据】\n"
        + "\n".join(one.basis)
    )


def _colons(one: Service) -> str:
    papers = "".join(f"（{n}）{p.name}；" for n, p in enumerate(one.papers, 1))
    steps = "——".join(name for name, _ in one.steps)
    return (
        f"项目名称：{one.title}\n许可条件：{''.join(one.conditions)}\n申报材料：{papers}\n审批流程：{steps}\n"
        f"承诺期限：{one.promised}\n收费标准：{one.fee}\n受理窗口：{one.place}\n设立依据：{one.basis[0]}\n"
    )


def _laid_out(one: Service) -> str:
    """What is left of a table in the text of a PDF."""
    rows = "\n".join(
        f"{n}  {p.name}  {p.original or 1}  窗口核验" for n, p in enumerate(one.papers, 1)
    )
    return (
        f"{one.title}\n一、受理条件\n{''.join(one.conditions)}\n二、申请材料\n序号  材料名称  份数  备注\n{rows}\n"
        f"- 1 -\n三、办理时限\n{one.promised}\n"
    )


def _questions(one: Service) -> str:
    papers = "\n".join(f"{n}、{p.name}" for n, p in enumerate(one.papers, 1))
    return (
        f"{one.title}办理须知\n\n办这件事要符合什么条件？\n{''.join(one.conditions)}\n需要带哪些材料？\n{papers}\n"
        f"怎么办理？\n{'，'.join(text.rstrip('。') for _, text in one.steps)}。\n多长时间能办好？\n{one.promised}。\n"
        f"在哪里办理？\n{one.place}。\n"
    )


def _leads(one: Service) -> str:
    papers = "".join(f"（{n}）{p.name}；" for n, p in enumerate(one.papers, 1))
    return (
        f"关于{one.title}的办事指南\n\n申请人需同时符合以下条件：{''.join(one.conditions)}\n"
        f"申请人办理时应提交以下材料：{papers}\n委托他人办理的，还应出示受托人的身份证件。\n"
        f"办理流程为：{'—'.join(name for name, _ in one.steps)}。\n办理时限为{one.promised}。\n"
        f"办理地点设在{one.place}。\n"
    )


def _chapters(one: Service) -> str:
    parts = [
        ("适用范围", list(one.conditions)),
        ("设定依据", list(one.basis)),
        ("申报材料", [p.name for p in one.papers]),
        ("办理程序", [f"{name}：{text}" for name, text in one.steps]),
        ("承诺时限", [one.promised]),
        ("收费依据及标准", [one.fee]),
        ("受理窗口", [one.place]),
    ]
    lines = ["政务服务中心服务标准", f"{one.title}办理规程"]
    for number, (name, rows) in enumerate(parts, 1):
        lines.append(f"{number}{name}")
        lines += (
            [f"{number}.{at}{row}" for at, row in enumerate(rows, 1)] if len(rows) > 1 else rows
        )
    return "\n".join(lines)
