"""Lock files hold pins and the digests of what may be installed for them; nothing else is installed."""

import base64
import hashlib
import re
import sys
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest

from scripts.lock import drop, is_cuda, part_with_torch, pins
from scripts.setup.errors import SetupError
from scripts.setup.torch import pinned
from scripts.setup.uv import ensure_uv, ensure_venv, install_locked, pinned_version

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt", "bot/requirements.txt", "scripts/setup/uv.txt")
SOURCES = {
    "requirements.in": LOCKS[0],
    "requirements-dev.in": LOCKS[1],
    "bot/requirements.in": LOCKS[2],
    "scripts/setup/uv.in": LOCKS[3],
}
PIN = re.compile(r"[a-z0-9-]+==[^\s@;/]+ \\")
DIGEST = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
SAMPLE = (
    "torch==2.13.0 \\\n    --hash=sha256:a \\\n    --hash=sha256:b\n"
    "nvidia-cublas==13.1 \\\n    --hash=sha256:c\ncuda-toolkit==13\ntriton==3.7\ntrio==1.0 \\\n"
    "    --hash=sha256:d\n"
)


def named_in(source: Path) -> set[str]:
    """Return the packages that a person asked for."""
    lines = source.read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and line[0] not in "#-"]
    return {re.split(r"[\[=]", line)[0] for line in wanted}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_pins_with_digests_and_nothing_else(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line) and not DIGEST.fullmatch(line)] == []
    after_pins = [lines[n + 1] for n, line in enumerate(lines) if PIN.fullmatch(line)]
    assert after_pins and all(DIGEST.fullmatch(line) for line in after_pins)
    assert not any(is_cuda(pin) for pin in pins(ROOT / name))


@pytest.mark.parametrize("source", SOURCES)
def test_every_named_requirement_is_locked(source: str) -> None:
    locked = {pin.partition("==")[0] for pin in pins(ROOT / SOURCES[source])}
    assert named_in(ROOT / source) - locked <= {"torch"}


def test_the_lock_files_of_the_main_environment_do_not_overlap() -> None:
    files = (*LOCKS[:2], "requirements-torch.txt")
    names = [pin.partition("==")[0] for name in files for pin in pins(ROOT / name)]
    assert len(names) == len(set(names))


def test_torch_is_pinned_by_itself_as_it_is_asked_for() -> None:
    asked = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    assert pinned(ROOT / "requirements-torch.txt") in asked
    assert pins(ROOT / "requirements-torch.txt") == [pinned(ROOT / "requirements-torch.txt")]


def test_what_the_assistant_does_not_need_is_not_installed() -> None:
    left_out = named_in(ROOT / "bot/not_needed.txt")
    locked = {pin.partition("==")[0] for pin in pins(ROOT / "bot/requirements.txt")}
    assert left_out and not left_out & locked


def test_cuda_packages_are_dropped_from_a_lock_with_their_digests(tmp_path: Path) -> None:
    lock, own = tmp_path / "lock.txt", tmp_path / "torch.txt"
    lock.write_text(SAMPLE)
    drop(lock, is_cuda)
    assert pins(lock) == ["torch==2.13.0", "trio==1.0"]
    part_with_torch(lock, own)
    assert lock.read_text() == "trio==1.0 \\\n    --hash=sha256:d\n"
    assert own.read_text() == "torch==2.13.0\n"


def test_the_uv_that_is_used_is_the_one_that_is_pinned() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", pinned_version())
    ensure_uv(ROOT)
    assert (ROOT / ".tools" / f"uv-{pinned_version()}.dist-info").is_dir()


def wheel(folder: Path, name: str, body: str) -> str:
    """Put a small package into the folder and return its digest."""
    path, info = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": body,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(ZipInfo(file), text)
        digests = {
            file: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
            for file, text in files.items()
        }
        record = "".join(f"{f},sha256={d.decode()},{len(files[f])}\n" for f, d in digests.items())
        archive.writestr(ZipInfo(f"{info}/RECORD"), f"{record}{info}/RECORD,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all the registry there is."""
    for key, value in {
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": str(tmp_path),
        "UV_CACHE_DIR": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(key, value)
    return tmp_path


def test_a_package_that_is_not_the_locked_one_is_not_installed(registry: Path) -> None:
    uv, env, lock = ensure_uv(ROOT), registry / ".venv", registry / "lock.txt"
    ensure_venv(uv, env, sys.executable)
    locked = wheel(registry, "menkou", "ANSWER = 1\n")
    lock.write_text(f"menkou==1.0 \\\n    --hash=sha256:{locked}\n")
    wheel(registry, "menkou", "ANSWER = 2\n")
    with pytest.raises(SetupError, match="hash"):
        install_locked(uv, env, lock)
    lock.write_text("menkou==1.0\n")
    with pytest.raises(SetupError, match=r"lock\.txt"):
        install_locked(uv, env, lock)
    assert not list(env.glob("lib/python3*/site-packages/menkou.py"))
    wheel(registry, "menkou", "ANSWER = 1\n")
    lock.write_text(f"menkou==1.0 \\\n    --hash=sha256:{locked}\n")
    install_locked(uv, env, lock)
    assert list(env.glob("lib/python3*/site-packages/menkou.py"))


def test_what_a_whole_lock_names_no_longer_goes(registry: Path) -> None:
    uv, env, lock = ensure_uv(ROOT), registry / ".venv", registry / "lock.txt"
    ensure_venv(uv, env, sys.executable)
    one, two = (wheel(registry, name, "") for name in ("menkou", "chuangkou"))
    text = f"menkou==1.0 \\\n    --hash=sha256:{one}\n"
    lock.write_text(f"{text}chuangkou==1.0 \\\n    --hash=sha256:{two}\n")
    install_locked(uv, env, lock, whole=True)
    lock.write_text(text)
    install_locked(uv, env, lock, whole=True)
    installed = {path.stem for path in env.glob("lib/python3*/site-packages/*kou.py")}
    assert installed == {"menkou"}
