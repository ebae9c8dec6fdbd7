"""The notice ledger to read: what was published where and when, what was entered late, and the proof."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import NoticeRecord
from ballot_service.rules.languages import language_name
from ballot_service.rules.notice_ledger import KIND_WORDS
from ballot_service.services.announcing import packets
from ballot_service.services.announcing.notice_names import NOTICE_NAMES
from ballot_service.services.noticing import ledger, notice_standing, notice_summary
from ballot_service.web.access import only
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clock import now
from ballot_service.web.review.blueprint import PLACE, READERS, readable, review, sees_officials
from ballot_service.web.review.officials import Officials
from ballot_service.web.rows import own


@review.get(PLACE + "/notices")
@only(*READERS)
def notices(election_id: UUID) -> ResponseReturnValue:
    """Every line, taken-back ones too, with how notice stands."""
    election = readable(election_id)
    session, moment = db.session(), now()
    officials = Officials(election, with_names=sees_officials())
    opened = election.opening_confirmed_at is not None and moment >= election.opens_at
    return render_template(
        "pages/review/notices.html",
        election=election,
        opens=election.opens_at.astimezone(election.zone),
        lines=[(row, officials.said(row.entered_by, row.entered_at)) for row in ledger(session, election)],
        summary=notice_summary(session, election) if opened else None,
        standing=None if opened else notice_standing(session, election, moment),
        kind_words=KIND_WORDS,
        packets=packets(session, election),
        packet_names=NOTICE_NAMES,
        language_name=language_name,
        local=lambda at: at.astimezone(election.zone),
        sees_officials=sees_officials(),
    )


@review.get(PLACE + "/notices/<uuid:record_id>/evidence")
@only(*READERS)
def proof(election_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """The stored proof, always as a download: what somebody sent in is never shown in a page of ours."""
    election = readable(election_id)
    record = own(NoticeRecord, record_id)
    if record.election_id != election.id or record.evidence is None:
        abort(404)
    file = record.evidence
    return as_download(file)
