"""Errors of the knowledge base.

KnowledgeBaseError
├── GuideError      a guide, material or catalogue file says something it may not
├── UnknownItem     no published item has this code
├── BadQuestion     the question itself cannot be taken (blank, too long, not text)
├── StaleIndex      the index on disk was built from other guides or by another version
├── StoreUnavailable the database cannot be used just now; it may be again by itself
└── DatabaseFault   the database file cannot be served from until a person has seen to it
"""

from enum import StrEnum


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


class Cause(StrEnum):
    """Why the database cannot be used just now; each has its remedy."""

    LOCKED = "locked"
    FULL = "full"
    DAMAGED = "damaged"
    READ_ONLY = "read_only"
    GONE = "gone"


REMEDIES = {
    Cause.LOCKED: "另一个程序占着数据库不放：停掉它（备份、手工打开的 sqlite3 等），随后自动恢复",
    Cause.FULL: "磁盘满了：清理出空间，随后自动恢复",
    Cause.DAMAGED: "数据库损坏：停止服务，用 python3 -m scripts.backup --restore 恢复最近的备份",
    Cause.READ_ONLY: "数据库文件不可写：检查文件和所在目录的属主与权限",
    Cause.GONE: "数据库连不上：检查文件、磁盘或数据库服务",
}
"""Cause → what whoever runs the hall does about it."""


class StoreUnavailable(KnowledgeBaseError):
    """The database cannot be used just now; `cause` says why, the message what to do."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(REMEDIES[cause])
        self.cause = cause


class DatabaseFault(KnowledgeBaseError):
    """The database file cannot be served from; the message says which, what is wrong and what to do."""
