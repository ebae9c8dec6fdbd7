"""Personal links: issued to everyone on the roll who may vote, revoked and issued again when something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from ballot_service.links import Links, Purpose
from ballot_service.models import (
    AcceptedBallot,
    BallotLink,
    Council,
    Election,
    Envelope,
    Manifest,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.facts import voted_contests
from ballot_service.services.roll_screening import screen_again

MAY_HAVE_A_LINK = (RollStatus.ELIGIBLE, RollStatus.HELD)
"""A held voter votes too: the ballot is provisional until a person has decided (1.12, rule 4)."""


@dataclass(frozen=True, kw_only=True)
class InTheBox:
    """Whether the voter's ballot is in the box, and its tracker while that may still be told."""

    is_there: bool
    tracker: str | None


@dataclass(frozen=True, kw_only=True)
class OpenedLink:
    """A link that fits, with the voter and the election it belongs to."""

    link: BallotLink
    entry: VoterRollEntry
    election: Election
    box: InTheBox | None = None
    """What stood in the box when the link was opened; None if nobody has looked."""


class LinkRevoked(Exception):
    """The link was withdrawn. `was_replaced` says that the voter has a newer one."""

    def __init__(self, *, was_replaced: bool) -> None:
        super().__init__("the link was withdrawn")
        self.was_replaced = was_replaced


class LinkExpired(Exception):
    """The election of this link is over."""


def issue_links(
    session: Session, election: Election, *, now: datetime, by: UUID | None = None
) -> list[BallotLink]:
    """Gives everyone who may vote and has no working link a new one. Issuing twice issues nothing twice.

    Before voting opens everyone is screened again first, so that no link goes to staff under the policy of the day.
    Raises Refused when nothing is voted on, because everyone who stands is declared elected (1.14).
    """
    require_running("issue_links", election)
    if election.manifest and not voted_contests(election):
        raise Refused.for_election("issue_links", Decision(reasons=(_no_vote(),)), election)
    if election.roll_frozen_at is None or now < election.roll_frozen_at:
        screen_again(session, election, now=now, by=by)
    has_link = select(BallotLink.roll_entry_id).where(BallotLink.revoked_at.is_(None))
    waiting = session.scalars(
        select(VoterRollEntry).where(
            VoterRollEntry.election_id == election.id,
            VoterRollEntry.status.in_(MAY_HAVE_A_LINK),
            VoterRollEntry.id.not_in(has_link),
        )
    ).all()
    links = [_new_link(entry, election, now) for entry in waiting]
    session.add_all(links)
    session.flush()
    if links:
        trail.of_election(session, election, "issue_links", now=now, by=by, details={"number": len(links)})
    return links


def issue_link(session: Session, election: Election, entry: VoterRollEntry, *, now: datetime) -> None:
    """Gives one voter who came later a link, if the voter may have one and has none that works."""
    if entry.status not in MAY_HAVE_A_LINK or any(link.revoked_at is None for link in entry.links):
        return
    entry.links.append(_new_link(entry, election, now))
    session.flush()
    trail.of_election(session, election, "issue_links", now=now, subject_id=entry.id, details={"number": 1})


def _new_link(entry: VoterRollEntry, election: Election, now: datetime) -> BallotLink:
    return BallotLink(
        district_id=election.district_id,
        roll_entry_id=entry.id,
        key=Links.new_key(),
        issued_at=now,
        expires_at=election.closes_at,
    )


def revoke(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    reason: str,
    *,
    now: datetime,
    by: UUID | None = None,
) -> int:
    """Withdraws a voter's links; a ballot already cast stays cast. Answers how many links it withdrew."""
    links = [link for link in entry.links if link.revoked_at is None]
    for link in links:
        link.revoked_at = now
        link.revoked_reason = reason
    session.flush()
    trail.of_election(
        session,
        election,
        "revoke_link",
        now=now,
        by=by,
        subject_id=entry.id,
        details={"number": len(links)},
        words={"reason": reason},
    )
    return len(links)


def reissue(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    reason: str,
    *,
    now: datetime,
    by: UUID | None = None,
) -> BallotLink:
    """Withdraws a voter's links and gives one new one. Raises Refused for somebody who may not vote (S2)."""
    if entry.status not in MAY_HAVE_A_LINK:
        raise Refused.for_election("reissue_link", Decision(reasons=(_no_voter(),)), election, entry.id)
    revoke(session, election, entry, reason, now=now, by=by)
    link = _new_link(entry, election, now)
    entry.links.append(link)
    session.flush()
    trail.of_election(session, election, "reissue_link", now=now, by=by, subject_id=entry.id)
    return link


def _no_vote() -> Reason:
    return Reason(
        code="no_vote_held",
        sentence=say(
            "No contest has more candidates than seats, so nobody votes and no ballot link is needed."
        ),
        source="Requirements 1.14 (nominees ≤ seats, declare_elected)",
        remedy=say("Count after the close: everyone who stands is then declared elected."),
    )


def _no_voter() -> Reason:
    return Reason(
        code="no_voter",
        sentence=say("This person may not vote in this election and gets no ballot link."),
        source="R044–R046; S2",
        remedy=say("Look at the person's page to see why, and what to do if it is wrong."),
    )


_OPENING = (
    select(BallotLink, Election, AcceptedBallot.roll_entry_id, Envelope.tracker)
    .join(BallotLink.roll_entry)
    .join(Election, Election.id == VoterRollEntry.election_id)
    .outerjoin(AcceptedBallot, AcceptedBallot.roll_entry_id == VoterRollEntry.id)
    .outerjoin(Envelope, Envelope.id == AcceptedBallot.envelope_id)
    .where(BallotLink.key == bindparam("key"))
    .options(
        contains_eager(BallotLink.roll_entry).joinedload(VoterRollEntry.person, innerjoin=True),
        joinedload(Election.district, innerjoin=True),
        joinedload(Election.council, innerjoin=True).joinedload(Council.school),
        # the document itself is read once for all voters; its fingerprint says whether it is still the same
        joinedload(Election.manifests).load_only(Manifest.version, Manifest.fingerprint),
    )
)
"""Everything that a ballot page shows of voter and election, in one question to the database."""


def open_link(session: Session, links: Links, token: str, now: datetime) -> OpenedLink:
    """The voter behind a token; changes nothing, however often it is opened.

    Raises BadLink (from `links`), NotFound, LinkRevoked or LinkExpired.
    """
    key = links.key(Purpose.BALLOT, token)
    found = session.execute(_OPENING, {"key": key}).unique().one_or_none()
    if found is None:
        raise NotFound("ballot link")
    link, election, accepted, tracker = found
    if link.revoked_at is not None:
        merged = link.roll_entry.merged_into_id is not None
        newer = any(other.revoked_at is None for other in link.roll_entry.links)
        raise LinkRevoked(was_replaced=merged or newer)
    if link.roll_entry.status is RollStatus.EXCLUDED and accepted is None:
        raise LinkRevoked(was_replaced=False)
    if election.certified_at is not None and now >= link.expires_at:
        raise LinkExpired
    box = InTheBox(is_there=accepted is not None, tracker=tracker)
    return OpenedLink(link=link, entry=link.roll_entry, election=election, box=box)


def say_not_me(session: Session, opened: OpenedLink, *, now: datetime) -> None:
    """Keeps that the link reached somebody else, and stops it; the clerk sees it and sends the voter a new one."""
    opened.link.not_me_at = now
    opened.link.revoked_at = now
    opened.link.revoked_reason = "The person who opened it said it was not meant for them."
    session.flush()
    trail.of_election(session, opened.election, "say_not_me", now=now, subject_id=opened.entry.id)
