"""The command `staff`: accounts of the console from a shell, by the same rules as on its page."""

import argparse

from hall.bootstrap import open_database, open_knowledge
from hall.running.say import complain, line
from hall.settings import Settings, load_settings
from service_desk.accounts import NewClerk
from service_desk.audit import SYSTEM
from service_desk.errors import AccountError
from service_desk.opening import open_desk
from service_desk.services import ServiceDesk
from service_desk.staff import ROLE_LABELS, Clerk, Role, names_of

NO_DEPARTMENT = "-"


def add_staff(parser: argparse.ArgumentParser) -> None:
    """Describe `staff`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="every account with its roles")
    new = actions.add_parser("add", help="make an account; prints its first password")
    new.add_argument("login")
    new.add_argument("--name", required=True)
    new.add_argument("--roles", type=_roles, required=True, help=_role_help())
    new.add_argument("--department", default="", help="id of the department; none if left out")
    change = actions.add_parser("change", help="change an account; what is left out stays")
    change.add_argument("login")
    change.add_argument("--name")
    change.add_argument("--roles", type=_roles, help=_role_help())
    change.add_argument("--department", help=f"id of the department; {NO_DEPARTMENT} for none")
    state = change.add_mutually_exclusive_group()
    state.add_argument("--on", dest="active", action="store_const", const=True)
    state.add_argument("--off", dest="active", action="store_const", const=False)


def _role_help() -> str:
    return "with commas between: " + ", ".join(f"{role} {ROLE_LABELS[role]}" for role in Role)


def _roles(text: str) -> frozenset[Role]:
    names = [name.strip() for name in text.split(",")]
    wrong = [name for name in names if name not in set(Role)]
    if wrong:
        raise argparse.ArgumentTypeError(f"没有 {'、'.join(wrong)} 这个角色；有 {'、'.join(Role)}")
    return frozenset(map(Role, names))


def desk_for_commands(settings: Settings) -> ServiceDesk:
    """Return the desk of an installation whose hall need not run."""
    engine = open_database(settings)
    kb = open_knowledge(settings, engine)
    return open_desk(
        engine,
        kb.store.published()[0].departments,
        contact_key=settings.contact_key,
        previous_contact_keys=settings.contact_keys_previous,
        staff_hours=settings.staff_hours,
    )


def staff(arguments: argparse.Namespace) -> int:
    """List accounts, make one or change one."""
    desk = desk_for_commands(load_settings())
    acts = {"list": _list, "add": _add, "change": _change}
    try:
        acts[arguments.action](desk, arguments)
    except AccountError as error:
        complain(f"{error}。")
        return 1
    return 0


def _list(desk: ServiceDesk, _arguments: argparse.Namespace) -> None:
    for clerk in desk.accounts.clerks():
        _tell(clerk)


def _tell(clerk: Clerk) -> None:
    parts = (clerk.login, clerk.name, names_of(clerk.roles), clerk.department or NO_DEPARTMENT)
    line("\t".join((*parts, "启用" if clerk.active else "停用")))


def _add(desk: ServiceDesk, arguments: argparse.Namespace) -> None:
    _require_known(desk, arguments.department)
    new = NewClerk(arguments.login, arguments.name, arguments.roles, arguments.department)
    clerk, password = desk.accounts.create(new)
    _tell(clerk)
    line(f"首次登录的密码: {password}\n登录后需要修改。")


def _change(desk: ServiceDesk, arguments: argparse.Namespace) -> None:
    found = next((c for c in desk.accounts.clerks() if c.login == arguments.login.lower()), None)
    if found is None:
        raise AccountError(f"没有登录名为 {arguments.login} 的账号")
    department = found.department if arguments.department is None else arguments.department
    department = "" if department == NO_DEPARTMENT else department
    _require_known(desk, department)
    changed = desk.accounts.change(
        found.login,
        name=arguments.name or found.name,
        roles=arguments.roles or found.roles,
        department=department,
        active=found.active if arguments.active is None else arguments.active,
        by=SYSTEM,
    )
    _tell(changed)


def _require_known(desk: ServiceDesk, department: str) -> None:
    known = desk.router.departments
    if department and department not in known:
        raise AccountError(f"没有编号为 {department} 的部门；有 {'、'.join(known)}")
