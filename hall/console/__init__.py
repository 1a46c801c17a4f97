"""The staff console (服务台): tickets, conversations, guide reports and accounts, behind a login."""

from flask import Blueprint

from hall.bootstrap import Application
from hall.console import accounts, login, reports, show, tickets


def create_blueprint(application: Application) -> Blueprint:
    """Return the console's pages."""
    blueprint = Blueprint("console", __name__, url_prefix="/console")
    login.guard(blueprint, application)
    show.add_filters(blueprint, application)
    login.add_routes(blueprint, application)
    tickets.add_routes(blueprint, application)
    reports.add_routes(blueprint, application)
    accounts.add_routes(blueprint, application)
    return blueprint
