"""The WeChat official account (微信公众号)."""

from hall.doors.registration import Door, Lane
from hall.doors.wechat import door
from hall.doors.wechat.channel import WECHAT

DOOR = Door(
    programs=(door.create_blueprint,),
    channels=(WECHAT,),
    lanes=(Lane(("/wechat",), lambda settings: settings.threads),),
)
