"""`python -m hall contract`: ask what is published the questions that its guides carry, and count how many hold."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hall.bootstrap import prepare_knowledge, utc_now
from hall.running.knowledge import knowledge
from knowledge_base.contracting import Contracts, kept
from knowledge_base.lifecycle.judging import VERDICTS, Verdict, report, verdict
from knowledge_base.lifecycle.record import Record
from knowledge_base.services import KnowledgeBase
from knowledge_base.snapshot import Snapshot

MOST_WRONG = 0.2
"""Share of questions that are answered with something else, above which the command fails."""
WRONG = (Verdict.OTHER_ITEM, Verdict.OTHER_STATEMENT)

Counts = Counter[Verdict]


def add_contract(parser: argparse.ArgumentParser) -> None:
    """Describe `contract`."""
    parser.add_argument("item_code", nargs="?", help="one item; every published one without it")
    parser.add_argument(
        "--most-wrong", type=float, default=MOST_WRONG, help="share of wrong answers to accept"
    )
    parser.add_argument("--show", action="store_true", help="print each answer that does not hold")
    parser.add_argument(
        "--bench",
        action="store_true",
        help="time instead what the approval of a version of that item waits for",
    )


def contract(arguments: argparse.Namespace) -> int:
    """Print how many questions hold by department; return 1 where too many are answered wrong."""
    kb = knowledge()
    prepare_knowledge(kb, lambda text: print(text, file=sys.stderr))
    now = kb.snapshot()
    codes = [now.guide(arguments.item_code).item.code] if arguments.item_code else []
    if arguments.bench:
        _bench(kb, codes or sorted(now.catalogue.guides)[:1])
        return 0
    found = _asked(now, codes or now.catalogue.guides, shown=arguments.show)
    total: Counts = sum(found.values(), Counter())
    for department, counts in found.items():
        print(_line(now.catalogue.departments[department].name, counts))
    print(_line("合计", total))
    return int(_share(total, WRONG) > arguments.most_wrong)


def _asked(now: Snapshot, codes: Iterable[str], *, shown: bool) -> dict[str, Counts]:
    """Return how the questions of these items are answered, by department."""
    found: dict[str, Counts] = {}
    for code in codes:
        counts = found.setdefault(now.guide(code).item.department, Counter())
        for question, told in kept(now, code):
            result = verdict(question, told)
            counts[result] += 1
            if shown and result is not Verdict.RIGHT:
                name = now.guide(code).item.name
                print(f"{VERDICTS[result]}\t{name}\t{question.text}\t{told.name}\t{told.line}")
    return found


def _line(name: str, counts: Counts) -> str:
    parts = [f"{VERDICTS[v]} {counts[v]}（{_share(counts, (v,)):.1%}）" for v in Verdict]
    return f"{name}: 共 {counts.total()} 问，{'，'.join(parts)}"


def _share(counts: Counts, verdicts: Sequence[Verdict]) -> float:
    return sum(counts[v] for v in verdicts) / max(1, counts.total())


def _bench(kb: KnowledgeBase, codes: Sequence[str]) -> None:
    """Print how long a contract with that of its neighbours takes, for each item."""
    contracts = Contracts(kb, Record(kb.store, utc_now))
    for code in codes:
        guide = kb.guide(code)
        started = time.perf_counter()
        plan = contracts.plan("guide", code, replace(guide, summary=f"{guide.summary} "))
        planned = time.perf_counter()
        found = report(plan.answers(lambda _done, _total: None), plan.names)
        ended = time.perf_counter()
        print(
            f"{code}: 指南 {len(kb.catalogue.guides)} 份，生成候选 {planned - started:.2f} 秒，"
            f"{found.asked} 问各问两遍 {ended - planned:.2f} 秒，合计 {ended - started:.2f} 秒"
        )
