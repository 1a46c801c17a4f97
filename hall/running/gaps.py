"""`gaps`: the work list of questions without an answer, for whoever sits at a shell; by the same rules as its page."""

import argparse
import json
from collections.abc import Mapping
from typing import Any

from hall.bootstrap import encoder_of, open_database, open_knowledge, prepare_knowledge, utc_now
from hall.running.say import complain, line
from hall.running.staffing import desk_for_commands
from hall.settings import load_settings
from hall.web.policy_texts import publishing_faults
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.lifecycle.record import Record
from knowledge_base.model.codec import to_plain
from service_desk.errors import AccountError
from service_desk.gaps.demands import DEMAND_LABELS, Demand, DemandState
from service_desk.gaps.drafting import Written
from service_desk.gaps.loop import GapLoop
from service_desk.gaps.model import GAP_LABELS, GapFilter, GapGroup, GapState
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk

MOST = 500
MOST_GROUPS = 2**31
"""What PostgreSQL's integer holds."""
NOTHING = "没有符合条件的。"


def add_gaps(parser: argparse.ArgumentParser) -> None:
    """Describe `gaps`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="groups of questions, most asked first")
    listed.add_argument("--state", choices=[*GapState, "all"], default=GapState.OPEN)
    listed.add_argument("--department", default="", help="id of the department")
    shown = actions.add_parser("show", help="one group with every wording")
    follow = actions.add_parser("follow", help="ask again wherever an answer came into force")
    demands = actions.add_parser("demands", help="what windows demanded beyond the guides")
    demands.add_argument("--all", action="store_true", help="those that are settled too")
    steps = [shown, *(_step(actions, name, text) for name, text in STEPS.items())]
    for one in steps:
        one.add_argument("group", type=_number, help="number of the group")
    steps[1].add_argument("department", help="id of the department")
    steps[4].add_argument("reason")
    for name in ("--item", "--question", "--answer"):
        steps[5].add_argument(name, required=True)
    for name in ("--item", "--statement"):
        steps[6].add_argument(name, required=True)
    for one in (listed, follow, demands, *steps):
        one.add_argument("--json", action="store_true", help="print JSON")


STEPS: Mapping[str, str] = {
    "assign": "hand a group to a department",
    "not-ours": "say that the department does not own it",
    "reopen": "take back what was decided",
    "dismiss": "say that it needs no answer, and why",
    "answer": "write a FAQ into the draft of a guide",
    "attach": "write the wordings beside a statement that a guide has",
    "ask": "ask the questions of a group again",
}


def _number(text: str) -> int:
    """Return the number of a group; ValueError for what no database holds."""
    if not 0 < (number := int(text)) < MOST_GROUPS:
        raise ValueError(text)
    return number


def _step(actions: Any, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text)
    parser.add_argument("--as", dest="login", required=True, help="login name of who does it")
    return parser


def gaps(arguments: argparse.Namespace) -> int:
    """List groups, look at one, or do something with it; return 1 where that cannot be done."""
    settings = load_settings()
    engine = open_database(settings)
    desk, kb = desk_for_commands(settings), open_knowledge(settings, engine)
    record = Record(kb.store, utc_now, publishing_faults)
    loop = GapLoop(desk.store, utc_now, desk.department_of, record, kb, encoder_of(settings))
    if arguments.action in ("ask", "follow"):
        prepare_knowledge(kb, complain)
    try:
        _tell(_done(loop, desk, arguments), as_json=arguments.json)
    except KnowledgeBaseError as error:
        complain(f"{error}。")
        return 1
    return 0


def _done(loop: GapLoop, desk: ServiceDesk, given: argparse.Namespace) -> Any:
    loop.sorting.sort_in()
    match given.action:
        case "list":
            state = None if given.state == "all" else GapState(given.state)
            return loop.groups.listed(GapFilter(state, given.department, limit=MOST))
        case "show":
            return (loop.groups.group(given.group), loop.groups.questions(given.group))
        case "follow":
            return {"groups": loop.again.follow()}
        case "demands":
            return desk.demands.listed(None, None if given.all else DemandState.OPEN, MOST)
    return _step_taken(loop, _clerk(desk, given.login), given)


def _step_taken(loop: GapLoop, clerk: Clerk, given: argparse.Namespace) -> Any:
    group_id: int = given.group
    match given.action:
        case "assign":
            loop.groups.assign(group_id, clerk, given.department)
        case "not-ours":
            loop.groups.not_ours(group_id, clerk)
        case "reopen" if loop.groups.group(group_id, clerk).state is GapState.DRAFTED:
            loop.writing.take_back(group_id, clerk)
        case "reopen":
            loop.groups.reopen(group_id, clerk)
        case "dismiss":
            loop.groups.dismiss(group_id, clerk, given.reason)
        case "answer":
            texts = tuple(one.question for one in loop.groups.questions(group_id, clerk))
            written = Written(given.item, given.question, given.answer, texts)
            loop.writing.answer(group_id, clerk, written)
        case "attach":
            texts = tuple(one.question for one in loop.groups.questions(group_id, clerk))
            loop.writing.attach(group_id, clerk, given.item, given.statement, texts)
        case "ask":
            loop.again.ask(group_id, clerk)
    return (loop.groups.group(group_id), loop.groups.questions(group_id))


def _clerk(desk: ServiceDesk, login: str) -> Clerk:
    found = next((one for one in desk.accounts.clerks() if one.login == login and one.active), None)
    if found is None:
        raise AccountError(f"没有叫 {login} 的账号，或者已停用")
    return found


def _tell(found: Any, *, as_json: bool) -> None:
    if as_json:
        line(json.dumps(to_plain(found), ensure_ascii=False, indent=2))
        return
    if isinstance(found, dict):
        line(f"{found['groups']} 组有了变化。")
        return
    rows = found[1] if found and isinstance(found[0], GapGroup) and _is_one(found) else ()
    for one in (found[:1] if rows else found) or ():
        line(_demand_line(one) if isinstance(one, Demand) else _group_line(one))
    for one in rows:
        line(f"  {one.asked}\t{one.question}")
    if not found:
        line(NOTHING)


def _is_one(found: Any) -> bool:
    """Whether this is a group with its questions."""
    return len(found) == 2 and isinstance(found[1], tuple)


def _group_line(group: GapGroup) -> str:
    effect = group.effect
    came = f"\t答上 {effect.answered}/{effect.asked}" if effect else ""
    return (
        f"{group.id}\t{GAP_LABELS[group.state]}\t{group.sum.asked} 次 {group.sum.wordings} 种问法\t"
        f"{group.department or '-'}\t{group.title}{came}"
    )


def _demand_line(one: Demand) -> str:
    return f"{one.ticket_number}\t{DEMAND_LABELS[one.state]}\t{one.item_name}\t{one.venue}\t{one.demanded}"
