"""`python -m hall fit`: weights and calibration of retrieval from judged questions, for one encoder.

Twice: for the light evidence, and for the questions in which that leaves doubt once the pretrained encoder was asked.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from hall.bootstrap import NothingPublished
from hall.evaluation.command import BAD_INPUT
from hall.evaluation.decision_file import write_part
from hall.evaluation.judged import Judged
from hall.evaluation.listwise import Case, Descent, fit_weights
from hall.evaluation.reading import BadInput, Row, accepted_codes, read_rows
from hall.running.knowledge import deep_knowledge
from knowledge_base.model.qa import SubjectKind
from knowledge_base.retrieval.calibration import Calibration
from knowledge_base.retrieval.classifier import ELEMENTS
from knowledge_base.retrieval.finder import (
    Doubt,
    HybridFinder,
    Tuning,
    Tunings,
    features,
)
from knowledge_base.retrieval.fusion import (
    ELEMENT_PARTS,
    SUBJECT_PARTS,
    Weights,
    element_parts,
    subject_parts,
)
from knowledge_base.services import KnowledgeBase

JUDGED = ("query", "catalog_code", "elements")
STEPS, RATE = 400, 0.05
PULL = 0.02
"""How strongly all weights together are pulled towards those before."""
FOLDS = 5


def add_fit(parser: argparse.ArgumentParser) -> None:
    """Describe `fit`."""
    parser.add_argument("questions", type=Path, help="JSONL of judged questions over all rows")
    parser.add_argument("outside", type=Path, help="JSONL of questions outside the base")
    parser.add_argument(
        "--elements", type=Path, nargs="*", default=[], help="JSONL that fits elements alone"
    )
    parser.add_argument(
        "--only", choices=("light", "deep"), help="fit one of the two, keep the other as it is"
    )
    parser.add_argument("--write", action="store_true", help="write policy/decision.yml")


def fit(arguments: argparse.Namespace) -> int:
    """Print the fitted tuning with cross-validated figures; return 2 where there is nothing to fit to."""
    try:
        inside = read_rows(arguments.questions, JUDGED)
        further = [row for path in arguments.elements for row in read_rows(path, JUDGED)]
        outside = read_rows(arguments.outside, ("query",))
        kb = deep_knowledge()
    except (BadInput, NothingPublished) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    tunings = _fit(kb, Judged(inside, further, outside, lambda _question: True), arguments.only)
    print(yaml.safe_dump(_plain(tunings), allow_unicode=True, sort_keys=False))
    if arguments.write:
        write_part(subject=_plain(tunings))
    return 0


def _plain(tunings: Tunings) -> Row:
    """The tunings as YAML has them, which knows no tuples."""
    plain: Row = json.loads(json.dumps(asdict(tunings)))
    return plain


def _fit(kb: KnowledgeBase, judged: Judged, only: str | None) -> Tunings:
    finder = kb.base.finder
    assert isinstance(finder, HybridFinder)
    light, before = finder.with_meaning(None), finder.tunings
    tunings = before
    if only != "deep":
        tunings = replace(before, light=_fitted(light, before.light, judged))
    if only != "light" and finder.meaning is not None:
        deep = _fitted(finder, before.deep, judged.doubtful(light.with_tunings(tunings)))
        tunings = replace(tunings, deep=deep)
    return tunings


def _fitted(finder: HybridFinder, before: Tuning, judged: Judged) -> Tuning:
    """Weights, then the calibration of the service by them."""
    made = [{"query": q, "catalog_code": s.catalog_code} for s, q in judged.made(finder)]
    cases = [_subject_case(finder, row) for row in judged.inside]
    start = np.array([getattr(before.weights, p) for p in SUBJECT_PARTS])
    _report("service first", cases, start)
    cases += [_subject_case(finder, row) for row in made]
    found = _descend([c for c in cases if c.right.any()], start)
    always = _always(finder, before)
    elements = [c for c in (_element_case(always, row) for row in judged.answerable) if c]
    element_start = np.array([getattr(before.weights, p) for p in ELEMENT_PARTS])
    _report("element, service given", elements, element_start)
    element_found = _descend(elements, element_start)
    values = {**_named(SUBJECT_PARTS, found), **_named(ELEMENT_PARTS, element_found)}
    weights: Weights = replace(before.weights, **values)
    return Tuning(weights, _calibrated_service(_always(finder, Tuning(weights)), judged))


def _always(finder: HybridFinder, tuning: Tuning) -> HybridFinder:
    """The finder that goes by one tuning, and asks the pretrained encoder in any case where it has one."""
    return finder.with_tunings(Tunings(tuning, tuning, Doubt(0.0, 1.0)))


def _named(names: Sequence[str], values: NDArray[np.float32]) -> dict[str, float]:
    return {name: round(float(v), 3) for name, v in zip(names, values, strict=True)}


def _descend(cases: Sequence[Case], start: NDArray[np.float64]) -> NDArray[np.float32]:
    """Weights, none negative, near those before."""
    descent = Descent(STEPS, RATE, PULL / len(start), positive=True)
    return fit_weights(cases, start, descent)


def _subject_case(finder: HybridFinder, row: Row) -> Case:
    parts, order = subject_parts(finder.evidence(finder.prepare(row["query"])))
    accepted = accepted_codes(row)
    right = np.array([finder.index.subjects[at].catalog_code in accepted for at in order])
    return Case(parts, right)


def _element_case(finder: HybridFinder, row: Row) -> Case | None:
    """The elements of the best subject of the right service, as candidates."""
    question = finder.prepare(row["query"])
    accepted = accepted_codes(row)
    hits = finder.find(row["query"], limit=40).hits
    right = [h.subject for h in hits if h.subject.catalog_code in accepted]
    if not right or right[0].kind is not SubjectKind.ITEM:
        return None
    evidence = finder.index.evidence(question)
    parts = element_parts(evidence, finder.index.subjects.index(right[0]))
    return Case(parts, np.array([e in row["elements"] for e in ELEMENTS]))


def _report(what: str, cases: Sequence[Case], start: NDArray[np.float64]) -> None:
    """Print the share right before, and after fitting on the other folds."""
    usable = [c for c in cases if c.right.any()]
    before = np.mean([_is_right(c, start) for c in cases])
    held = []
    for fold in range(FOLDS):
        learned = _descend([c for n, c in enumerate(usable) if n % FOLDS != fold], start)
        held += [_is_right(c, learned) for n, c in enumerate(usable) if n % FOLDS == fold]
    after = sum(held) / len(cases)
    print(f"{what}: {len(cases)} questions, before {before:.3f}, {FOLDS}-fold held out {after:.3f}")


def _is_right(case: Case, weights: NDArray[Any]) -> bool:
    return bool(case.right[int(np.argmax(case.parts @ weights))])


def _calibrated_service(finder: HybridFinder, judged: Judged) -> Calibration:
    """Fit P(first service is right); a question outside is wrong unless a not-covered service came first.

    Names are asked too, alone and with a phrase: they are as short as follow-ups that name nothing.
    """
    asked = [(row["query"], accepted_codes(row)) for row in judged.inside]
    asked += [(question, {subject.catalog_code}) for subject, question in judged.made(finder)]
    asked += [(row["query"], set()) for row in judged.outside]
    rows: list[list[float]] = []
    labels: list[bool] = []
    for question, right in asked:
        first = finder.find(question, limit=10).hits
        if right or first[0].subject.kind is not SubjectKind.NOT_COVERED:
            rows.append(features(first))
            labels.append(first[0].subject.catalog_code in right)
    return _calibrated(rows, labels)


def _calibrated(rows: Sequence[Sequence[float]], labels: Sequence[bool]) -> Calibration:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    model: Any = LogisticRegression(C=1.0, max_iter=2000)
    probable = cross_val_predict(model, rows, labels, cv=FOLDS, method="predict_proba")[:, 1]
    _report_calibration(probable, np.array(labels))
    model.fit(rows, labels)
    return Calibration(
        round(float(model.intercept_[0]), 3), tuple(round(float(c), 3) for c in model.coef_[0])
    )


def _report_calibration(probable: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    for threshold in (0.4, 0.5, 0.6, 0.7, 0.8):
        chosen = probable >= threshold
        print(
            f"service P >= {threshold}: {chosen.mean():.3f} of all, {right[chosen].mean():.3f} right, "
            f"{chosen[right].mean():.3f} of the right ones"
        )
