"""`python -m hall fit-statements`: which statements answer and which case is told, from the labelled questions.

Folds go by item: what is reported held out was fitted without any question of the item, and the classifier of kinds was
trained without them; a question never speaks for itself. `--unlabelled` takes all labelled questions of the item away
as well: that is what a new guide will get.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hall.bootstrap import NothingPublished, require_published
from hall.evaluation.calibration import augrc
from hall.evaluation.command import BAD_INPUT
from hall.evaluation.decision_file import read_part, write_part
from hall.evaluation.listwise import Case, Descent, fit_weights
from hall.running.knowledge import knowledge
from knowledge_base import building
from knowledge_base.model.asking import Asks
from knowledge_base.model.catalogue import LabelledQuestion
from knowledge_base.model.qa import Subject
from knowledge_base.model.statement import asked_for
from knowledge_base.retrieval import case, choosing, statements
from knowledge_base.retrieval.classifier import KINDS, train_classifier
from knowledge_base.retrieval.comparison import Scores
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.retrieval.guide_texts import GuideTexts
from knowledge_base.retrieval.statements import StatementEvidence
from knowledge_base.services import KnowledgeBase
from knowledge_base.text import prepared

FOLDS, SEED = 5, 0
STEPS, RATE, PULL = 250, 0.05, 1e-3
PRECISE, MOST_PRECISE = 0.9, 0.945
"""Shares of the options taken for told, and for told beyond doubt, that must be labelled so; writers left out about every
second one that goes without saying (“饭店” tells the trade)."""


@dataclass(frozen=True)
class Judged:
    """One ask of a labelled question; nothing is right where the guide does not say it."""

    fold: int
    case: Case
    alone: bool
    """Whether the question asks one thing."""


def add_fit_statements(parser: argparse.ArgumentParser) -> None:
    """Describe `fit-statements`."""
    parser.add_argument("--write", action="store_true", help="write policy/decision.yml")
    parser.add_argument(
        "--unlabelled", action="store_true", help="as for an item without labelled questions"
    )


def fit_statements(arguments: argparse.Namespace) -> int:
    """Print held-out figures, and write what was fitted when told to; return 2 where there is nothing to fit to."""
    kb = knowledge()
    try:
        _require_labelled(kb)
    except NothingPublished as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    finder = kb.base.finder
    assert isinstance(finder, HybridFinder)
    subjects = [s for s in finder.index.subjects if s.questions]
    fold_of = _folds(subjects)
    judged = list(_judged(subjects, fold_of, finder, arguments.unlabelled))
    weights, answers = _fit_choice(judged)
    told = list(_told(kb.base.case, subjects, fold_of, kb.catalogue.guides))  # type: ignore[arg-type]
    case_weights, sure, certain = _fit_case(told)
    if arguments.write:
        write_part(
            statements={**read_part("statements"), "weights": weights, "answers": answers},
            case={"weights": case_weights, "sure": sure, "certain": certain},
        )
    return 0


def _require_labelled(kb: KnowledgeBase) -> None:
    """Make sure that there is something to fit to, before anything is built for it."""
    require_published(kb)
    if not any(found.labelled for found in kb.published().catalogue.questions.values()):
        raise NothingPublished(
            "发布的办事指南都没有标注问题，请先写 knowledge_base/questions/，再运行 python -m hall seed"
        )


def _natural(subject: Subject) -> Iterator[LabelledQuestion]:
    """Yield the questions that tell how often something is asked for; the others speak, but no weight is fitted to them."""
    return (question for question in subject.questions if not question.by_row)


def _folds(subjects: Sequence[Subject]) -> dict[str, int]:
    keys = sorted(s.key for s in subjects)
    order = np.random.RandomState(SEED).permutation(len(keys))
    return {keys[at]: n % FOLDS for n, at in enumerate(order)}


def _judged(
    subjects: Sequence[Subject], fold_of: dict[str, int], finder: HybridFinder, unlabelled: bool
) -> Iterator[Judged]:
    reader, index = building.asker(), finder.index
    texts = GuideTexts(subjects, index.encoder)
    for fold in range(FOLDS):
        others = [s for s in subjects if fold_of[s.key] != fold]
        kinds = train_classifier(list(building.kind_examples(others, reader)), KINDS)
        evidence = StatementEvidence(texts, index.classifier, kinds)
        for subject in subjects:
            if fold_of[subject.key] == fold:
                yield from _of_subject(subject, fold, evidence, reader, unlabelled)
        print(f"fold {fold} done", file=sys.stderr)


def _of_subject(
    subject: Subject, fold: int, evidence: StatementEvidence, reader: Any, unlabelled: bool
) -> Iterator[Judged]:
    ids = [s.id for s in subject.statements]
    for question in _natural(subject):
        asking: Asks = reader.read(prepared(question.text))
        found = evidence.of(subject.key, asking, question.situation, without=asking.whole)
        for parts, wanted in _paired(question, found):
            if unlabelled:
                parts[:, _ASKED_COLUMNS] = 0.0
            right = np.isin(ids, asked_for(wanted))
            yield Judged(fold, Case(parts, right), len(question.asks) == 1)


_ASKED_COLUMNS = [at for at, part in enumerate(statements.PARTS) if "_asked" in part]


def _paired(
    question: LabelledQuestion, found: Sequence[Scores]
) -> Iterator[tuple[Scores, tuple[str, ...]]]:
    """Pair asks with labels: in order where there are as many, else the last one that was read with all labels."""
    if len(found) == len(question.asks):
        yield from zip(found, question.asks, strict=True)
    else:
        yield found[-1], tuple(i for ids in question.asks for i in ids)


def _fit_choice(judged: Sequence[Judged]) -> tuple[dict[str, float], dict[str, Any]]:
    said = [j for j in judged if j.case.right.any()]
    rows: list[list[float]] = []
    labels: list[bool] = []
    ranks: list[tuple[bool, list[bool]]] = []
    for fold in range(FOLDS):
        found = _descend([j.case for j in said if j.fold != fold])
        for one in (j for j in judged if j.fold == fold):
            parts, right = one.case.parts, one.case.right
            shares = choosing.shares_of(parts @ found)
            order = np.argsort(-shares, kind="stable").tolist()
            rows.append(choosing.looked_at(parts, shares, order))
            labels.append(bool(right[order[0]]))
            if right.any():
                ranks.append((one.alone, [bool(right[at]) for at in order[:5]]))
    for alone in (True, False):
        own = [r for a, r in ranks if a is alone]
        shares_ = [np.mean([any(r[:n]) for r in own]) for n in (1, 2, 3, 5)]
        print(
            f"{'one ask' if alone else 'several asks'}: {len(own)} held out, first/2/3/5",
            np.round(shares_, 3),
        )
    weights = _descend([j.case for j in said])
    return _named(statements.PARTS, weights), _calibrated(rows, labels)


def _descend(cases: Sequence[Case]) -> Scores:
    start = np.zeros(cases[0].parts.shape[1])
    return fit_weights(cases, start, Descent(STEPS, RATE, PULL, scaled=True))


def _named(names: Sequence[str], values: Any) -> dict[str, float]:
    return {name: round(float(v), 3) for name, v in zip(names, values, strict=True)}


def _calibrated(rows: Sequence[Sequence[float]], labels: Sequence[bool]) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    model: Any = LogisticRegression(C=1.0, max_iter=2000)
    probable = cross_val_predict(model, rows, labels, cv=FOLDS, method="predict_proba")[:, 1]
    right = np.array(labels)
    print(f"P(first statement answers): {right.mean():.3f} right, AUGRC {augrc(probable, labels)}")
    for low in np.arange(0.0, 1.0, 0.1):
        chosen = (probable >= low) & (probable < low + 0.1)
        if chosen.any():
            print(
                f"  {low:.1f}–{low + 0.1:.1f}: {chosen.mean():.3f} of all, {right[chosen].mean():.3f} right"
            )
    model.fit(rows, labels)
    coefficients = [round(float(c), 3) for c in model.coef_[0]]
    return {"intercept": round(float(model.intercept_[0]), 3), "coefficients": coefficients}


def _told(
    reader: case.CaseReader, subjects: Sequence[Subject], fold_of: dict[str, int], guides: Any
) -> Iterator[tuple[int, Case]]:
    """Yield each situation question of each labelled question, with the option that is told, or none."""
    for subject in subjects:
        for question in _natural(subject):
            plain = prepared(question.text)
            found = reader.evidence.of(subject.key, plain, without=plain)
            for name, (options, parts) in found.items():
                right = np.array([o == question.situation.get(name, "") for o in options])
                yield fold_of[subject.key], Case(parts, right)
                if name in question.situation:  # the same, were it told in reply
                    yield fold_of[subject.key], Case(_put(parts), right)


def _put(parts: Scores) -> Scores:
    """Return the parts as they are where the question was put just now."""
    replied = parts.copy()
    replied[:-1, case.PARTS.index("open")] = 1.0
    return replied


def _fit_case(told: Sequence[tuple[int, Case]]) -> tuple[dict[str, float], float, float]:
    probable, right, wanted = [], [], 0
    for fold in range(FOLDS):
        weights = _descend([c for f, c in told if f != fold])
        for one in (c for f, c in told if f == fold):
            accepted, shares = one.right, choosing.shares_of(one.parts @ weights)
            best = int(shares.argmax())
            wanted += not accepted[-1]
            if best < len(accepted) - 1:
                probable.append(float(shares[best]))
                right.append(bool(accepted[best]))
    scores, hits = np.array(probable), np.array(right)
    sure, certain = (_least_precise(scores, hits, share) for share in (PRECISE, MOST_PRECISE))
    for at in (sure, certain):
        taken = scores >= at
        print(
            f"case: {wanted} told; from {at:.2f} on precision {hits[taken].mean():.3f}, recall {hits[taken].sum() / wanted:.3f}, held out"
        )
    named = _named(case.PARTS, _descend([c for _, c in told]))
    return named, round(sure, 3), round(certain, 3)


def _least_precise(scores: Any, hits: Any, precise: float) -> float:
    """Return the lowest probability, more than even, from which such a share of what is taken is right."""
    for sure in np.arange(0.52, 0.96, 0.02):
        taken = scores >= sure
        if taken.any() and hits[taken].mean() >= precise:
            return float(sure)
    return 0.95
