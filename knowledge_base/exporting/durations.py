"""Time limits as ISO 8601 durations, as far as these can say them."""

from collections.abc import Mapping

from knowledge_base.model.guide import Guide, TimeLimit

FORMS: Mapping[str, str] = {"自然日": "P{}D", "月": "P{}M", "小时": "PT{}H"}
"""A duration knows no working days (工作日), and 即办 is none."""


def duration_of(limit: TimeLimit | None) -> str:
    """Return a limit as a duration; empty where there is none, or it cannot be said so."""
    form = FORMS.get(limit.unit) if limit else None
    return form.format(limit.amount) if form and limit else ""


def processing_time(guide: Guide) -> str:
    """Return how long it takes at most: as promised, else by law; empty where a duration cannot say it."""
    limit = guide.time_limit.promised or guide.time_limit.statutory
    return duration_of(limit)
