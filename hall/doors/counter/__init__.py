"""The counter (窗口): find an item, set the situation, tick materials, print, report a fault."""

from hall.doors.counter import routes
from hall.doors.registration import Channel, Door, Sign

DOOR = Door(
    pages=(routes.create_blueprint,),
    channels=(Channel("counter", "窗口"),),
    signs=(
        Sign(
            "counter.page", "窗口查询", "给窗口工作人员：查指南，打印一次性告知单", for_staff=True
        ),
    ),
)
