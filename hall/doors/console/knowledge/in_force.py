"""What the pages about knowledge look things up in: what is published, the words of answers, people's names."""

from collections.abc import Mapping
from functools import cache

from hall.bootstrap import Application
from knowledge_base.answering.wording import Wording, read_wording
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.services import POLICY

SYSTEM = {"system": "系统", "import": "文件导入"}


def catalogue_in_force(application: Application) -> Catalogue:
    """Return what is in force, whether or not this hall has built its index over it."""
    kb = application.kb
    return kb.catalogue if kb.ready else kb.published().catalogue


@cache
def wording() -> Wording:
    """Return the words that answers are made with."""
    return read_wording(POLICY / "wording.yml")


def names_of_staff(application: Application) -> Mapping[str, str]:
    """Return who is called how, by login."""
    return {**SYSTEM, **{one.login: one.name for one in application.desk.accounts.clerks()}}
