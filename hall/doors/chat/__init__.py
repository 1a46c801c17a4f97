"""The chat on the website: its JSON API, the widget, and the same talk as a page without scripts."""

from hall.doors.chat import page, proving, routes, ticket_api, ticket_page, widget
from hall.doors.chat.channels import PAGE, TALK, WIDGET
from hall.doors.registration import Door, Sign

DOOR = Door(
    programs=(routes.create_blueprint, ticket_api.create_blueprint),
    pages=(page.create_blueprint, ticket_page.create_blueprint, widget.create_blueprint),
    channels=(WIDGET, PAGE),
    showings=(TALK,),
    proof=proving.TALK,
    signs=(
        Sign("widget.demo", "智能客服", "网站上的提问窗口，随问随答"),
        Sign("ticket_page.page", "查工单答复", "凭编号和查询码，在任何手机上看答复"),
        Sign("chat_page.page", "网页问答", "不用脚本的简洁页面，老旧手机和读屏软件也能用"),
    ),
)
