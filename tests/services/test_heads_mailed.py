"""Liaison and observers get each signed head once, and what they keep verifies."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, Envelope, Role
from ballot_service.sealing.envelopes import envelope_hash
from ballot_service.sealing.heads import verify_head
from ballot_service.sealing.keys import signing_key
from ballot_service.sealing.trackers import tracker
from ballot_service.services import announcing, heads, opening
from ballot_service.services.appointing import appoint
from outreach import Delivery
from tests.tallow_creek import OPENS, SECRET, TallowCreek, at


def open_election(session: Session) -> Election:
    district = TallowCreek(session)
    election = district.election()
    district.stand(election.contests[0], "Ana Ruiz", "Bo Lee")
    district.notify(election)
    district.freeze(election)
    opening.confirm_opening(session, election, now=OPENS)
    for role in (Role.STAFF_LIAISON, Role.OBSERVER, Role.CLERK):
        appoint(
            session,
            district.district,
            email=f"{role.value}@example.org",
            name=role.value,
            role=role,
            is_employee=False,
            from_on=date(2025, 11, 1),
            now=OPENS,
        )
    return election


def put_envelope(session: Session, election: Election) -> None:
    sealed = uuid4().bytes
    name = envelope_hash(sealed)
    session.add(
        Envelope(
            district_id=election.district_id,
            election_id=election.id,
            manifest_version=1,
            sealed=sealed,
            hash=name,
            tracker=tracker(name),
        )
    )
    session.flush()


def test_each_head_is_mailed_once_to_liaison_and_observer(session: Session) -> None:
    election = open_election(session)
    put_envelope(session, election)
    heads.make_head(session, election, SECRET, now=at(11, 18, 8))
    assert announcing.send_heads(session, now=at(11, 18, 8)) == 1
    assert announcing.send_heads(session, now=at(11, 18, 9)) == 0
    mails = session.scalars(select(Delivery)).all()
    assert sorted(mail.address for mail in mails) == ["observer@example.org", "staff_liaison@example.org"]
    note = mails[0].body.partition("-----\n")[2].partition("-----")[0]
    head = verify_head(signing_key(SECRET).public_key(), note)
    assert head.size == 1
    put_envelope(session, election)
    heads.make_head(session, election, SECRET, now=at(11, 18, 10))
    assert announcing.send_heads(session, now=at(11, 18, 10)) == 1
    session.commit()
