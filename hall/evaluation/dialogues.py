"""Whole dialogues through the running chat door: hall → Rasa → actions → knowledge base."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from hall.evaluation.reading import BadInput, Row, read_rows, share
from knowledge_base.model.answer import AnswerStatus
from knowledge_base.model.element import Element

SECONDS = 20.0
STATUSES: dict[str, tuple[str, ...]] = {
    "answer": ("answered_",),
    "clarify": ("clarify_",),
    "situation": ("clarify_", "answered_"),
    "handoff": ("routed_staff",),
    "smalltalk": ("smalltalk",),
    "thanks": ("smalltalk",),
    "feedback": ("smalltalk",),
    "refuse": ("unanswered_", "routed_", "blocked_", "clarify_"),
    "emergency": ("blocked_emergency",),
}


def evaluate(path: Path, url: str, rows: str, top_codes: frozenset[str]) -> Row:
    """Return the share of turns and of whole dialogues that went right.

    Raises:
        BadInput: a line that cannot be read, or no hall at `url`.
    """
    dialogues = [
        d for d in read_rows(path, ("id", "kind", "turns")) if rows == "all" or _top(d, top_codes)
    ]
    by_kind: dict[str, list[bool]] = defaultdict(list)
    whole: list[bool] = []
    misses: list[Row] = []
    with httpx.Client(base_url=url, timeout=SECONDS) as client:
        for dialogue in dialogues:
            results = _play(client, dialogue, misses)
            by_kind[dialogue["kind"]] += results
            whole.append(all(results))
    turns = [r for results in by_kind.values() for r in results]
    return {
        "n": len(dialogues),
        "turns": len(turns),
        "turns_right": share(turns),
        "dialogues_right": share(whole),
        "by_kind": {kind: share(results) for kind, results in sorted(by_kind.items())},
        "misses": misses,
    }


def _top(dialogue: Row, top_codes: frozenset[str]) -> bool:
    codes = {t["expect"].get("catalog_code") for t in dialogue["turns"]} - {None}
    return codes <= top_codes


def _play(client: httpx.Client, dialogue: Row, misses: list[Row]) -> list[bool]:
    conversation = f"evaluation-{uuid.uuid4().hex}"
    results = []
    for number, turn in enumerate(dialogue["turns"], start=1):
        reply = _say(client, conversation, turn["user"])
        right = turn_is_right(turn["expect"], reply)
        results.append(right)
        if not right:
            misses.append(
                {
                    "id": f"{dialogue['id']}.{number}",
                    "user": turn["user"],
                    "expect": turn["expect"],
                    "got": [_short(m.get("answer")) for m in reply["messages"]],
                }
            )
    return results


def _say(client: httpx.Client, conversation: str, text: str) -> Row:
    try:
        response = client.post(f"/api/v1/chat/{conversation}/messages", json={"text": text})
        response.raise_for_status()
    except httpx.HTTPError as error:
        raise BadInput(f"{client.base_url}: 聊天接口没有正常回答: {error}") from error
    data: Row = response.json()
    return data


def turn_is_right(expect: Row, reply: Row) -> bool:
    """Return whether any message of a reply has a fitting status, item and element."""
    if expect["act"] == "handoff" and reply.get("speaker") in ("waiting", "staff"):
        return True
    return any(_fits(expect, m["answer"]) for m in reply["messages"] if m.get("answer"))


def _fits(expect: Row, answer: dict[str, Any]) -> bool:
    if not answer["status"].startswith(STATUSES[expect["act"]]):
        return False
    code = expect.get("catalog_code")
    accepted = {code, *expect.get("also_codes", ())} - {None}
    if accepted and not accepted & _codes(answer):
        return False
    return expect["act"] != "answer" or _is_about(answer, expect["elements"])


def _is_about(answer: dict[str, Any], elements: Sequence[str]) -> bool:
    """Whether the element fits; where a FAQ is accepted, one counts whatever element it is filed under."""
    is_faq = answer["status"] == AnswerStatus.ANSWERED_FAQ and Element.FAQ in elements
    return not elements or is_faq or answer["element"] in elements


def _codes(answer: dict[str, Any]) -> set[str]:
    offered = [*(answer.get("options") or ()), *(answer.get("alternatives") or ())]
    item = answer.get("item") or {}
    return {o.get("catalog_code", "") for o in offered} | {item.get("catalog_code", "")}


def _short(answer: dict[str, Any] | None) -> str:
    if not answer:
        return "-"
    item = answer.get("item") or {}
    return f"{answer['status']} {item.get('name', '-')} {answer.get('element')}"
