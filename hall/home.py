"""`/`: the way to every door that is open here, and the hotline for when none is."""

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application


@dataclass(frozen=True)
class DoorSign:
    """What the front page says about a door; shown where its endpoint exists."""

    endpoint: str
    name: str
    text: str


SIGNS = (
    DoorSign("widget.demo", "智能客服", "网站上的提问窗口，随问随答"),
    DoorSign("chat_page.page", "网页问答", "不用脚本的简洁页面，老旧手机和读屏软件也能用"),
    DoorSign("pages.one_visit", "“一次办”事项清单", "材料备齐、最多跑一次的事，按部门和主题找"),
    DoorSign("counter.page", "窗口查询", "给窗口工作人员：查指南，打印一次性告知单"),
    DoorSign("console.home", "服务台", "给坐席：工单与对话接入，需要登录"),
)


def create_blueprint(application: Application) -> Blueprint:
    """Return the front page."""
    blueprint = Blueprint("home", __name__)

    @blueprint.get("/")
    @application.limits.by_client(application.settings.rate_limit_api)
    def home() -> ResponseReturnValue:
        open_here = [sign for sign in SIGNS if sign.endpoint in current_app.view_functions]
        doors = [
            {"name": sign.name, "text": sign.text, "address": url_for(sign.endpoint)}
            for sign in open_here
        ]
        return render_template("home.html", doors=doors)

    return blueprint
