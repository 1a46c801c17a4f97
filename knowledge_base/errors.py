"""Errors of the knowledge base.

KnowledgeBaseError
├── GuideError      a guide, material or catalogue file says something it may not
├── UnknownItem     no published item has this code
├── BadQuestion     the question itself cannot be taken (blank, too long, not text)
└── StaleIndex      the index on disk was built from other guides or by another version
"""


class KnowledgeBaseError(Exception):
    """Something the knowledge base cannot do; the message says what, where and what to do."""


class GuideError(KnowledgeBaseError):
    """Guide files with faults; `faults` holds every one as `path:line where: what`."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class UnknownItem(KnowledgeBaseError):
    """No published item has this code."""


class BadQuestion(KnowledgeBaseError):
    """The question cannot be taken; `code` is `blank`, `too_long` or `not_text`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StaleIndex(KnowledgeBaseError):
    """The index on disk does not fit the published guides; rebuild it."""
