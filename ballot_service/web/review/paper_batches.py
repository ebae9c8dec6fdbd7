"""Paper ballots, batch by batch, to compare with their pictures; and every reason written down for a difference."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import PaperBatch
from ballot_service.services.counting import may_see_votes
from ballot_service.services.paper_account import paper_numbers
from ballot_service.services.paper_count import batch_views, differences, openings_of
from ballot_service.web.access import only
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clerk.paper_stock import kind_name
from ballot_service.web.clock import now
from ballot_service.web.review.blueprint import PLACE, READERS, readable, review, sees_officials
from ballot_service.web.rows import own


@review.get(PLACE + "/paper")
@only(*READERS)
def paper_batches(election_id: UUID) -> ResponseReturnValue:
    """Openings, batches and differences; an observer reads no names."""
    election = readable(election_id)
    session = db.session()
    return render_template(
        "pages/review/paper_batches.html",
        election=election,
        numbers=paper_numbers(session, election),
        openings=openings_of(session, election),
        batches=batch_views(session, election),
        differences=differences(session, election),
        kind_name=kind_name,
        local=lambda at: at.astimezone(election.zone),
        sees_officials=sees_officials(),
        sees_pictures=may_see_votes(session, election, now()),
    )


@review.get(PLACE + "/paper/<uuid:batch_id>/picture")
@only(*READERS)
def batch_picture(election_id: UUID, batch_id: UUID) -> ResponseReturnValue:
    """The scan or photo of a batch, always as a download: it shows marks, so not before the votes may be seen."""
    election = readable(election_id)
    batch = own(PaperBatch, batch_id)
    hidden = not may_see_votes(db.session(), election, now())
    if batch.election_id != election.id or batch.photo is None or hidden:
        abort(404)
    return as_download(batch.photo)
