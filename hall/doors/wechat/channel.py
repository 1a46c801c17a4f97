"""WeChat as a way of talking: its text, and the courier that brings what the account may push."""

from hall.doors.registration import Channel
from hall.doors.wechat.asking import DOOR
from hall.doors.wechat.courier import start_courier
from knowledge_base.rendering import to_wechat

WECHAT = Channel(DOOR, "微信", render=to_wechat, push=start_courier)
