"""The API for programs: questions and items, the way back from the actions, health and figures."""

from hall.doors.api import health, internal, routes
from hall.doors.registration import Channel, Door

DOOR = Door(
    programs=(health.create_blueprint, routes.create_blueprint, internal.create_blueprint),
    channels=(Channel("api", "接口"),),
)
