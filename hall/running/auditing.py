"""The command `audit`: prove that what is on record is whole, and sign how far it goes."""

import argparse
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hall.bootstrap import open_database, open_proof, utc_now
from hall.running.keys import settings_with_secrets
from hall.running.say import complain, line
from knowledge_base.audit.faults import Verdict
from knowledge_base.audit.proof import Proof
from knowledge_base.audit.signing import read_public
from knowledge_base.calendar.working_days import CITY_TIME

MOST_FAULTS = 50
"""Named one by one; one change at the beginning may be seen in many places."""
UNSIGNED = (
    "还没有签名文件：末尾被截断、整条被重写，这样还查不出来。大厅运行时每天签名一次，"
    "也可运行 python -m hall audit root"
)


def add_audit(parser: argparse.ArgumentParser) -> None:
    """Describe `audit`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser(
        "verify", help="find whatever was changed; exit code 1 where it was"
    )
    verify.add_argument("--roots", type=Path, help="folder of the signed roots (AUDIT_ROOT_DIR)")
    verify.add_argument(
        "--key", type=Path, action="append", default=[], help="a public key of before AUDIT_KEY"
    )
    root = actions.add_parser("root", help="write a signed root now")
    root.add_argument(
        "--elsewhere", action="store_true", help="the roots so far lie in another folder"
    )


def audit(arguments: argparse.Namespace) -> int:
    """Verify the audit, or sign it."""
    settings, _written = settings_with_secrets()
    proof = open_proof(settings, open_database(settings))
    if arguments.action == "root":
        return _sign(proof, elsewhere=arguments.elsewhere)
    try:
        keys = [_public(path) for path in arguments.key]
    except (OSError, ValueError) as error:
        complain(f"--key: {error}")
        return 2
    if arguments.roots is not None and not arguments.roots.is_dir():
        complain(f"--roots: 没有 {arguments.roots} 这个目录")
        return 2
    return _tell(proof.verify(utc_now(), arguments.roots, keys))


def _public(path: Path) -> Ed25519PublicKey:
    try:
        return read_public(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path} 不是 Ed25519 公钥文件") from error


def _sign(proof: Proof, *, elsewhere: bool) -> int:
    now = utc_now()
    root = proof.sign(now, f"{now.astimezone(CITY_TIME):%Y-%m-%d}", elsewhere=elsewhere)
    if root is None:
        line("另一台大厅刚刚签过名。")
        return 0
    line(f"已签名：第 {root.number} 份，共 {root.count} 条，{proof.folder / root.name}")
    return 0


def _tell(verdict: Verdict) -> int:
    for fault in verdict.faults[:MOST_FAULTS]:
        complain(f"! {fault}")
    if len(verdict.faults) > MOST_FAULTS:
        complain(f"! 另有 {len(verdict.faults) - MOST_FAULTS} 处")
    if not verdict.whole:
        complain(
            f"审计记录被动过：共 {len(verdict.faults)} 处对不上。请保留数据库和签名文件原样，报告审计部门。"
        )
        return 1
    line(f"审计记录完整：共 {verdict.entries} 条，与 {verdict.roots} 份签名都对得上。")
    if not verdict.roots:
        line(UNSIGNED)
    return 0
