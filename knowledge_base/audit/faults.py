"""What a check of the audit found."""

from dataclasses import dataclass

from knowledge_base.errors import KnowledgeBaseError


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit; `seq` is the entry's number, 0 where it is about none."""

    seq: int
    text: str

    def __str__(self) -> str:
        """Return which entry, and what."""
        return f"第 {self.seq} 条：{self.text}" if self.seq else self.text


@dataclass(frozen=True)
class Verdict:
    """What was checked, and every fault."""

    entries: int
    roots: int
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was changed."""
        return not self.faults


class CannotSign(KnowledgeBaseError):
    """A signed root cannot be written; the message says where, why and what to do."""
