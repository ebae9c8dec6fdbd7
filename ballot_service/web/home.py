"""The first page after signing in: what a person's offices let them do, and for a clerk what needs doing."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot_service.models import Role
from ballot_service.web.access import appointments, only
from ballot_service.web.navigation import pages_of

home = Blueprint("home", __name__)


@home.get("/home")
@only(*Role)
def start() -> ResponseReturnValue:
    pages = [
        {"label": label, "url": url_for(endpoint)}
        for label, endpoint in pages_of(held.role for held in appointments())
        if endpoint != "home.start"
    ]
    return render_template("pages/home/start.html", pages=pages)
