"""The WeChat official account (微信公众号)."""

from hall.doors.registration import Door, Lane
from hall.doors.wechat import door
from hall.doors.wechat.channel import SENT, WECHAT
from hall.doors.wechat.proving import MESSAGES

DOOR = Door(
    programs=(door.create_blueprint,),
    channels=(WECHAT,),
    showings=(SENT,),
    proof=MESSAGES,
    lanes=(Lane(("/wechat",), lambda settings: settings.threads),),
)
