"""The generation in force, or the one that is asked for, as it is given out by this hall."""

from hall.settings import Settings
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.city import city
from knowledge_base.exporting.edition import Edition
from knowledge_base.lifecycle.generations import Generations
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.repository import GuideStore


def public_address(settings: Settings) -> str:
    """Return where citizens find this hall, without a stroke at its end."""
    return settings.public_url.rstrip("/")


def item_address(settings: Settings, item_code: str) -> str:
    """Return where citizens find the page of an item."""
    return f"{public_address(settings)}/items/{item_code}"


def edition_of(settings: Settings, store: GuideStore, catalogue: Catalogue, no: int) -> Edition:
    """Return a generation as it is given out.

    Raises:
        UnknownVersion: there is none with this number.
    """
    generation = Generations(store).generation(no)
    return Edition(
        no=generation.no,
        digest=generation.digest,
        published_at=generation.published_at.astimezone(CITY_TIME),
        city=city().name,
        address=public_address(settings),
        catalogue=catalogue,
    )
