"""The public pages: the front page, guides, checklists and the one-visit list."""

from hall.doors.pages import home, routes
from hall.doors.registration import Door, Sign

DOOR = Door(
    pages=(home.create_blueprint, routes.create_blueprint),
    signs=(
        Sign("pages.one_visit", "“一次办”事项清单", "材料备齐、最多跑一次的事，按部门和主题找"),
    ),
)
