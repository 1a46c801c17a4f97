"""Roles give rights; one account has no two roles that are to look after each other."""

from itertools import combinations

import pytest

from knowledge_base.lifecycle.people import Duty
from service_desk.duties import person_of
from service_desk.errors import AccountError
from service_desk.role_rules import require_a_department, require_roles_apart
from service_desk.staff import RIGHTS, ROLE_LABELS, ROLE_WORK, Clerk, Right, Role, names_of


def clerk(*roles: Role, department: str = "gongan") -> Clerk:
    """Return somebody with these roles."""
    return Clerk(1, "wangfang", "王芳", frozenset(roles), department, True, False, "s")


def test_every_role_has_rights_a_name_and_a_word_about_its_work() -> None:
    assert set(RIGHTS) == set(ROLE_LABELS) == set(ROLE_WORK) == set(Role)


def test_rights_of_several_roles_add_up() -> None:
    both = clerk(Role.CLERK, Role.EDITOR)

    assert both.may(Right.ANSWER_TICKETS) and both.may(Right.EDIT)
    assert not both.may(Right.PUBLISH)
    assert names_of(both.roles) == "坐席、编辑"


def test_an_auditor_reads_the_audit_and_nothing_of_a_citizen() -> None:
    auditor = clerk(Role.AUDITOR, department="")

    assert [right for right in Right if auditor.may(right)] == [Right.AUDIT]


def test_who_edits_checks_or_publishes_deals_with_no_citizen() -> None:
    for role in (Role.EDITOR, Role.CHECKER, Role.REVIEWER):
        assert not clerk(role).may(Right.ANSWER_TICKETS)
        assert not clerk(role).may_see("gongan")


@pytest.mark.parametrize("role", set(Role) - {Role.AUDITOR})
def test_an_auditor_is_nothing_else(role: Role) -> None:
    with pytest.raises(AccountError, match="“审计”不能兼任别的角色：核查"):
        require_roles_apart({Role.AUDITOR, role})


def test_who_manages_accounts_does_not_publish() -> None:
    with pytest.raises(AccountError, match="“系统管理员”不能兼任“审核”：能开账号"):
        require_roles_apart({Role.ADMIN, Role.REVIEWER})


def test_an_account_without_a_role_is_refused() -> None:
    with pytest.raises(AccountError, match="至少选一个角色"):
        require_roles_apart(frozenset())


def test_all_other_roles_go_together() -> None:
    apart = [{Role.ADMIN, Role.REVIEWER}]
    for two in combinations(set(Role) - {Role.AUDITOR}, 2):
        if set(two) not in apart:
            require_roles_apart(set(two))


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ({Role.CLERK}, "坐席需要属于一个部门，否则看不到任何工单"),
        ({Role.EDITOR, Role.CHECKER}, "编辑、核对需要属于一个部门，否则看不到任何办事指南"),
        ({Role.REVIEWER}, "审核需要属于一个部门，否则看不到任何办事指南"),
    ],
)
def test_who_works_for_a_department_has_one(roles: set[Role], said: str) -> None:
    with pytest.raises(AccountError, match=said):
        require_a_department(roles, "")
    require_a_department(roles, "gongan")


def test_staff_act_on_the_record_with_the_duties_of_their_roles() -> None:
    editor = person_of(clerk(Role.EDITOR, Role.CHECKER))
    centre = person_of(clerk(Role.EDITOR, department="zhengwu"))

    assert (editor.login, editor.department) == ("wangfang", "gongan")
    assert editor.duties == {Duty.EDIT, Duty.CHECK}
    assert centre.may_work_on("gongan")
    assert person_of(clerk(Role.REVIEWER, department="")).duties == {Duty.PUBLISH}
    assert person_of(clerk(Role.ADMIN, department="")).duties == frozenset()
