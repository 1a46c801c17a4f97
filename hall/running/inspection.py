"""The command `inspect`: look at what is published by every rule, and tell what was found."""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from hall.bootstrap import utc_now
from hall.running.knowledge import knowledge
from hall.running.say import complain, line
from hall.web.finding_sheet import Shown, columns, to_data
from knowledge_base.exporting.sheet import xlsx_file
from knowledge_base.inspection import RULES, SEVERITIES, Severity
from knowledge_base.lifecycle.finding_rows import FindingState
from knowledge_base.lifecycle.inspections import Wanted
from knowledge_base.lifecycle.record import Record

MOST_ERRORS = 50
"""Named one by one; the files have all."""
SHEET = "专项检查"
UNKNOWN = "没有“{given}”这个部门，有的是：{known}"
EMPTY = "还没有发布任何内容，请先运行 python -m hall seed。"


def add_inspect(parser: argparse.ArgumentParser) -> None:
    """Describe `inspect`."""
    parser.add_argument("--department", help="id of one department; all of them without it")
    parser.add_argument("--rule", choices=tuple(RULES), metavar="RULE", help="id of one rule")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the findings as JSON")
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help="write the findings as a sheet")
    parser.add_argument("--rules", action="store_true", help="list the rules instead")


def inspect(arguments: argparse.Namespace) -> int:
    """Print counts by rule and every error; return 1 while there is an error."""
    if arguments.rules:
        _tell_rules()
        return 0
    kb = knowledge()
    departments = kb.published().catalogue.departments
    if not departments:
        complain(EMPTY)
        return 2
    if arguments.department and arguments.department not in departments:
        known = "、".join(departments)
        complain(f"--department: {UNKNOWN.format(given=arguments.department, known=known)}")
        return 2
    record = Record(kb.store, utc_now)
    record.inspections.run()
    owners = (arguments.department,) if arguments.department else ()
    wanted = Wanted(owners, arguments.rule or "", state="")
    found = [Shown(one, departments) for one in record.inspections.listed(wanted)]
    current = [one for one in found if one.task.state is not FindingState.MENDED]
    try:
        _write(arguments, current)
    except OSError as error:
        complain(f"文件写不进去：{error.filename}（{error.strerror}）")
        return 2
    return _tell(current)


def _write(arguments: argparse.Namespace, found: Sequence[Shown]) -> None:
    if arguments.json:
        data = json.dumps([to_data(one) for one in found], ensure_ascii=False, indent=1)
        arguments.json.write_text(f"{data}\n", encoding="utf-8")
    if arguments.xlsx:
        with xlsx_file(columns(), found, SHEET) as file:
            arguments.xlsx.write_bytes(file.read())


def _tell(found: Iterable[Shown]) -> int:
    current = [one for one in found if one.task.state is FindingState.OPEN]
    counts = Counter((one.task.severity, one.task.rule) for one in current)
    for severity, label in SEVERITIES.items():
        rows = {rule: n for (of, rule), n in counts.items() if of is severity}
        line(f"{label} {sum(rows.values())}")
        for rule, number in sorted(rows.items(), key=lambda row: -row[1]):
            line(f"  {number:5}  {rule}  {RULES[rule].name if rule in RULES else ''}")
    errors = [one for one in current if one.task.severity is Severity.ERROR]
    for one in errors[:MOST_ERRORS]:
        complain(f"! {one.department} {one.task.title} {one.task.path}：{one.task.text}")
    if len(errors) > MOST_ERRORS:
        complain(f"! 另有 {len(errors) - MOST_ERRORS} 处错误，用 --xlsx 或 --json 看全部")
    return int(bool(errors))


def _tell_rules() -> None:
    for rule in RULES.values():
        line(f"{rule.id}\t{SEVERITIES[rule.severity]}\t{rule.name}\t{rule.source}\t{rule.hint}")
