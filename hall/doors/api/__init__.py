"""The API for programs: questions and items, the way back from the actions, health and figures."""

from hall.doors.api import health, internal, routes
from hall.doors.api.proving import API
from hall.doors.registration import Channel, Door, Lane

SEARCHING = 8
"""Threads for what only reads: a search takes milliseconds, and two cores run two at once."""

DOOR = Door(
    programs=(health.create_blueprint, routes.create_blueprint, internal.create_blueprint),
    channels=(Channel("api", "接口"),),
    proof=API,
    lanes=(
        Lane(("/healthz", "/readyz"), lambda _settings: 2),
        Lane(("/internal/",), lambda settings: settings.rasa_max_turns),
        Lane(("/api/v1/ask", "/api/v1/search", "/api/v1/items"), lambda _settings: SEARCHING),
    ),
)
