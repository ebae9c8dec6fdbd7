"""A notice made ready: its words, who would get it, what that comes to, and who would be passed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import BallotLink, Election, Person, VoterRollEntry
from ballot_service.services.announcing.addressees import Addressee, Known, those_with
from ballot_service.services.announcing.called_off import was_called_off
from ballot_service.services.announcing.coming_sessions import (
    sessions_to_come,
    told_of_sessions,
)
from ballot_service.services.announcing.corrected import LINK as CORRECTED_LINK
from ballot_service.services.announcing.corrections import opening_told_before, told_before
from ballot_service.services.announcing.early_people import people_known
from ballot_service.services.announcing.fallbacks import in_words_there_are
from ballot_service.services.announcing.kinds import (
    BEFORE_A_ROLL,
    TELLS_WHO_VOTED,
    WITH_A_LINK,
    Announcing,
    class_of,
)
from ballot_service.services.announcing.made_notice import notice_of
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.reminders import LINK as REMINDER_LINK
from ballot_service.services.announcing.student_ways import (
    guardians_contacts,
    is_for_students,
    reached_through,
)
from ballot_service.services.announcing.versions import newest_of
from ballot_service.services.announcing.ways import (
    MAIL_ONLY,
    Address,
    Ways,
    contact_points,
    dead_for_all,
    failed_addresses,
    stopped_addresses,
)
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from ballot_service.services.registering import roll

CHANNELS = MAIL_ONLY
"""What is sent where nothing else is said."""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """A notice as it would go out now: its words, frozen by a fingerprint, and who should get it."""

    kind: Announcing
    notice: outreach.Notice
    recipients: tuple[outreach.Recipient, ...]
    entries: Mapping[str, Addressee]
    """Recipient's reference to the line of the roll, or to a nominee who is not on it."""
    channels: Collection[str] = CHANNELS
    """What it goes out by."""
    ways: Ways = Ways.ONE
    failed: frozenset[Address] = field(default=frozenset(), repr=False)
    """Where a message of this notice did not arrive."""
    stopped: outreach.Stopped = field(default=outreach.Stopped(frozenset()), repr=False)
    """Where people asked for no such messages."""
    over: timedelta = timedelta(0)
    """Over how long its messages are spread by lot; all at once where it is nothing."""


def ballot_address(origin: str, token: str) -> str:
    """The whole address of a ballot link."""
    return f"{origin}/v/{token}"


def prepare(
    session: Session,
    election: Election,
    kind: Announcing,
    *,
    origin: str,
    speak: Speak,
    channels: Collection[str] = CHANNELS,
    ways: Ways = Ways.ONE,
    over: timedelta = timedelta(0),
    now: datetime | None = None,
) -> Announcement:
    """The words as they stand and the people on the roll who may vote. Changed words become a new version.

    A result goes to every nominee as well (R107). A notice of election corrects itself where people were told an
    earlier opening: it says so, and goes to whoever was told before as well.

    `channels` are those that this installation can send; `ways` says whether each person gets it by one of them
    or by every one. `over` is for reminders; `now` (aware) for information sessions, of which those are told that
    have not begun.
    """
    made = _made(session, election, kind, origin=origin, speak=speak, now=now)
    links = working_links(session, election) if kind in WITH_A_LINK else {}
    chosen = _addressees(session, election, kind, links, now)
    if kind is Announcing.ELECTION_NOTICE and opening_told_before(session, election, kind.value):
        known = [entry for entry in chosen if isinstance(entry, VoterRollEntry)]
        chosen += told_before(session, election, kind.value, known)
    reached = _reached(session, election, chosen)
    stopped = outreach.stopped_everywhere(session, class_of(kind))
    failed = _failed(session, election, kind, chosen)
    avoided = failed | stopped_addresses(chosen, reached, stopped)
    return Announcement(
        kind=kind,
        notice=made,
        recipients=tuple(
            in_words_there_are(
                recipient_of(entry, reached[entry.id], links.get(entry.id), channels, ways, avoided, kind),
                made,
                election,
            )
            for entry in chosen
        ),
        entries={str(entry.id): entry for entry in chosen},
        channels=channels,
        ways=ways,
        failed=failed,
        stopped=stopped,
        over=over,
    )


