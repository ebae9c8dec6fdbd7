"""The information sessions to read: dates, places, languages, attendance and files; who came only for the liaison."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import ProofKind
from ballot_service.rules.languages import language_name
from ballot_service.services.informing import has_evidence, outreach_standing, sessions_of
from ballot_service.web.access import only
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clerk.session_forms import PROOF_WORDS
from ballot_service.web.clock import now
from ballot_service.web.review.blueprint import (
    PLACE,
    READERS,
    readable,
    review,
    sees_officials,
    sees_voters,
)
from ballot_service.web.review.officials import Officials
from ballot_service.web.sessions_sheet import sessions_sheet


@review.get(PLACE + "/sessions")
@only(*READERS)
def sessions(election_id: UUID) -> ResponseReturnValue:
    """Every session, cancelled ones too, with its evidence and what the guidance says to all of them."""
    election = readable(election_id)
    moment = now()
    officials = Officials(election, with_names=sees_officials())
    return render_template(
        "pages/review/sessions.html",
        election=election,
        sessions=[
            (
                row,
                row.starts_at.astimezone(election.zone),
                moment >= row.starts_at,
                moment >= row.ends_at,
                has_evidence(row),
                officials.said(row.entered_by, row.entered_at),
            )
            for row in sessions_of(db.session(), election)
        ],
        decision=outreach_standing(db.session(), election, moment),
        language_name=language_name,
        proof_words=PROOF_WORDS,
        local=lambda at: at.astimezone(election.zone),
        sees_people=sees_voters(),
        sees_officials=sees_officials(),
    )


@review.get(PLACE + "/sessions.csv")
@only(*READERS)
def sessions_csv(election_id: UUID) -> Response:
    """The list for the evidence, without names of people."""
    return sessions_sheet(readable(election_id), with_reasons=sees_officials())


@review.get(PLACE + "/sessions/<uuid:session_id>/files/<uuid:proof_id>")
@only(*READERS)
def session_file(election_id: UUID, session_id: UUID, proof_id: UUID) -> ResponseReturnValue:
    """One file, always as a download. A signed sheet or a photo shows people: for the liaison alone."""
    election = readable(election_id)
    found = [
        proof
        for row in sessions_of(db.session(), election)
        if row.id == session_id
        for proof in row.proofs
        if proof.id == proof_id and (sees_voters() or proof.kind is ProofKind.AGENDA)
    ]
    return as_download(found[0].file) if found else abort(404)
