"""A made document: its bytes, and what whoever reads it finds in it."""

from dataclasses import dataclass

from tests.documents_kit.services import Service

ALL = ("受理条件", "申请材料", "办理流程", "时限", "收费", "地点", "依据")


@dataclass(frozen=True)
class Told:
    """A guide that stands in a document."""

    title: str
    sections: tuple[str, ...]
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A document and what stands in it."""

    name: str
    content: bytes
    guides: tuple[Told, ...]


def told(service: Service, sections: tuple[str, ...] = ALL) -> Told:
    """Return what a document says that has these sections of a service."""
    papers = tuple(paper.name for paper in service.papers) if "申请材料" in sections else ()
    return Told(service.title, sections, papers)


def made(
    name: str, content: str | bytes, *services: Service, sections: tuple[str, ...] = ALL
) -> Made:
    """Return a document about some services."""
    data = content.encode() if isinstance(content, str) else content
    return Made(name, data, tuple(told(one, sections) for one in services))
