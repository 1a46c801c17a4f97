"""Who works on the knowledge: a clerk of the desk as the record knows people."""

from collections.abc import Mapping

from knowledge_base.lifecycle.people import Duty, Person
from service_desk.staff import Clerk, Role

DUTIES: Mapping[Role, frozenset[Duty]] = {
    Role.CLERK: frozenset({Duty.EDIT, Duty.CHECK}),
    Role.ADMIN: frozenset({Duty.EDIT, Duty.PUBLISH}),
}
"""What each role may do; the others look on."""
EVERYWHERE = ""
"""The department of who works on the records of all."""


def person_of(clerk: Clerk) -> Person:
    """Return the clerk as the record knows people."""
    department = EVERYWHERE if clerk.sees_all else clerk.department
    return Person(clerk.login, clerk.name, department, DUTIES.get(clerk.role, frozenset()))


def may_edit(person: Person) -> bool:
    """Whether somebody writes records at all."""
    return Duty.EDIT in person.duties
