"""The first page after signing in: what a person's offices let them do, and for a clerk what needs doing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.services.inbox import number_waiting
from ballot_service.web.access import appointments, hold, only
from ballot_service.web.clerk.home import clerks_duty, clerks_work
from ballot_service.web.navigation import pages_of

home = Blueprint("home", __name__)


@home.get("/home")
@only(*Role)
def start() -> ResponseReturnValue:
    """A clerk's list of what needs doing, by date; for everybody the pages of their offices."""
    page: dict[str, Any] = {
        "pages": list(_pages()),
        "work": [],
        "duty": None,
        "is_clerk": False,
        "questions": 0,
    }
    offices = [held for held in appointments() if held.role is Role.CLERK]
    if offices:
        hold(offices)
        page |= {"is_clerk": True, "work": clerks_work()}
        if g.councils is None:
            page |= {"duty": clerks_duty(), "questions": number_waiting(db.session(), g.district_id)}
    return render_template("pages/home/start.html", **page)


def _pages() -> list[dict[str, object]]:
    return [
        {"label": label, "url": url_for(endpoint)}
        for label, endpoint in pages_of(held.role for held in appointments())
        if endpoint != "home.start"
    ]
