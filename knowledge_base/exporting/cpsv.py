"""Guides in the words of CPSV-AP 3.2.0 (SEMIC, 2024), as JSON-LD: one guide, or the whole set as a dataset.

Source: https://semiceu.github.io/CPSV-AP/releases/3.2.0/ and the JSON-LD context beside it. Terms are written with their
prefixes, so that a reader needs to fetch nothing.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from knowledge_base.exporting.durations import processing_time
from knowledge_base.exporting.edition import Edition
from knowledge_base.exporting.open_tables import AUDIENCES
from knowledge_base.model.guide import Guide

Node: TypeAlias = dict[str, Any]

CONTEXT = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CHINESE = {"@id": "http://publications.europa.eu/resource/authority/language/ZHO"}
PLACE, SET = "place", "dataset"


def one_guide(edition: Edition, guide: Guide) -> Node:
    """Return a guide with everything it refers to."""
    return _document([*_whole(edition, guide), *_shared(edition, [guide])])


def whole_set(edition: Edition) -> Node:
    """Return every guide, and the dataset that they belong to."""
    guides = sorted(edition.catalogue.guides.values(), key=lambda g: g.item.code)
    nodes = [node for guide in guides for node in _whole(edition, guide)]
    return _document([_dataset(edition, guides), *nodes, *_shared(edition, guides)])


def _document(nodes: list[Node]) -> Node:
    return {"@context": CONTEXT, "@graph": nodes}


def _said(text: str) -> Node:
    return {"@language": "zh", "@value": text}


def _ref(address: str) -> Node:
    return {"@id": address}


def _shared_id(edition: Edition, kind: str, id_: str) -> str:
    """Return the address of what many guides refer to."""
    return f"{edition.address}/open-data/cpsv-ap.jsonld#{kind}-{id_}"


def _dataset(edition: Edition, guides: Iterable[Guide]) -> Node:
    return {
        "@id": _shared_id(edition, SET, str(edition.no)),
        "@type": "dcat:Dataset",
        "dct:identifier": f"generation-{edition.no}",
        "dct:title": _said(f"{edition.city}政务服务办事指南"),
        "dct:description": _said(edition.notice),
        "dct:publisher": _ref(_shared_id(edition, "publisher", "city")),
        "dcat:landingPage": _ref(f"{edition.address}/open-data"),
        "dct:hasPart": [_ref(_service_id(edition, guide)) for guide in guides],
    }


def _service_id(edition: Edition, guide: Guide) -> str:
    return f"{edition.page_of(guide.item.code)}#service"


def _whole(edition: Edition, guide: Guide) -> Iterator[Node]:
    """Yield a service, then the nodes that are its own."""
    parts: dict[str, list[Node]] = {
        "cpsv:hasInput": list(_evidence(edition, guide)),
        "cv:holdsRequirement": list(_requirements(edition, guide)),
        "cpsv:produces": list(_output(edition, guide)),
        "cv:hasCost": list(_costs(edition, guide)),
        "cv:hasLegalResource": list(_laws(edition, guide)),
        "cv:hasChannel": list(_online(edition, guide)),
    }
    links: Node = {name: [_ref(node["@id"]) for node in nodes] for name, nodes in parts.items()}
    links["cv:hasChannel"] += [
        _ref(_shared_id(edition, "venue", venue)) for venue in guide.place.venues
    ]
    yield _service(edition, guide) | {name: found for name, found in links.items() if found}
    for nodes in parts.values():
        yield from nodes


def _service(edition: Edition, guide: Guide) -> Node:
    item, took = guide.item, processing_time(guide)
    found: Node = {
        "@id": _service_id(edition, guide),
        "@type": "cpsv:PublicService",
        "dct:identifier": item.code,
        "dct:title": _said(item.name),
        "dct:description": _said(guide.summary),
        "dct:language": CHINESE,
        "dct:spatial": _ref(_shared_id(edition, PLACE, "city")),
        "cv:hasCompetentAuthority": _ref(_shared_id(edition, "department", item.department)),
        "cv:contactPoint": _ref(_shared_id(edition, "contact", item.department)),
        "dct:audience": [_ref(_shared_id(edition, "audience", one)) for one in item.audience],
        "cv:thematicArea": [_ref(_shared_id(edition, "theme", one)) for one in item.themes],
        "dcat:keyword": [_said(word) for word in (*item.aliases, *item.keywords)],
    }
    if took:
        found["cv:processingTime"] = {"@type": "xsd:duration", "@value": took}
    return {name: value for name, value in found.items() if value}


def _own(edition: Edition, guide: Guide, row_id: str, kind: str) -> Node:
    """Return the beginning of a node for a row of the guide."""
    return {
        "@id": f"{edition.page_of(guide.item.code)}#{row_id}",
        "@type": kind,
        "dct:identifier": f"{guide.item.code}#{row_id}",
    }


def _evidence(edition: Edition, guide: Guide) -> Iterator[Node]:
    for row in guide.materials:
        material = edition.catalogue.materials[row.material]
        node = _own(edition, guide, row.id, "cv:Evidence")
        node["dct:title"] = _said(material.name)
        note = "；".join(text for text in (row.necessity, row.note) if text)
        yield node | {"dct:description": _said(note)}


def _requirements(edition: Edition, guide: Guide) -> Iterator[Node]:
    for row in guide.conditions:
        yield _own(edition, guide, row.id, "cv:Requirement") | {"dct:title": _said(row.text)}


def _output(edition: Edition, guide: Guide) -> Iterator[Node]:
    if guide.result.name:
        node = _own(edition, guide, "result", "cv:Output")
        node["dct:title"] = _said(guide.result.name)
        text = guide.result.validity
        yield node | ({"dct:description": _said(text)} if text else {})


def _costs(edition: Edition, guide: Guide) -> Iterator[Node]:
    """Yield what is charged in the published words: an amount depends on the case, so no number is given."""
    for fee in guide.fee.rows:
        said = _said(f"{fee.name}：{fee.amount}")
        yield _own(edition, guide, fee.id, "cv:Cost") | {"dct:description": said}


def _laws(edition: Edition, guide: Guide) -> Iterator[Node]:
    for law in guide.legal_basis:
        node = _own(edition, guide, law.id, "eli:LegalResource")
        node["dct:title"] = _said(f"{law.law}{law.article}")
        yield node | {"dct:description": _said(law.text)}


def _online(edition: Edition, guide: Guide) -> Iterator[Node]:
    for channel in guide.online.channels:
        node = _own(edition, guide, channel.id, "cv:Channel")
        yield node | {"dct:description": _said(channel.name)}


def _shared(edition: Edition, guides: list[Guide]) -> Iterator[Node]:
    """Yield once what the guides refer to together: the city, departments, places, audiences, themes."""
    yield {
        "@id": _shared_id(edition, PLACE, "city"),
        "@type": "dct:Location",
        "skos:prefLabel": _said(edition.city),
    }
    yield _organisation(edition, "publisher", "city", f"{edition.city}政务服务")
    used = {guide.item.department for guide in guides}
    for id_ in sorted(used):
        yield from _department(edition, id_)
    for id_ in sorted({venue for guide in guides for venue in guide.place.venues}):
        yield _venue(edition, id_)
    for one in sorted({one for guide in guides for one in guide.item.audience}):
        yield _concept(edition, "audience", one, AUDIENCES.get(one, one))
    for one in sorted({one for guide in guides for one in guide.item.themes}):
        yield _concept(edition, "theme", one, one)


def _organisation(edition: Edition, kind: str, id_: str, name: str) -> Node:
    return {
        "@id": _shared_id(edition, kind, id_),
        "@type": "cv:PublicOrganisation",
        "dct:identifier": id_,
        "skos:prefLabel": _said(name),
        "dct:spatial": _ref(_shared_id(edition, PLACE, "city")),
    }


def _department(edition: Edition, id_: str) -> Iterator[Node]:
    department = edition.catalogue.departments[id_]
    venue = edition.catalogue.venues[department.venue]
    yield _organisation(edition, "department", id_, department.name)
    hours = _shared_id(edition, "hours", id_)
    yield {
        "@id": _shared_id(edition, "contact", id_),
        "@type": "cv:ContactPoint",
        "cv:telephone": department.hotline,
        "cv:openingHours": _ref(hours),
    }
    yield {"@id": hours, "@type": "time:TemporalEntity", "dct:description": _said(venue.hours)}


def _venue(edition: Edition, id_: str) -> Node:
    venue = edition.catalogue.venues[id_]
    return {
        "@id": _shared_id(edition, "venue", id_),
        "@type": "cv:Channel",
        "dct:identifier": id_,
        "dct:description": _said(f"{venue.name}，{venue.address}，{venue.window}"),
    }


def _concept(edition: Edition, kind: str, id_: str, label: str) -> Node:
    return {
        "@id": _shared_id(edition, kind, id_),
        "@type": "skos:Concept",
        "skos:prefLabel": _said(label),
    }
