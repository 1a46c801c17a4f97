"""Staff as the system of record knows them."""

from knowledge_base.lifecycle.people import Duty, Person
from service_desk.staff import Clerk, Right

DUTIES = {Right.EDIT: Duty.EDIT, Right.CHECK: Duty.CHECK, Right.PUBLISH: Duty.PUBLISH}


def person_of(clerk: Clerk) -> Person:
    """Return who acts on the record when this clerk does; who sees all departments works on all."""
    return Person(
        login=clerk.login,
        name=clerk.name,
        department="" if clerk.sees_all else clerk.department,
        duties=frozenset(duty for right, duty in DUTIES.items() if clerk.may(right)),
    )
