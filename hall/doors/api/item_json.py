"""One published item as JSON: the guide's own fields, with the names its ids stand for."""

from typing import Any

from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.codec import to_plain
from knowledge_base.model.guide import Guide, GuideMaterial
from knowledge_base.model.upcasting import SCHEMA


def guide_to_dict(guide: Guide, catalogue: Catalogue, upcoming: str = "") -> dict[str, Any]:
    """Return every field of the guide; ids of materials, venues and departments are resolved.

    `schema` is the number of the model: a reader that knows an older one finds its fields, and new ones beside them.
    `upcoming` tells what is approved and not yet in force, as every door does.
    """
    data: dict[str, Any] = to_plain(guide)
    return data | {
        "schema": SCHEMA,
        "upcoming": upcoming,
        "item": _item(guide, catalogue),
        "materials": [_material(row, catalogue) for row in guide.materials],
        "place": {
            "venues": [to_plain(catalogue.venues[venue]) for venue in guide.place.venues],
            "notes": to_plain(guide.place.notes),
        },
    }


def _item(guide: Guide, catalogue: Catalogue) -> dict[str, Any]:
    item: dict[str, Any] = to_plain(guide.item)
    department = catalogue.departments[guide.item.department]
    return {
        "item_code": item.pop("code"),
        **item,
        "department": department.name,
        "department_id": department.id,
    }


def _material(row: GuideMaterial, catalogue: Catalogue) -> dict[str, Any]:
    material = catalogue.materials[row.material]
    named = ("code", "name", "kind", "issuer", "obtain", "validity", "e_certificate")
    data: dict[str, Any] = to_plain(row)
    return data | {name: to_plain(getattr(material, name)) for name in named}
