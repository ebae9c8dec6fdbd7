"""A typed code proves the contact; then the rules are asked, and the person stands on the roll or learns why not."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.links import Links
from ballot_service.models import (
    AcceptedBallot,
    ContactPoint,
    Door,
    Election,
    Person,
    Registration,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.decision import Decision
from ballot_service.rules.registration import CodeFacts, may_use_code
from ballot_service.rules.words import Sentence, say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.sign_ups import links_are_out, send_link_to, tell_standing
from ballot_service.services.card_account import drew_card
from ballot_service.services.issuing import MAY_HAVE_A_LINK, issue_link, reissue
from ballot_service.services.near_voters import NearVoter, near_voters
from ballot_service.services.registering import enter_roll
from ballot_service.services.registrations.asking import may_register_now
from ballot_service.services.roll_screening import Said
from ballot_service.services.roll_story import rolls_decision

SIGNED_UP_AGAIN = "Signed up again with a phone or mailbox that the files have."


@dataclass(frozen=True, kw_only=True)
class Proved:
    """Where somebody who signed up stands: in a few sentences, and in the reasons of the rules."""

    registration: Registration
    entry: VoterRollEntry
    sentences: tuple[Sentence, ...]
    decision: Decision

    @property
    def said(self) -> tuple[Sentence, ...]:
        """Everything to tell the person, in order."""
        reasons = [part for r in self.decision.objections for part in (r.sentence, r.remedy) if part]
        return (*self.sentences, *reasons)


def prove(
    session: Session, registration: Registration, typed: str, *, links: Links, post: Post, now: datetime
) -> Decision:
    """Looks at a typed code; one that fits puts the person on the roll and queues what follows.

    Answers the rule's decision: a wrong try is counted, so the caller commits in any case. Raises Refused once
    voting has closed.
    """
    session.refresh(registration, with_for_update={"key_share": True})
    if registration.proved_at is not None:
        return Decision()
    period = may_register_now(registration.election, now)
    if not period.allowed:
        raise Refused.for_election("sign_up", period, registration.election)
    codes = links.codes(registration.key, registration.codes_sent)
    fits = any(hmac.compare_digest(code, digits_of(typed)) for code in codes)
    decision = may_use_code(
        CodeFacts(
            asked_at=now,
            sent_at=registration.code_sent_at,
            wrong_codes=registration.wrong_codes,
            fits=fits,
        )
    )
    if decision.allowed:
        _enter(session, registration, post, now)
    elif not fits:
        registration.wrong_codes += 1
    session.flush()
    return decision


def digits_of(typed: str) -> str:
    """The digits in what was typed: people write codes with spaces and hyphens."""
    return "".join(each for each in typed if each.isascii() and each.isdigit())[:12]


def standing_of(session: Session, registration: Registration) -> Proved:
    """What somebody whose contact is proved may read about where they stand."""
    entry = registration.roll_entry
    assert entry is not None
    decision = rolls_decision(session, entry) or Decision()
    sentences = tuple(
        where_one_stands(session, registration.election, entry, was_on_roll=registration.was_on_roll)
    )
    return Proved(registration=registration, entry=entry, sentences=sentences, decision=decision)


def sign_up_of(session: Session, entry: VoterRollEntry) -> Registration | None:
    """What somebody said on signing up; None for a line that came through another door."""
    return session.scalar(
        select(Registration)
        .where(Registration.roll_entry_id == entry.id)
        .order_by(Registration.proved_at)
        .limit(1)
    )


def where_one_stands(
    session: Session, election: Election, entry: VoterRollEntry, *, was_on_roll: bool, by_message: bool = True
) -> list[Sentence]:
    """Where somebody stands who signed up, on the web or on paper, without the reasons of the rules.

    `by_message` says that messages reach the person; else the ballot link comes as a letter.
    """
    if entry.status is RollStatus.EXCLUDED:
        return [say("You are not on the list of voters.")]
    said = [say("You are on the list of voters.")]
    if was_on_roll:
        said = [say("You were on the list of voters already, and you have one vote.")]
    if drew_card(session, entry):
        return [*said, say("You signed in at the table and drew a card.")]
    if session.get(AcceptedBallot, entry.id) is not None:
        return [*said, say("Your ballot is in the box.")]
    has_link = any(link.revoked_at is None for link in entry.links)
    if has_link and by_message:
        return [*said, say("We send you your own ballot link.")]
    opens, closes = (at.astimezone(election.zone) for at in (election.opens_at, election.closes_at))
    way = say(
        "You get your own ballot link by message. You can vote from {opens} until {closes}.",
        opens=opens,
        closes=closes,
    )
    if not by_message:
        way = say(
            "You get your own ballot link by letter, or from the office. You can vote from {opens} until {closes}.",
            opens=opens,
            closes=closes,
        )
    return [*said, way]


def _enter(session: Session, registration: Registration, post: Post, now: datetime) -> None:
    election = registration.election
    person = _person(registration)
    near = near_voters(session, election, person)
    known = next((one for one in near if one.is_certain), None)
    if known is not None:
        entry = session.get_one(VoterRollEntry, known.entry_id)
    else:
        entry = _new_entry(session, election, registration, person, near, now)
    registration.was_on_roll = known is not None
    registration.roll_entry, registration.proved_at, registration.network = entry, now, ""
    session.flush()
    trail.of_election(
        session,
        election,
        "sign_up",
        now=now,
        subject_id=entry.id,
        details={
            "status": entry.status.value,
            "tie": registration.tie.value,
            "was_on_roll": registration.was_on_roll,
        },
        words={"name": registration.name},
    )
    if not _send_link(session, registration, entry, post, now):
        tell_standing(session, registration, standing_of(session, registration).said, post=post, now=now)


def _person(registration: Registration) -> Person:
    contact = ContactPoint(
        district_id=registration.district_id, kind=registration.contact_kind, value=registration.contact
    )
    return Person(
        id=uuid4(),
        district_id=registration.district_id,
        given_name=registration.given_name,
        family_name=registration.family_name,
        birth_date=registration.birth_date,
        language=registration.language,
        source="sign_up",
        source_id=str(registration.id),
        contacts=[contact],
        employments=[],
    )


def _new_entry(
    session: Session,
    election: Election,
    registration: Registration,
    person: Person,
    near: list[NearVoter],
    now: datetime,
) -> VoterRollEntry:
    session.add(person)
    session.flush()
    frozen_at = election.roll_frozen_at or election.opens_at
    said = Said(
        ties=(registration.tie,),
        works_here=registration.says_works_here,
        came_late=now >= frozen_at,
        is_like_another=bool(near),
    )
    (entry,) = enter_roll(session, election, [person], said, Door.SIGN_UP, now)
    return entry


def _send_link(
    session: Session, registration: Registration, entry: VoterRollEntry, post: Post, now: datetime
) -> bool:
    """Once links have gone out, whoever comes later gets one at once; a voter who asks again, a new one."""
    election = registration.election
    if not links_are_out(session, election) or entry.status not in MAY_HAVE_A_LINK:
        return False
    if session.get(AcceptedBallot, entry.id) is not None:
        return False
    if registration.was_on_roll and any(link.revoked_at is None for link in entry.links):
        reissue(session, election, entry, SIGNED_UP_AGAIN, now=now)
    else:
        issue_link(session, election, entry, now=now)
    return send_link_to(session, election, entry, post=post, now=now)
