"""A guide in the words of schema.org (`GovernmentService`), for search engines; it stands in the item's page."""

from collections.abc import Iterator
from typing import Any

from knowledge_base.exporting.durations import processing_time
from knowledge_base.exporting.open_tables import AUDIENCES
from knowledge_base.model.catalogue import Catalogue, Venue
from knowledge_base.model.guide import Guide

UNCHECKED = "样例数据，待主管部门核实；以窗口答复为准。"


def government_service(guide: Guide, catalogue: Catalogue, city: str, url: str) -> dict[str, Any]:
    """Return a guide as JSON-LD.

    Args:
        guide: what is described.
        catalogue: where its places and its department stand.
        city: whose service it is.
        url: of the item's page, as citizens see it.
    """
    item, department = guide.item, catalogue.departments[guide.item.department]
    place = {"@type": "AdministrativeArea", "name": city}
    said = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": f"{url}#service",
        "url": url,
        "name": item.name,
        "alternateName": list(item.aliases),
        "disambiguatingDescription": "" if guide.verified else UNCHECKED,
        "description": guide.summary,
        "identifier": list(_identifiers(guide)),
        "serviceType": item.type,
        "category": list(item.themes),
        "audience": [
            {"@type": "Audience", "audienceType": AUDIENCES.get(one, one)} for one in item.audience
        ],
        "provider": {
            "@type": "GovernmentOrganization",
            "name": guide.authority.body or department.name,
            "telephone": department.hotline,
        },
        "jurisdiction": place,
        "areaServed": place,
        "availableChannel": list(_channels(guide, catalogue)),
        "offers": [
            {"@type": "Offer", "name": fee.name, "description": fee.amount}
            for fee in guide.fee.rows
        ],
        "serviceOutput": {"@type": "Thing", "name": guide.result.name} if guide.result.name else "",
        "mainEntityOfPage": {
            "@type": "WebPage",
            "@id": url,
            "version": guide.version,
            "dateModified": guide.effective_from.isoformat(),
        },
    }
    return {name: value for name, value in said.items() if value}


def _identifiers(guide: Guide) -> Iterator[dict[str, str]]:
    codes = (("事项编码", guide.item.code), ("实施编码", guide.authority.code))
    for name, code in codes:
        if code:
            yield {"@type": "PropertyValue", "propertyID": name, "value": code}


def _channels(guide: Guide, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield the counters, then the ways online."""
    for id_ in guide.place.venues:
        venue = catalogue.venues[id_]
        channel = {"@type": "ServiceChannel", "name": venue.name, "serviceLocation": _place(venue)}
        took = processing_time(guide)
        yield channel | ({"processingTime": took} if took else {})
    for online in guide.online.channels:
        yield {"@type": "ServiceChannel", "name": online.name}


def _place(venue: Venue) -> dict[str, str]:
    return {
        "@type": "Place",
        "name": venue.name,
        "address": venue.address,
        "telephone": venue.phone,
        "description": f"{venue.window}；{venue.hours}",
    }
