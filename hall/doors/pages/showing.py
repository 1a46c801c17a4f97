"""What the page of an item and the one-visit notice say, for whoever wants to see it without opening them."""

from hall.doors.registration import Showing, Shown, Telling
from hall.web.item_card import on_a_page
from knowledge_base.answering.views import sheet_blocks
from knowledge_base.model.answer import Block, BlockItem
from knowledge_base.rendering import plain_blocks


def _page(telling: Telling) -> Shown:
    blocks = on_a_page(telling.view, telling.element)
    return Shown(plain_blocks(blocks, with_folded=True), blocks)


def _notice(telling: Telling) -> Shown:
    """Return the whole notice, whichever element is asked for: it is one sheet."""
    source = Block("text", items=(BlockItem(telling.answer.notice),))
    blocks = (*sheet_blocks(telling.view), source)
    return Shown(plain_blocks(blocks), blocks)


PAGE = Showing("pages", "网页", _page)
NOTICE = Showing("notice", "告知单", _notice)
