"""Files that clerks sent (附件), for whoever has the link."""

from hall.doors.attachments import routes
from hall.doors.registration import Door

DOOR = Door(pages=(routes.create_blueprint,))
