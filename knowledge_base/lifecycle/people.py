"""Who acts on the record, and with which duties."""

from dataclasses import dataclass
from enum import StrEnum


class Duty(StrEnum):
    """What somebody may do with the record."""

    EDIT = "edit"
    CHECK = "check"
    PUBLISH = "publish"
    KEEP_TIME = "keep_time"
    """Publish and withdraw when the day comes; the scheduler's alone."""


@dataclass(frozen=True)
class Person:
    """Somebody who acts; an empty department stands for all of them."""

    login: str
    name: str = ""
    department: str = ""
    duties: frozenset[Duty] = frozenset()

    def may_work_on(self, department: str) -> bool:
        """Whether records of a department are this person's to edit; those of none are for those who serve all."""
        return self.department in ("", department)


SYSTEM = Person("system", "系统", duties=frozenset({Duty.KEEP_TIME}))
"""Acts where no person does."""
IMPORTER = Person("import", "文件导入", duties=frozenset({Duty.EDIT}))
"""Makes drafts of what files say; people look at them and submit them."""
OF_NOBODY = frozenset({SYSTEM.login, IMPORTER.login})
"""Login names that no account may have: what is on record of them was done by no person."""
