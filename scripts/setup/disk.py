"""Room for the environments."""

import shutil
from pathlib import Path

from scripts.setup.errors import SetupError

NEEDED_GIB = 6.0
"""Both environments take under 5 GB (docs/operations.md); downloads and models take the rest."""


def require_space(folder: Path, needed_gib: float = NEEDED_GIB) -> None:
    """Return when the disk has room for a first set-up.

    Raises:
        SetupError: it has not.
    """
    free = shutil.disk_usage(folder).free / 2**30
    if free < needed_gib:
        raise SetupError(
            f"磁盘空间不够：{folder} 所在的磁盘剩余 {free:.1f} GB，首次安装需要 {needed_gib:g} GB，"
            "请清理后再运行（disk full: free some space and run again）。"
        )
