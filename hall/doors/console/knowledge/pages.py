"""The pages about versions: what waits, one version, its history, checks, reviews and publications."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from hall.bootstrap import Application
from hall.doors.console.knowledge import (
    check_page,
    history,
    publications_page,
    version_page,
    waiting,
)
from knowledge_base.calendar.saying import day_text

FAMILIES = (waiting, check_page, version_page, history, publications_page)


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add every family of pages, and how they say a day."""

    @blueprint.record_once
    def bind(state: BlueprintSetupState) -> None:
        state.app.jinja_env.filters["day_text"] = day_text

    for family in FAMILIES:
        family.add_routes(blueprint, application)
