"""The file `.env`: whole at every moment, changed under a lock, by rename, and only where something is to be set."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from filelock import FileLock, Timeout

from hall.settings.errors import EnvFileError

LOCK_SECONDS = 30.0
"""A change takes milliseconds: who waits longer waits for a process that hangs."""
OWNER_ONLY = 0o600

Decide = Callable[[Mapping[str, str]], Mapping[str, str]]


def read_env(file: Path) -> dict[str, str]:
    """Return the values of the file; none where there is no file.

    Raises:
        EnvFileError: it is there and cannot be read.
    """
    return _values(_text(file))


def change_env(file: Path, decide: Decide) -> dict[str, str]:
    """Set what `decide` makes of the values that stand in the file, and return what was set.

    Nobody else changes the file in between; comments and all other lines stay.

    Raises:
        EnvFileError: the file cannot be changed; it is as it was.
    """
    with _alone(file):
        text = _text(file)
        wanted = dict(decide(_values(text)))
        if wanted:
            _require_changeable(file, wanted)
            _replace(file, _with(text, wanted), wanted)
        return wanted


def hide_from_others(file: Path) -> None:
    """Leave the file to its owner alone, where it is ours."""
    with suppress(FileNotFoundError):
        found = file.stat()
        if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_mode & 0o077:
            file.chmod(stat.S_IMODE(found.st_mode) & OWNER_ONLY)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except IsADirectoryError as error:
        raise EnvFileError(
            f"{file}: 应为文件，现为目录。请移走这个目录，再运行一次（is a directory）。"
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise EnvFileError(
            f"{file}: 第 {line} 行不是 UTF-8 编码。请用编辑器另存为 UTF-8，再运行一次（not UTF-8）。"
        ) from error
    except OSError as error:
        raise EnvFileError(
            f"{file}: 读不出来（{error.strerror}）。请检查它的属主和权限（cannot be read）。"
        ) from error


def _values(text: str) -> dict[str, str]:
    values = dotenv_values(stream=StringIO(text), interpolate=False)
    return {key: value or "" for key, value in values.items()}


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Inside, no other process changes the file."""
    lock = FileLock(f"{file}.lock", timeout=LOCK_SECONDS, mode=OWNER_ONLY)
    try:
        lock.acquire()
    except Timeout as error:
        raise EnvFileError(
            f"{file}: 另一个进程一直占着 {file}.lock。请停掉它，再运行一次（locked）。"
        ) from error
    except OSError as error:
        raise EnvFileError(
            f"{file}: 不能在 {file.absolute().parent} 里写文件（{error.strerror}）。"
            "请检查这个目录的属主、权限和剩余空间（cannot write there）。"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _require_changeable(file: Path, wanted: Mapping[str, str]) -> None:
    """Raise where the owner's arrangement would be lost: a link, a read-only file, a device."""
    try:
        mode = file.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        cause = f"它是指向 {os.readlink(file)} 的链接，改写会把链接换成文件"
    elif not stat.S_ISREG(mode):
        cause = "它不是普通文件"
    elif not mode & stat.S_IWUSR:
        cause = "它是只读的"
    else:
        return
    raise EnvFileError(_refusal(file, cause, wanted))


def _refusal(file: Path, cause: str, wanted: Mapping[str, str]) -> str:
    keys = "、".join(wanted)
    return (
        f"{file}: 要写入 {keys}，但{cause}。请换成可写的普通文件，"
        f"或自己设好 {keys}（写进文件或用环境变量），再运行一次（cannot be changed）。"
    )


def _with(text: str, wanted: Mapping[str, str]) -> str:
    """Return the text with each key set once: where it stood, else at the end."""
    left, parts = dict(wanted), list[str]()
    for binding in parse_stream(StringIO(text)):
        if binding.key not in wanted:
            parts.append(binding.original.string)
        elif binding.key in left:
            parts.append(f"{binding.key}={left.pop(binding.key)}\n")
    kept = "".join(parts)
    gap = "" if not kept or kept.endswith("\n") else "\n"
    return kept + gap + "".join(f"{key}={value}\n" for key, value in left.items())


def _replace(file: Path, text: str, wanted: Mapping[str, str]) -> None:
    """Put the text in the file's place in one step, on the disk before anybody sees it."""
    try:
        part = _written_beside(file, text)
        try:
            part.replace(file)
        except OSError:
            part.unlink()
            raise
        _sync_folder(file.absolute().parent)
    except OSError as error:
        raise EnvFileError(_refusal(file, f"写不进去（{error.strerror}）", wanted)) from error


def _written_beside(file: Path, text: str) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.absolute().parent)
    try:
        with open(descriptor, "w", encoding="utf-8") as part:
            part.write(text)
            part.flush()
            _give_to_owner_of(file, descriptor)
            os.fsync(descriptor)
    except OSError:
        os.unlink(name)
        raise
    return Path(name)


def _give_to_owner_of(file: Path, descriptor: int) -> None:
    """Root may set up what a service's user has to read."""
    with suppress(FileNotFoundError):
        before = file.stat()
        os.fchown(descriptor, before.st_uid, before.st_gid)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
