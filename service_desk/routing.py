"""Which department answers a question (派单)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge_base.model.answer import ItemRef
from knowledge_base.model.catalogue import Department
from service_desk.staff import CENTRE

Guess = Callable[[str], str | None]
"""The department (id or name) a question is most likely about; None when there is no telling."""

SURE_ENOUGH = 0.35
"""A search result below this probability says nothing about the department."""


def no_guess(_question: str) -> None:
    """Know of no department."""
    return


@dataclass(frozen=True)
class Router:
    """Finds the department of the item; else of the best guess; else the service centre (政务服务中心)."""

    departments: Mapping[str, Department]
    guess: Guess = no_guess

    def route(self, question: str, item: ItemRef | None) -> Department:
        """Return the department that has to answer."""
        if item is not None and (owner := self.find(item.department)):
            return owner
        guessed = self.guess(question)
        return (guessed and self.find(guessed)) or self.named_in(question) or self.centre

    def find(self, text: str) -> Department | None:
        """Return the department with this id or name, former names included."""
        if text in self.departments:
            return self.departments[text]
        return next((d for d in self.departments.values() if text in _names(d)), None)

    def all_names(self, department_id: str) -> tuple[str, ...]:
        """Return the id of a department and everything it is or was called."""
        found = self.departments.get(department_id)
        return (department_id, *(_names(found) if found else ()))

    def named_in(self, question: str) -> Department | None:
        """Return the department whose longest name stands in the question."""
        found = [
            (len(n), d.id) for d in self.departments.values() for n in _names(d) if n in question
        ]
        return self.departments[max(found)[1]] if found else None

    @property
    def centre(self) -> Department:
        """The service centre, which takes what nobody else owns."""
        return self.departments[CENTRE]


def _names(department: Department) -> tuple[str, ...]:
    return (department.name, department.short_name, *department.aliases, *department.former_names)
