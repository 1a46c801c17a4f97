"""PyTorch without CUDA: gigabytes that a machine without a GPU has no use for.

Plain uv takes the registry's CUDA build; pip takes a CPU build where its configuration offers one.
"""

import json
import os
import re
import sys
from pathlib import Path

from scripts.setup import stamps
from scripts.setup.errors import SetupError
from scripts.setup.say import say
from scripts.setup.shell import read, run
from scripts.setup.uv import AS_ROOT, PIP

CUDA_NEEDS = re.compile(r"nvidia|cuda|triton", re.IGNORECASE)
REFUSED = (
    "这里只能取到带 CUDA 的 PyTorch（要多占好几 GB）：请在 pip 配置里加上 CPU 版的软件源，"
    "或设置 ALLOW_CUDA_TORCH=1 同意安装它（only a CUDA build of torch can be had）。"
)
FAILED = "没有装上 PyTorch：请看上面的输出，修好网络或软件源后重新运行（could not install torch）。"


def ensure_torch(uv: Path, env: Path, lock: Path) -> None:
    """Return when the environment has the PyTorch of the lock file, in a CPU build where there is one.

    Raises:
        SetupError: only a CUDA build can be had and nobody allowed it, or nothing at all.
    """
    wanted = pinned(lock)
    if _has(env, wanted):
        return
    say(f"安装 {wanted}（CPU 版，约 200 MB）", "installing PyTorch for CPU")
    python = stamps.python_of(env)
    if pip_offers_cpu_build(python, wanted):
        run(
            [*PIP, "--python", python, "install", "--quiet", "--no-deps", wanted],
            FAILED,
            more=AS_ROOT,
        )
    elif not _uv_installs_cpu_build(uv, python, wanted):
        _install_cuda_build(uv, python, wanted)


def pinned(lock: Path) -> str:
    """Return the line `torch==…` of its lock file."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return next(line.strip() for line in lines if line.startswith("torch=="))


def _has(env: Path, wanted: str) -> bool:
    version = wanted.partition("==")[2]
    return any(env.glob(f"lib/python3*/site-packages/torch-{version}*.dist-info"))


def pip_offers_cpu_build(python: Path, wanted: str) -> bool:
    """Return whether the build that pip would take needs no CUDA; nothing is installed."""
    dry = ["install", "--dry-run", "--no-deps", "--quiet", "--ignore-installed", "--report=-"]
    report = read([*PIP, "--python", python, *dry, wanted], seconds=600)
    return report is not None and not needs_cuda(report)


def needs_cuda(report: str) -> bool:
    """Return whether pip's installation report names a build that wants CUDA packages here.

    The builds for other systems name the same packages behind a marker for Linux.
    """
    needs = json.loads(report)["install"][0]["metadata"].get("requires_dist", [])
    return sys.platform == "linux" and any(CUDA_NEEDS.match(need) for need in needs)


def _uv_installs_cpu_build(uv: Path, python: Path, wanted: str) -> bool:
    options = ("--python", python, "--no-deps", "--torch-backend", "cpu")
    return read([uv, "pip", "install", *options, wanted], seconds=1800) is not None


def _install_cuda_build(uv: Path, python: Path, wanted: str) -> None:
    if os.environ.get("ALLOW_CUDA_TORCH") != "1":
        raise SetupError(REFUSED)
    run([uv, "pip", "install", "--python", python, wanted], FAILED)
