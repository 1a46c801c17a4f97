"""What belongs to a set of files (清单), with the digest of each and a signature under all of it.

The manifest is signed as it lies in its file, so that `openssl` can check it without this program.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from knowledge_base.audit.signing import fits, private_key, public_pem, signature

MANIFEST, SIGNATURE, PUBLIC_KEY = "manifest.json", "manifest.sig", "public_key.pem"
SUMS = "SHA256SUMS"
BLOCK = 1 << 20


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def seal(folder: Path, head: Mapping[str, Any], names: Mapping[str, str], key: str) -> None:
    """Write the manifest of the named files beside them, signed where there is a key.

    Args:
        folder: where the files lie.
        head: what is said of the whole set.
        names: of each file what it is, by its name.
        key: the private key's text; empty where nothing is signed.
    """
    digests = {name: digest_of_file(folder / name) for name in names}
    sums = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    (folder / SUMS).write_text(sums, encoding="utf-8")
    files = [_entry(folder / name, what, digests[name]) for name, what in names.items()]
    said = json.dumps({**head, "files": files}, ensure_ascii=False, indent=1).encode()
    (folder / MANIFEST).write_bytes(said)
    if key:
        signer = private_key(key)
        (folder / SIGNATURE).write_bytes(base64.b64decode(signature(signer, said)))
        (folder / PUBLIC_KEY).write_bytes(public_pem(signer))


def _entry(path: Path, what: str, digest: str) -> dict[str, Any]:
    return {"name": path.name, "what": what, "bytes": path.stat().st_size, "sha256": digest}


def faults_of(folder: Path, key: Ed25519PublicKey | None) -> list[str]:
    """Return what is wrong with a set of files: no fault where it is just as it was given out.

    Args:
        folder: where the files lie.
        key: whose signature it must bear; None where only the digests are looked at.
    """
    try:
        said = (folder / MANIFEST).read_bytes()
        files = {str(row["name"]): str(row["sha256"]) for row in json.loads(said)["files"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{folder / MANIFEST} 读不出来：{error}"]
    return [*_unsigned(folder, said, key), *_changed(folder, files)]


def _unsigned(folder: Path, said: bytes, key: Ed25519PublicKey | None) -> list[str]:
    if key is None:
        return []
    try:
        signed = (folder / SIGNATURE).read_bytes()
    except OSError:
        return [f"没有签名文件 {SIGNATURE}"]
    if fits(key, said, base64.b64encode(signed).decode()):
        return []
    return [f"{MANIFEST} 的签名不对：清单被改过，或者不是这把公钥的主人签的"]


def _changed(folder: Path, files: Mapping[str, str]) -> list[str]:
    found = []
    for name, digest in files.items():
        path = folder / name
        if path.name != name or not path.is_file():
            found.append(f"缺少 {name}")
        elif digest_of_file(path) != digest:
            found.append(f"{name} 与清单里的摘要不同：下载不完整，或者被改过")
    return found
