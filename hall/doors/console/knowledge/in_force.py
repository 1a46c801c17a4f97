"""What the pages about knowledge look things up in: what is published, the words of answers, people's names."""

from collections.abc import Mapping

from hall.bootstrap import Application
from knowledge_base.answering.wording import Wording, shipped_wording
from knowledge_base.lifecycle.people import IMPORTER, SYSTEM
from knowledge_base.model.catalogue import Catalogue

NOBODY = {one.login: one.name for one in (SYSTEM, IMPORTER)}
"""Who acts where no person does."""


def catalogue_in_force(application: Application) -> Catalogue:
    """Return what is in force, whether or not this hall has built its index over it."""
    kb = application.kb
    return kb.catalogue if kb.ready else kb.published().catalogue


def words_of(catalogue: Catalogue) -> Wording:
    """Return the words of answers as a catalogue has them: the city's own where it wrote some."""
    return shipped_wording().with_texts(catalogue.texts)


def names_of_staff(application: Application) -> Mapping[str, str]:
    """Return who is called how, by login."""
    return {**NOBODY, **{one.login: one.name for one in application.desk.accounts.clerks()}}
