"""Old Word documents (.doc): made into new ones by LibreOffice, where it is installed."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge_base.importing import docx
from knowledge_base.importing.document import Document
from knowledge_base.importing.refusing import BROKEN, NO_OFFICE, SLOW_OFFICE, Refused
from knowledge_base.importing.zipped import part_names

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 60
"""A first start on a slow machine takes about 20."""


def read(content: bytes) -> Document:
    """Return what an old Word document says.

    Raises:
        Refused: LibreOffice is not here or cannot make a new document of it in time.
    """
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise Refused(NO_OFFICE)
    with TemporaryDirectory() as folder:
        made = _converted(program, content, Path(folder))
    part_names(made)
    return docx.read(made)


def _converted(program: str, content: bytes, folder: Path) -> bytes:
    source = folder / "in.doc"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        program,
        "--headless",
        profile,
        "--convert-to",
        "docx",
        "--outdir",
        str(folder),
        str(source),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
        return (folder / "in.docx").read_bytes()
    except subprocess.TimeoutExpired as error:
        raise Refused(SLOW_OFFICE.format(seconds=SECONDS)) from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise Refused(BROKEN) from error
