"""Signed heads mailed to liaison and observers as they are made: what they keep cannot be changed behind them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.catalogues import shipped_languages
from ballot_service.models import Account, Appointment, Election, Role, SignedHead
from ballot_service.rules.calendar import local_date
from ballot_service.sealing.heads import parse_head
from ballot_service.services.announcing.own_words import own_book

NOTICE = "signed_head"
KEEPERS = (Role.STAFF_LIAISON, Role.OBSERVER)
EXPIRES_AFTER = timedelta(days=30)


def send_heads(session: Session, *, now: datetime) -> int:
    """Queues every head that was not handed out yet; answers how many. Running it again adds nothing."""
    waiting = session.scalars(
        select(SignedHead)
        .where(SignedHead.queued_at.is_(None), SignedHead.size > 0)
        .order_by(SignedHead.size)
    ).all()
    for head in waiting:
        election = session.get_one(Election, head.election_id)
        notice = _notice(session, election, head)
        outreach.approve(session, notice, approved_by="service", now=now)
        keepers = _keepers(session, election, now)
        outreach.enqueue(
            session, notice, keepers, now=now, expires_at=now + EXPIRES_AFTER, channels=("email",)
        )
        head.queued_at = now
    session.flush()
    return len(waiting)


def _notice(session: Session, election: Election, head: SignedHead) -> outreach.Notice:
    """The lines of the signed note stand in the mail one by one, because a value is always a single line."""
    read = parse_head(head.note)
    origin, size, root, _, signed = head.note.rstrip("\n").split("\n")
    council = election.council
    values = {
        "school": council.school.name if council.school else election.district.name,
        "phone": election.district.phone,
        "fingerprint": election.manifest.fingerprint if election.manifest else "",
        "head_origin": origin,
        "head_size": size,
        "head_root": root,
        "head_signature": signed.rpartition(" ")[2],
    }
    texts = {language: {**values, "council": council.name_in(language)} for language in shipped_languages()}
    own = own_book(session, election.district_id)
    return own.notice(NOTICE, scope=str(election.id), version=read.size, values=texts)


def _keepers(session: Session, election: Election, now: datetime) -> list[outreach.Recipient]:
    """Liaison and observers of this council who hold their office today."""
    day = local_date(now, election.district.zone)
    accounts = session.scalars(
        select(Account)
        .join(Appointment, Appointment.account_id == Account.id)
        .where(
            Appointment.district_id == election.district_id,
            Appointment.role.in_(KEEPERS),
            or_(Appointment.council_id.is_(None), Appointment.council_id == election.council_id),
            Appointment.from_on <= day,
            or_(Appointment.until_on.is_(None), Appointment.until_on > day),
        )
        .distinct()
        .order_by(Account.email)
    )
    return [
        outreach.Recipient(
            reference=str(account.id),
            language=account.language,
            contact_points=(outreach.ContactPoint(channel="email", address=account.email),),
        )
        for account in accounts
    ]
