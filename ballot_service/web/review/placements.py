"""The places for flyers and posts to read: what hung where and since when, what shows it, how often it was opened."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Placement
from ballot_service.rules.languages import language_name
from ballot_service.rules.places import MATERIAL_WORDS, PLACE_WORDS
from ballot_service.services.placing import counts_as_notice, placements_of, visits_of
from ballot_service.web.access import only
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clerk.fact_choices import PLACEMENT_STATE_WORDS
from ballot_service.web.placements_sheet import placements_sheet
from ballot_service.web.review.blueprint import PLACE, READERS, readable, review, sees_officials
from ballot_service.web.review.officials import Officials
from ballot_service.web.rows import own


@review.get(PLACE + "/placements")
@only(*READERS)
def placements(election_id: UUID) -> ResponseReturnValue:
    """Every place, given up ones too."""
    election = readable(election_id)
    officials = Officials(election, with_names=sees_officials())
    return render_template(
        "pages/review/placements.html",
        election=election,
        placements=[
            (row, officials.said(row.entered_by, row.entered_at))
            for row in placements_of(db.session(), election)
        ],
        visits=visits_of(db.session(), election),
        local=lambda at: at.astimezone(election.zone),
        material_words=MATERIAL_WORDS,
        place_words=PLACE_WORDS,
        state_words=PLACEMENT_STATE_WORDS,
        language_name=language_name,
        counts_as_notice=counts_as_notice,
        sees_officials=sees_officials(),
    )


@review.get(PLACE + "/placements.csv")
@only(*READERS)
def placements_csv(election_id: UUID) -> Response:
    """The list for the evidence; names of people only for those who see them on the page."""
    return placements_sheet(readable(election_id), with_people=sees_officials())


@review.get(PLACE + "/placements/<uuid:placement_id>/photo")
@only(*READERS)
def placement_photo(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """The photo or copy, always as a download."""
    election = readable(election_id)
    row = own(Placement, placement_id)
    if row.election_id != election.id or row.evidence is None:
        abort(404)
    return as_download(row.evidence)
