"""PDF files: PDF from the first byte to the last, and nothing else beside."""

import re
from io import BytesIO
from zipfile import is_zipfile

from service_desk.attachments.unfit import BROKEN, DISGUISED, Unfit

HEAD = re.compile(rb"%PDF-[12]\.[0-9]")
"""At the very beginning: readers look further down for it, and so take what begins as another kind of file."""
END, TABLE = b"%%EOF", b"startxref"
END_WITHIN = 1024
"""Bytes from the end in which readers look for `END` (ISO 32000-1, H.3.18)."""


def cleaned(content: bytes) -> bytes:
    """Return the file as it is.

    Raises:
        Unfit: it does not begin or end as a PDF, or is an archive as well.
    """
    tail = content[-END_WITHIN:]
    if not HEAD.match(content) or END not in tail or TABLE not in tail:
        raise Unfit(BROKEN)
    if is_zipfile(BytesIO(content)):
        raise Unfit(DISGUISED)
    return content
