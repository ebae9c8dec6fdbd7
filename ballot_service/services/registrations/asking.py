"""Signing up: what somebody says, kept until a code proves the contact; forgotten after a day if none does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ballot_service.links import Links, Purpose
from ballot_service.models import ContactKind, Election, Registration
from ballot_service.rules.decision import Decision
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.registration import CodeWishFacts, RegistrationFacts, may_register, may_send_code
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.sign_ups import send_code
from ballot_service.services.facts import settings_of

FORGOTTEN_AFTER = timedelta(days=1)
LIMITS_LOOK_BACK = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """What somebody says who wants to vote. `contact` is an E.164 number or an address in lower case."""

    given_name: str
    family_name: str
    tie: CommunityTie
    tie_words: str
    kind: ContactKind
    contact: str
    language: str
    birth_date: date | None = None
    says_works_here: bool = False


def may_register_now(election: Election, now: datetime, tie: CommunityTie | None = None) -> Decision:
    """Whether somebody (with this tie) may sign up at this moment, and what follows."""
    return may_register(_facts(election, now, tie))


def _facts(election: Election, now: datetime, tie: CommunityTie | None) -> RegistrationFacts:
    return RegistrationFacts(
        asked_at=now,
        zone=election.district.zone,
        sign_up_opens_at=election.nominations_open_at,
        opens_at=election.opens_at,
        closes_at=election.closes_at,
        is_cancelled=election.cancelled_at is not None,
        electorate=settings_of(election).electorate,
        tie=tie,
    )


def ask_to_register(
    session: Session,
    election: Election,
    applicant: Applicant,
    *,
    sent_key: str,
    network: str,
    post: Post,
    now: datetime,
) -> Registration:
    """Keeps a sign-up and queues its code. The same page sent twice is one sign-up.

    `network` is a keyed digest of where it came from. Raises Refused outside the period and when too many codes
    went out; the page keeps no such refusal on the trail, where a program could fill it.
    """
    known = session.scalar(
        select(Registration).where(Registration.election_id == election.id, Registration.sent_key == sent_key)
    )
    if known is not None:
        return known
    wish = CodeWishFacts(
        codes_sent=0,
        codes_to_contact=_codes_to(session, applicant.contact, now),
        unproved_from_network=_unproved_from(session, network, now),
    )
    decision = may_register_now(election, now, applicant.tie) + may_send_code(wish)
    if not decision.allowed:
        raise Refused.for_election("sign_up", decision, election)
    registration = _row(election, applicant, sent_key, network, now)
    session.add(registration)
    session.flush()
    send_code(session, registration, post=post, now=now)
    return registration


def _row(
    election: Election, applicant: Applicant, sent_key: str, network: str, now: datetime
) -> Registration:
    return Registration(
        district_id=election.district_id,
        election=election,
        key=Links.new_key(),
        sent_key=sent_key,
        given_name=applicant.given_name,
        family_name=applicant.family_name,
        birth_date=applicant.birth_date,
        tie=applicant.tie,
        tie_words=applicant.tie_words,
        says_works_here=applicant.says_works_here,
        contact_kind=applicant.kind,
        contact=applicant.contact,
        language=applicant.language,
        network=network,
        asked_at=now,
        code_sent_at=now,
        codes_sent=1,
    )


def send_code_again(session: Session, registration: Registration, *, post: Post, now: datetime) -> None:
    """Queues a new code; the one before no longer works. Raises Refused when there were too many."""
    if registration.proved_at is not None:
        return
    wish = CodeWishFacts(
        codes_sent=registration.codes_sent,
        codes_to_contact=_codes_to(session, registration.contact, now),
        unproved_from_network=0,  # counted when this sign-up began
    )
    decision = may_register_now(registration.election, now) + may_send_code(wish)
    if not decision.allowed:
        raise Refused.for_election("sign_up", decision, registration.election)
    registration.codes_sent += 1
    registration.code_sent_at = now
    registration.wrong_codes = 0
    session.flush()
    send_code(session, registration, post=post, now=now)


def open_registration(session: Session, links: Links, token: str) -> Registration:
    """The sign-up behind the address. Raises BadLink or NotFound (forgotten after a day)."""
    key = links.key(Purpose.SIGN_UP, token)
    found = session.scalar(select(Registration).where(Registration.key == key))
    if found is None:
        raise NotFound("registration")
    return found


def _codes_to(session: Session, contact: str, now: datetime) -> int:
    sent = select(func.coalesce(func.sum(Registration.codes_sent), 0)).where(
        Registration.contact == contact, Registration.code_sent_at > now - LIMITS_LOOK_BACK
    )
    return session.scalar(sent) or 0


def _unproved_from(session: Session, network: str, now: datetime) -> int:
    waiting = select(func.count()).where(
        Registration.network == network,
        Registration.proved_at.is_(None),
        Registration.asked_at > now - LIMITS_LOOK_BACK,
    )
    return session.scalar(waiting) or 0


def forget_unproved(session: Session, now: datetime) -> None:
    """Deletes sign-ups whose code nobody typed within a day: personal data that nobody stands behind is not kept.

    The worker does so on its rounds.
    """
    session.execute(
        delete(Registration).where(
            Registration.proved_at.is_(None), Registration.code_sent_at <= now - FORGOTTEN_AFTER
        )
    )
