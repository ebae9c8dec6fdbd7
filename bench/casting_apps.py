"""The service with one thing changed, for comparison: without the envelope log, and written with a plain ORM."""

from __future__ import annotations

import sys
from typing import Any

from flask import Flask, current_app, g, request
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ballot_service.database import db
from ballot_service.links import Purpose
from ballot_service.models import AcceptedBallot, BallotLink, Election, Envelope, LogLeaf
from ballot_service.rules.ballots import MarksFacts, check_marks
from ballot_service.sealing.envelopes import envelope_hash, padded_length, seal, write_choices
from ballot_service.sealing.keys import opening_public_key
from ballot_service.sealing.manifest import read_manifest
from ballot_service.sealing.trackers import tracker
from ballot_service.services.facts import contest_facts
from ballot_service.services.issuing import OpenedLink
from ballot_service.services.voting import Receipt
from ballot_service.serving import application
from ballot_service.web.access import anyone
from ballot_service.web.clock import now

VOTER: Any = sys.modules["ballot_service.web.voter"]


def without_log() -> Flask:
    """Casting alone: envelopes are never numbered."""
    VOTER.log_waiting = lambda *_args: 0
    return application()


def plain_orm() -> Flask:
    """The cast as one would first write it: rows loaded as they are needed, objects added, the log's head locked."""
    app = application()
    app.view_functions["voter.step"] = _cast
    return app


@anyone
def _cast(token: str) -> Any:
    session = db.session()
    key = current_app.extensions["links"].key(Purpose.BALLOT, token)
    link = session.scalars(select(BallotLink).where(BallotLink.key == key)).one()
    entry = link.roll_entry
    election = session.get_one(Election, entry.election_id)
    g.language = entry.language
    opened = OpenedLink(link=link, entry=entry, election=election)
    if session.get(AcceptedBallot, entry.id) is None:
        _put_into_the_box(session, opened)
    accepted = session.get_one(AcceptedBallot, entry.id)
    shown = session.get_one(Envelope, accepted.envelope_id).tracker
    return VOTER._receipt_page(opened, Receipt(tracker=shown, was_there_before=False, is_provisional=False))


def _put_into_the_box(session: Session, opened: OpenedLink) -> None:
    election, choices = opened.election, {}
    for contest in election.contests:
        if not contest.qualified:
            continue
        choices[str(contest.id)] = marks = tuple(request.form.getlist(f"choice-{contest.id}"))
        assert check_marks(MarksFacts(contest=contest_facts(contest), marks=marks)).allowed
    assert election.is_open(now())
    assert election.manifest
    manifest = read_manifest(election.manifest.document)
    sealed = seal(
        opening_public_key(manifest.opening_key),
        write_choices(choices),
        election_id=election.id,
        manifest_version=manifest.version,
        padded_to=padded_length(manifest),
    )
    name = envelope_hash(sealed)
    envelope = Envelope(
        district_id=election.district_id,
        election_id=election.id,
        manifest_version=manifest.version,
        sealed=sealed,
        hash=name,
        tracker=tracker(name),
        is_logged=True,
    )
    session.add(envelope)
    session.flush()
    session.add(
        AcceptedBallot(
            roll_entry_id=opened.entry.id,
            district_id=election.district_id,
            election_id=election.id,
            envelope_id=envelope.id,
        )
    )
    lock = {"number": election.id.int & 0x7FFF_FFFF_FFFF_FFFF}
    session.execute(text("SELECT pg_advisory_xact_lock(:number)"), lock)
    last = session.scalar(select(func.max(LogLeaf.number)).where(LogLeaf.election_id == election.id))
    session.add(
        LogLeaf(
            election_id=election.id,
            number=0 if last is None else last + 1,
            district_id=election.district_id,
            envelope_hash=name,
        )
    )
    session.commit()
