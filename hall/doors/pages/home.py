"""`/`: the way to every door that is open here, and the hotline for when none is."""

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.registration import signs


def create_blueprint(application: Application) -> Blueprint:
    """Return the front page."""
    blueprint = Blueprint("home", __name__)

    @blueprint.get("/")
    @application.limits.by_client(application.settings.rate_limit_api)
    def home() -> ResponseReturnValue:
        open_here = [sign for sign in signs() if sign.endpoint in current_app.view_functions]
        doors = [
            {"name": sign.name, "text": sign.text, "address": url_for(sign.endpoint)}
            for sign in open_here
        ]
        return render_template("pages/home.html", doors=doors)

    return blueprint
