"""The public pages: the front page that answers, guides, checklists and the lists of items."""

from hall.doors.pages import demands, home, lists, routes
from hall.doors.pages.channel import SITE
from hall.doors.pages.proving import PAGES
from hall.doors.pages.showing import NOTICE, PAGE
from hall.doors.registration import Door, Sign

DOOR = Door(
    pages=(
        home.create_blueprint,
        lists.create_blueprint,
        routes.create_blueprint,
        demands.create_blueprint,
    ),
    channels=(SITE,),
    showings=(PAGE, NOTICE),
    proof=PAGES,
    signs=(
        Sign("lists.one_visit", "“一次办”事项清单", "材料备齐、最多跑一次的事，按部门和主题找"),
    ),
)
