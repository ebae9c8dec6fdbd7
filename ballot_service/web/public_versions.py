"""Every version of a result, for everybody; a newer one never takes an older one away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Election
from ballot_service.services.counting import may_see_votes
from ballot_service.services.results import ContestView, contest_views
from ballot_service.services.versions import Version, versions_of
from ballot_service.web.access import anyone
from ballot_service.web.clock import now
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.public_notices import public
from ballot_service.web.recount_words import published_recounts

__all__ = ["public", "results"]

PLACE = "/elections/<uuid:election_id>"


def _election(election_id: UUID) -> Election:
    return db.session.get(Election, election_id) or abort(404)


def _frame(election: Election) -> dict[str, Any]:
    return {
        "place": place_of(election.council, election.district),
        "contact": contact_of(election.district),
        "help_url": url_for("public.help_page", election_id=election.id),
    }


@public.get(PLACE + "/results")
@anyone
def results(election_id: UUID) -> ResponseReturnValue:
    """Every version with its status and day, how a recount compares, and why a result was corrected."""
    found = _election(election_id)
    versions = versions_of(db.session(), found)
    if not versions:
        abort(404)
    shows_votes = may_see_votes(db.session(), found, now())
    return render_template(
        "pages/public/results.html",
        **_frame(found),
        election=found,
        versions=[
            (each, each.row.made_at.astimezone(found.zone), _contests(found, each, shows_votes))
            for each in versions
        ],
        recounts=published_recounts(db.session(), found) if shows_votes else [],
    )


def _contests(found: Election, version: Version, shows_votes: bool) -> tuple[ContestView, ...]:
    return contest_views(db.session(), found, version.row) if shows_votes else ()
