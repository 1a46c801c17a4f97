"""Names of files: what a clerk's computer calls them, made safe to show, to save and to keep."""

import re
import unicodedata

from knowledge_base.text import mask

LONGEST_STEM = 60
"""Characters before the extension; a phone shows about twenty of them."""
NAMELESS = "附件"

_FOLDERS = re.compile(r"[\\/]")
_FORBIDDEN = re.compile(r'[<>:"|?]')
"""Windows cannot save these."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Controls, format characters with the marks that turn writing round, and what no font has."""
_EXTENSION = re.compile(r"[A-Za-z0-9]{1,8}")


def safe_name(given: str) -> str:
    """Return the name without folders, without what cannot be seen, and with personal data masked."""
    base = _FOLDERS.split(unicodedata.normalize("NFC", given))[-1]
    shown = "".join(c for c in base if unicodedata.category(c) not in _UNSEEN)
    stem, dot, extension = shown.rpartition(".")
    if not (dot and _EXTENSION.fullmatch(extension)):
        stem, extension = shown, ""
    kept = mask(_FORBIDDEN.sub("_", " ".join(stem.split()))).strip(" .")[:LONGEST_STEM].rstrip(" .")
    return f"{kept or NAMELESS}.{extension.lower()}".rstrip(".")


def extension_of(name: str) -> str:
    """Return what stands after the last full stop; empty without one."""
    return name.rpartition(".")[2] if "." in name else ""


def short_name(name: str, most: int) -> str:
    """Return a name of at most `most` characters that keeps its extension."""
    if len(name) <= most:
        return name
    end = f"….{extension_of(name)}"
    return name[: most - len(end)] + end
