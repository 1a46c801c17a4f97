"""A standard material (申请材料): one paper, which stands once in the catalogue of the whole city (材料目录)."""

from dataclasses import dataclass, field

POSSIBLE, IMPOSSIBLE, UNKNOWN = "可以", "不可以", "未核实"
SHARING = (POSSIBLE, IMPOSSIBLE, UNKNOWN)
"""Whether data of another department can stand for a paper."""


@dataclass(frozen=True)
class ECertificate:
    """An electronic licence (电子证照) that counts as much as the paper, and the law by which it does."""

    name: str
    basis: str


@dataclass(frozen=True)
class Sharing:
    """Whether data sharing (数据共享) can replace a paper; source: whose data and which."""

    possible: str = UNKNOWN
    source: str = ""


@dataclass(frozen=True)
class Material:
    """A standard material (申请材料目录): one paper, which stands here once for the whole city.

    aliases: other names of this very paper, which no other material has.
    spoken: what people also say when they mean it, and may mean another paper by; only searched.
    code: 材料编码, given once (CL-0001) and to no other material afterwards.
    issued_through: code of the item, or of the catalogue row, by which one gets it or gets it again.
    specimen: 样本, a sample in words or the name of its file.
    """

    id: str
    name: str
    kind: str
    issuer: str
    aliases: tuple[str, ...] = ()
    obtain: str = ""
    spoken: tuple[str, ...] = ()
    code: str = ""
    validity: str = ""
    e_certificate: ECertificate | None = None
    sharing: Sharing = field(default_factory=Sharing)
    issued_through: str = ""
    specimen: str = ""

    @property
    def address(self) -> str:
        """Return what a page about it is called by: its code, the id while it has none."""
        return self.code or self.id

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that are its own."""
        return (self.name, *self.aliases)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return every name it is looked for by."""
        return (*self.names, *self.spoken)

    @property
    def replaceable(self) -> bool:
        """Whether data sharing or an electronic licence can stand for it."""
        return self.e_certificate is not None or self.sharing.possible == POSSIBLE
