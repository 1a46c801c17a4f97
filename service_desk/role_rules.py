"""Which roles one account may have (职责分离): nobody looks after what they do themselves."""

from collections.abc import Set

from service_desk.errors import AccountError
from service_desk.staff import Role, names_of

OF_A_DEPARTMENT = frozenset({Role.CLERK, Role.EDITOR, Role.CHECKER, Role.REVIEWER})
NO_ROLE = "请至少选一个角色"
AUDITOR_ALONE = (
    "“审计”不能兼任别的角色：核查大家做了什么的人，自己不能也在做这些事，请另开一个账号给别人"
)
ADMIN_REVIEWS = "“系统管理员”不能兼任“审核”：能开账号、重置密码的人再能批准发布，一个人就能把内容发出去，请由两个人分别担任"


def require_roles_apart(roles: Set[Role]) -> None:
    """Return where one person may have these roles.

    Raises:
        AccountError: there is none, or two of them are to look after each other.
    """
    if not roles:
        raise AccountError(NO_ROLE)
    if Role.AUDITOR in roles and len(roles) > 1:
        raise AccountError(AUDITOR_ALONE)
    if {Role.ADMIN, Role.REVIEWER} <= roles:
        raise AccountError(ADMIN_REVIEWS)


def require_a_department(roles: Set[Role], department: str) -> None:
    """Raise AccountError where somebody would belong to no department whose work they are to do."""
    named = names_of(roles & OF_A_DEPARTMENT)
    if named and not department:
        what = "工单" if Role.CLERK in roles else "办事指南"
        raise AccountError(f"{named}需要属于一个部门，否则看不到任何{what}")
