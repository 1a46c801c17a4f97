"""The staff console (服务台): tickets, conversations, guide reports and accounts, behind a login."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console import (
    accounts,
    audit,
    canned,
    closing,
    demands,
    exports,
    files,
    gap_page,
    gaps,
    login,
    own,
    queue,
    reports,
    show,
    stale,
    statistics,
    ticket_faq,
    ticket_steps,
    tickets,
)
from hall.doors.console.knowledge import (
    answers,
    imports,
    inspection,
    laws,
    materials,
    preview,
    records,
    said,
)
from hall.doors.console.knowledge import pages as knowledge_pages
from hall.doors.console.knowledge.editing import bodies, following, pages, trees


def create_blueprint(application: Application) -> Blueprint:
    """Return the console's pages."""
    blueprint = Blueprint(
        "console",
        __name__,
        url_prefix="/console",
        template_folder="templates",
        static_folder="static",
    )
    login.guard(blueprint, application)
    files.admit_files(blueprint, application)
    bodies.admit_forms(blueprint, application)
    imports.admit_documents(blueprint, application)
    show.add_filters(blueprint, application)
    login.add_routes(blueprint, application)
    own.add_routes(blueprint, application)
    queue.add_routes(blueprint, application)
    closing.add_routes(blueprint, application)
    demands.add_routes(blueprint, application)
    exports.add_routes(blueprint, application)
    tickets.add_routes(blueprint, application)
    ticket_steps.add_routes(blueprint, application)
    ticket_faq.add_routes(blueprint, application)
    reports.add_routes(blueprint, application)
    canned.add_routes(blueprint, application)
    gaps.add_routes(blueprint, application)
    gap_page.add_routes(blueprint, application)
    materials.add_routes(blueprint, application)
    laws.add_routes(blueprint, application)
    statistics.add_routes(blueprint, application)
    accounts.add_routes(blueprint, application)
    knowledge_pages.add_routes(blueprint, application)
    stale.add_handler(blueprint, application)
    audit.add_routes(blueprint, application)
    records.add_routes(blueprint, application)
    imports.add_routes(blueprint, application)
    pages.add_routes(blueprint, application)
    trees.add_routes(blueprint, application)
    following.add_routes(blueprint, application)
    said.add_routes(blueprint, application)
    preview.add_routes(blueprint, application)
    answers.add_routes(blueprint, application)
    inspection.add_routes(blueprint, application)
    _add_refusals(blueprint)
    return blueprint


def _add_refusals(blueprint: Blueprint) -> None:
    @blueprint.errorhandler(404)
    def not_found(_error: Exception) -> ResponseReturnValue:
        text = "请核对编号。工单可能已改派，不归您的部门办理了。"
        return render_template("console/refused.html", title="没有找到", text=text), 404

    @blueprint.errorhandler(403)
    def forbidden(_error: Exception) -> ResponseReturnValue:
        text = "您的账号没有打开这一页的权限。工作需要的话，请系统管理员给账号加上相应的角色。"
        return render_template("console/refused.html", title="没有权限", text=text), 403
