"""`python3 -m scripts.commit_checks FILE…`: every text file ends in one line feed, and none is large."""

import sys
from pathlib import Path

LARGEST_KIB = 1024


def faults(paths: list[Path]) -> list[str]:
    """Return what is wrong with the files, one line each."""
    found = []
    for path in (p for p in paths if p.is_file() and not p.is_symlink()):
        content = path.read_bytes()
        if len(content) > LARGEST_KIB * 1024:
            found.append(f"{path}: 大于 {LARGEST_KIB} KiB，大文件不入库（too large）")
        if content and b"\0" not in content and not _ends_well(content):
            found.append(f"{path}: 末尾应恰有一个换行（must end in one line feed）")
    return found


def _ends_well(content: bytes) -> bool:
    return content.endswith(b"\n") and not content.endswith(b"\n\n")


if __name__ == "__main__":
    reasons = faults([Path(name) for name in sys.argv[1:]])
    sys.stderr.write("".join(f"{reason}\n" for reason in reasons))
    sys.exit(1 if reasons else 0)
