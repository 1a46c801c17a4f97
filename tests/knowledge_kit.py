"""A knowledge base of three guides, built in seconds, for tests that change what is published."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from knowledge_base.answering.wording import Wording, read_wording
from knowledge_base.deriving import derive_subjects
from knowledge_base.loading import load_catalogue
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.queries import Phrasings, read_phrasings
from knowledge_base.services import POLICY, KnowledgeBase

ID_CARD, RESIDENCE, MARRIAGE = "232009001000-01", "232009010000-01", "232011001000-01"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@cache
def shipped() -> Catalogue:
    """Return what the shipped files say, read once."""
    return load_catalogue()


@cache
def wording() -> Wording:
    """Return the shipped wording, read once."""
    return read_wording(POLICY / "wording.yml")


@cache
def phrasings() -> Phrasings:
    """Return the shipped phrases and standard questions of elements, read once."""
    return read_phrasings(POLICY / "elements.yml")


def subjects(catalogue: Catalogue) -> tuple[Subject, ...]:
    """Return everything a question can be about."""
    return derive_subjects(catalogue, phrasings().questions, wording().statement)


@cache
def small_catalogue() -> Catalogue:
    """Return a catalogue of three guides, their rows, and every record they refer to."""
    whole = shipped()
    guides = {code: whole.guides[code] for code in (ID_CARD, RESIDENCE, MARRIAGE)}
    rows = {g.item.catalog_code: whole.entries[g.item.catalog_code] for g in guides.values()}
    return replace(
        whole,
        guides=guides,
        entries=rows,
        not_covered=whole.not_covered[:2],
        phrasings={code: whole.phrasings[code] for code in guides if code in whole.phrasings},
        questions={code: whole.questions[code] for code in guides if code in whole.questions},
    )


def with_guides(catalogue: Catalogue, guides: Mapping[str, Guide]) -> Catalogue:
    """Return the catalogue with other guides."""
    return replace(catalogue, guides=dict(guides))


def with_summary(catalogue: Catalogue, code: str, summary: str) -> Catalogue:
    """Return the catalogue with another summary in one guide."""
    changed = replace(catalogue.guides[code], summary=summary)
    return with_guides(catalogue, {**catalogue.guides, code: changed})


def copy_models(trained: Path, folder: Path) -> Path:
    """Copy the trained models, without the vectors of the whole base, and return their folder."""
    shutil.copytree(trained / "encoder", folder / "encoder", dirs_exist_ok=True)
    for classifier in ("elements.npz", "kinds.npz"):
        shutil.copy(trained / classifier, folder)
    return folder


def small_knowledge(engine: Engine, models: Path, encoder: str = "") -> KnowledgeBase:
    """Return a knowledge base over the small catalogue, seeded and built with trained models."""
    kb = KnowledgeBase(engine, models, encoder=encoder, clock=lambda: NOW)
    kb.seed(small_catalogue())
    kb.reload()
    return kb
