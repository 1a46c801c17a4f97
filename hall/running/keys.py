"""The command `secrets`, and the settings with every secret drawn."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from hall.running.alone import idle
from hall.running.errors import CannotRun
from hall.running.say import complain, line
from hall.settings import (
    ENV_FILE,
    Settings,
    SettingsError,
    load_settings,
    write_missing_secrets,
)
from hall.settings.new_secrets import (
    CONTACT_KEY,
    CONTACT_KEYS_PREVIOUS,
    drop_previous_contact_keys,
    missing_secrets,
    rotate_contact_key,
)
from knowledge_base.store.engine import connect
from service_desk.resealing import Survey, is_anything_sealed, reseal, survey
from service_desk.safe import Safe
from service_desk.store import DeskStore

GONE = (
    f"{CONTACT_KEY}: {ENV_FILE} 里没有它，数据库里却有用它加密的联系方式或微信地址。"
    f"请把备份的 {ENV_FILE} 放回来；确实找不回来，运行 python -m hall secrets --new-contact-key 另用一把新的"
    "（旧的从此打不开）（the key of what is stored is gone）。"
)


def add_secrets(parser: argparse.ArgumentParser) -> None:
    """Describe `secrets`."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=["rotate"],
        help="rotate: draw a new CONTACT_KEY and seal everything with it",
    )
    parser.add_argument(
        "--drop-old", action="store_true", help="forget contact keys that seal nothing any more"
    )
    parser.add_argument(
        "--new-contact-key",
        action="store_true",
        help="draw a CONTACT_KEY although stored contacts need the one that is gone",
    )


def secrets(arguments: argparse.Namespace) -> int:
    """Draw what is missing, change keys where asked, and tell the ids of the keys, never the keys."""
    try:
        settings, written = settings_with_secrets(new_contact_key=arguments.new_contact_key)
        line(
            f"已写入 {ENV_FILE}: {'、'.join(written)}" if written else f"{ENV_FILE} 里的密钥齐全。"
        )
        if arguments.action == "rotate":
            settings = rotate(settings)
        if arguments.drop_old:
            settings = drop_old(settings)
    except (SettingsError, CannotRun) as error:
        complain(str(error))
        return 1
    tell_ids(settings)
    return 0


def settings_with_secrets(*, new_contact_key: bool = False) -> tuple[Settings, list[str]]:
    """Return the settings, every secret drawn, and the keys of those that were missing.

    Raises:
        SettingsError: with every wrong value at once; or `.env` cannot be changed; or the key is gone that
            stored contacts were sealed with, and nobody asked for a new one.
    """
    if not new_contact_key and CONTACT_KEY in missing_secrets(ENV_FILE):
        _require_nothing_sealed(load_settings())
    written = write_missing_secrets()
    return load_settings(), written


def _require_nothing_sealed(settings: Settings) -> None:
    file = settings.database_url.partition("sqlite:///")[2]
    if file and not Path(file).exists():
        return
    engine = connect(settings.database_url)
    try:
        if is_anything_sealed(engine):
            raise SettingsError([GONE])
    except SQLAlchemyError as error:
        raise SettingsError(
            [
                f"DATABASE_URL: 数据库打不开（{type(error).__name__}），不能确认缺少的 {CONTACT_KEY} 是否还要用。"
                "请先让数据库能连上，再运行一次（the database cannot be read）。"
            ]
        ) from error
    finally:
        engine.dispose()


def rotate(settings: Settings) -> Settings:
    """Seal everything with a new contact key; one that was broken off goes on with the key it had drawn.

    Raises:
        SettingsError: the key does not stand in `.env`, or that file cannot be changed.
        CannotRun: the hall runs, and could not read what is sealed anew.
    """
    _require_in_file()
    with idle(settings.var_dir), _store(settings) as store:
        if settings.contact_keys_previous and reseal_all(store, settings):
            line("上次没换完的，已接着换完。")
            return settings
        rotate_contact_key(ENV_FILE)
        line(f"新的 {CONTACT_KEY} 已写入 {ENV_FILE}，原来的留在 {CONTACT_KEYS_PREVIOUS}。")
        settings = load_settings()
        reseal_all(store, settings)
    return settings


def reseal_all(store: DeskStore, settings: Settings) -> int:
    """Seal everything with the key in force, say how far it is, and return how many values that were."""
    safe = safe_of(settings)
    done = reseal(store, safe, lambda so_far: line(f"▸ 已重新加密 {so_far} 条 / resealed {so_far}"))
    _tell(survey(store, safe), safe)
    return done


def drop_old(settings: Settings) -> Settings:
    """Forget the contact keys before the one in force.

    Raises:
        SettingsError: something is still sealed with them.
    """
    _require_in_file()
    with _store(settings) as store:
        found = survey(store, safe_of(settings))
    if found.older:
        raise SettingsError(
            [
                f"{CONTACT_KEYS_PREVIOUS}: 还有 {found.older} 条用它们加密，不能去掉。"
                "请先运行 python -m hall secrets rotate（still in use）。"
            ]
        )
    if settings.contact_keys_previous:
        drop_previous_contact_keys(ENV_FILE)
        line(f"已从 {ENV_FILE} 去掉 {CONTACT_KEYS_PREVIOUS}；旧备份要用它，请和那份备份一起保管。")
    return load_settings()


def _require_in_file() -> None:
    named = [key for key in (CONTACT_KEY, CONTACT_KEYS_PREVIOUS) if os.environ.get(key, "").strip()]
    if named:
        raise SettingsError(
            [f"{'、'.join(named)}: 由环境变量给出，这里改不了。请挪到 {ENV_FILE} 再运行一次。"]
        )


@contextmanager
def _store(settings: Settings) -> Iterator[DeskStore]:
    engine = connect(settings.database_url)
    try:
        store = DeskStore(engine)
        store.migrate()
        yield store
    finally:
        engine.dispose()


def safe_of(settings: Settings) -> Safe:
    """Return the safe of these settings."""
    return Safe(settings.contact_key, settings.contact_keys_previous)


def _tell(found: Survey, safe: Safe) -> None:
    line(f"共 {found.current} 条用现在的密钥 {safe.id} 加密，{found.older} 条用更早的。")
    tell_lost(found.lost)
    if not found.older and len(safe.ids) > 1:
        line(
            "更早的密钥已经用不着。确认一切正常后，可运行 python -m hall secrets --drop-old 去掉它们。"
        )


def tell_lost(lost: list[str]) -> None:
    """Name what no key opens, where there is any."""
    if lost:
        complain(
            f"! 有 {len(lost)} 条联系方式或微信地址，现有的密钥打不开：{'、'.join(lost[:20])}"
            f"{' 等' if len(lost) > 20 else ''}。"
            f"请找回当时的 {CONTACT_KEY}，写进 {ENV_FILE} 的 {CONTACT_KEYS_PREVIOUS}（no key opens these）。"
        )


def tell_ids(settings: Settings) -> None:
    """Say which contact keys there are."""
    now, *before = safe_of(settings).ids
    line(f"{CONTACT_KEY} 编号 {now}" + (f"，更早的 {'、'.join(before)}" if before else ""))