def _made(
    session: Session,
    election: Election,
    kind: Announcing,
    *,
    origin: str,
    speak: Speak,
    now: datetime | None,
) -> outreach.Notice:
    """The newest version where its words still stand and were not called off, else the next one."""
    newest = newest_of(session, election, kind)
    number = newest.version if newest else 1
    made = notice_of(session, election, kind, number, origin=origin, speak=speak, now=now)
    if newest is None or (newest.fingerprint == made.fingerprint and not was_called_off(session, newest.id)):
        return made
    return notice_of(session, election, kind, number + 1, origin=origin, speak=speak, now=now)


def _failed(
    session: Session, election: Election, kind: Announcing, chosen: Collection[Addressee]
) -> frozenset[Address]:
    """Where a message of this notice did not arrive."""
    scope, name = str(election.id), _told_by(kind).value
    found = failed_addresses(session, scope, name)
    return dead_for_all(session, scope, name, found, chosen) if kind in BEFORE_A_ROLL else found


def _told_by(kind: Announcing) -> Announcing:
    """Whose failures show which addresses are dead: of a reminder its own would tell who had not voted."""
    return Announcing.BALLOT_LINK if kind in TELLS_WHO_VOTED else kind


def _reached(session: Session, election: Election, chosen: Collection[Addressee]) -> dict[UUID, Person]:
    """Whose contacts are used for each: the person's own, or a guardian's in an election for students."""
    if not is_for_students(election):
        return {entry.id: entry.person for entry in chosen}
    contacts = guardians_contacts(session, election)
    return {
        entry.id: entry.person if isinstance(entry, Known) else reached_through(entry, contacts)
        for entry in chosen
    }


def _addressees(
    session: Session,
    election: Election,
    kind: Announcing,
    links: Mapping[UUID, BallotLink],
    now: datetime | None,
) -> list[Addressee]:
    if kind is Announcing.INFORMATION_SESSION and now and sessions_to_come(session, election, now).is_off:
        return _told_of_sessions(session, election)
    if kind in BEFORE_A_ROLL:
        return list(people_known(session, election))
    may_vote = [entry for entry in roll(session, election) if entry.status in MAY_HAVE_A_LINK]
    if kind in WITH_A_LINK:
        return [entry for entry in may_vote if entry.id in links]
    if kind is not Announcing.RESULT:
        return list(may_vote)
    told = {entry.person_id for entry in may_vote}
    nominees = {c.person_id: c for contest in election.contests for c in contest.candidates}
    return [*may_vote, *(each for person, each in nominees.items() if person not in told)]


def _told_of_sessions(session: Session, election: Election) -> list[Addressee]:
    """Whoever was invited, and nobody else: who never heard of a session need not hear that it is off."""
    told = told_of_sessions(session, election)
    known: dict[str, Addressee] = {str(one.id): one for one in people_known(session, election)}
    gone = those_with(session, election, told - set(known))
    return [one for reference, one in (known | dict(gone)).items() if reference in told]


def working_links(
    session: Session, election: Election, entry_id: UUID | None = None
) -> dict[UUID, BallotLink]:
    """The links that open a ballot, by the line of the roll: of everybody, or of one voter."""
    query = (
        select(BallotLink)
        .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id, BallotLink.revoked_at.is_(None))
    )
    if entry_id is not None:
        query = query.where(VoterRollEntry.id == entry_id)
    return {link.roll_entry_id: link for link in session.scalars(query)}


def recipient_of(
    entry: Addressee,
    reached: Person,
    link: BallotLink | None,
    channels: Collection[str],
    ways: Ways,
    failed: Collection[Address],
    kind: Announcing = Announcing.BALLOT_LINK,
) -> outreach.Recipient:
    """A reissued link is an occasion of its own, so that the same address gets the new one. `reached` is whose
    contacts are used.
    """
    return outreach.Recipient(
        reference=str(entry.id),
        language=entry.language,
        contact_points=contact_points(str(entry.id), reached, channels, ways, failed),
        link_reference=_reference(link, kind) if link else "",
        values={"voter": entry.person.initials} if link else {},
        occasion=link.id.hex if link else "",
        person=str(entry.person_id),
    )


def _reference(link: BallotLink, kind: Announcing) -> str:
    begins = {Announcing.REMINDER: REMINDER_LINK, Announcing.BALLOT_CORRECTED: CORRECTED_LINK}
    return f"{begins.get(kind, '')}{link.id}"
