"""What can be wrong about a step in the life of a version; the messages are for staff."""

from collections.abc import Sequence

from knowledge_base.errors import KnowledgeBaseError


class MoveRefused(KnowledgeBaseError):
    """The move is not allowed, to this person, or now; the message says what to do."""


class UnknownVersion(KnowledgeBaseError):
    """There is no such version, draft or record."""


def no_version(version_id: int) -> UnknownVersion:
    """Return what is said of a version that is not there."""
    return UnknownVersion(f"没有编号为 {version_id} 的版本")


class CannotPublish(KnowledgeBaseError):
    """What would be published has faults; nothing was changed."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = tuple(faults)
