"""Open data: everything published as files with a signed manifest, one guide in every form, sitemap, feed of changes."""

from hall.doors.open_data import feeds, routes
from hall.doors.registration import Door

DOOR = Door(programs=(feeds.create_blueprint,), pages=(routes.create_blueprint,))
