"""The counter (窗口): find an item, set the situation, tick materials, print, report a fault."""

from hall.doors.counter import routes
from hall.doors.counter.proving import COUNTER
from hall.doors.registration import Channel, Door, Showing, Shown, Sign, Telling
from hall.web.item_card import on_a_page
from knowledge_base.rendering import plain_blocks


def _on_the_card(telling: Telling) -> Shown:
    """Return an element as the clerk's card has it: like the page, with boxes to tick before the papers."""
    blocks = on_a_page(telling.view, telling.element)
    return Shown(plain_blocks(blocks, with_folded=True), blocks)


DOOR = Door(
    pages=(routes.create_blueprint,),
    channels=(Channel("counter", "窗口"),),
    showings=(Showing("counter", "窗口", _on_the_card),),
    proof=COUNTER,
    signs=(
        Sign(
            "counter.page", "窗口查询", "给窗口工作人员：查指南，打印一次性告知单", for_staff=True
        ),
    ),
)
