"""What is left of a form that is too large: the fields that were typed stand before the files."""

from io import BytesIO

from flask import Request


def size_of(asked: Request) -> int:
    """Return how many bytes the body has, as its head says; nothing is remembered of it."""
    said = asked.environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def keep_beginning(asked: Request, most: int) -> bool:
    """Leave of the form the whole fields within its first `most` bytes; return whether it was one with files.

    The rest is not read. To be called before anything reads the body.
    """
    boundary = asked.mimetype_params.get("boundary", "")
    if asked.mimetype != "multipart/form-data" or not boundary:
        return False
    mark = b"\r\n--" + boundary.encode("latin-1", "replace")
    begun = b"\r\n" + asked.environ["wsgi.input"].read(most)
    whole = begun[: max(begun.rfind(mark), 0)] + mark + b"--\r\n"
    asked.environ["wsgi.input"] = BytesIO(whole)
    asked.environ["CONTENT_LENGTH"] = str(len(whole))
    return True
