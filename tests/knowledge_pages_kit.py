"""A console over a record of three guides, and editors who work on it."""

from hall.bootstrap import Application
from knowledge_base.lifecycle.seeding import publish_files
from tests.knowledge_kit import small_catalogue


def publish(hall: Application) -> None:
    """Put the small catalogue into force."""
    publish_files(hall.record.store, small_catalogue(), hall.clock())
