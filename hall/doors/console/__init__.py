"""The staff console (服务台): tickets, conversations, reports and accounts, behind a login."""

from hall.doors.console import routes
from hall.doors.console.files import REPLIES
from hall.doors.console.knowledge.editing.bodies import DRAFTS
from hall.doors.console.knowledge.imports import IMPORTS
from hall.doors.registration import Door, Sign

DOOR = Door(
    pages=(routes.create_blueprint,),
    signs=(Sign("console.home", "服务台", "给坐席：工单与对话接入，需要登录", for_staff=True),),
    large_forms=(REPLIES, DRAFTS, IMPORTS),
)
