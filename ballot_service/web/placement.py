"""The short address on a flyer, /p/ and its code: it leads to the election's page and counts one more for its place.

This GET writes, and that is on purpose: it adds one to a number and changes nothing that anybody could rely on. It
keeps nothing about the reader: no cookie, no session, no network address. Whoever counts programs that look at links
before people do sees more than there were people; the pages that show the number say so. From one network only so
many visits are counted in ten minutes, so that nobody fills the number by pressing again and again.
"""

from __future__ import annotations

import sqlite3

import structlog
from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from ballot_service.database import committed, db, reading_only
from ballot_service.models import Election, Placement
from ballot_service.services.placing import count_visit, placement_with
from ballot_service.web.access import anyone
from ballot_service.web.clock import now
from ballot_service.web.limits import counts_visit_from_here

short = Blueprint("short", __name__, url_prefix="/p")

log = structlog.get_logger()


@short.get("/<code>")
@anyone
def follow(code: str) -> ResponseReturnValue:
    """Leads on; the page it leads to speaks the reader's own language. Aborts with 404 for a code of nobody."""
    found = placement_with(db.session(), code) or abort(404)
    address = _page_of(found.election)
    is_visit = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
    if is_visit and counts_visit_from_here():
        _count(found)
    return redirect(address, 302)


def _page_of(election: Election) -> str:
    """The election; once it is over or called off the council, where the next one stands first: flyers hang long."""
    if election.is_over:
        slug = election.district.slug
        return url_for("public.council", slug=slug, council_id=election.council_id)
    return url_for("public.election", election_id=election.id)


def _count(found: Placement) -> None:
    """Never keeps a reader from the page: a visit that cannot be counted is left out."""
    session = db.session()
    session.rollback()
    reading_only.set(False)  # on SQLite a transaction that writes has to begin as one
    try:
        with committed(session):
            count_visit(session, found, now=now())
    except (SQLAlchemyError, sqlite3.Error):
        log.warning("visit_not_counted")
