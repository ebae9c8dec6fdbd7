"""A notice made ready: its words, who would get it, what that comes to, and who would be passed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import BallotLink, Election, Person, VoterRollEntry
from ballot_service.services.announcing.addressees import Addressee, Known, those_with
from ballot_service.services.announcing.called_off import was_called_off
from ballot_service.services.announcing.coming_sessions import (
    CALLED_OFF,
    Coming,
    sessions_to_come,
    told_of_sessions,
)
from ballot_service.services.announcing.corrected import LINK as CORRECTED_LINK
from ballot_service.services.announcing.corrected import corrected_values
from ballot_service.services.announcing.corrections import TEXTS as CORRECTION
from ballot_service.services.announcing.corrections import opening_told_before, told_before
from ballot_service.services.announcing.early_people import people_known
from ballot_service.services.announcing.early_words import call_values
from ballot_service.services.announcing.fallbacks import in_words_there_are, with_all_languages
from ballot_service.services.announcing.notice_words import Speak, notice_values, short_moment
from ballot_service.services.announcing.own_words import own_book
from ballot_service.services.announcing.reminders import LINK as REMINDER_LINK
from ballot_service.services.announcing.result_words import result_values
from ballot_service.services.announcing.session_words import in_lines, session_values
from ballot_service.services.announcing.student_ways import (
    guardians_contacts,
    is_for_students,
    reached_through,
)
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
from outreach.channels import media
from outreach.segments import in_small_alphabet

CHANNELS = MAIL_ONLY
"""What is sent where nothing else is said."""


class Announcing(StrEnum):
    """What is sent; the value names the folder of its texts and its purpose."""

    INFORMATION_SESSION = "information_session"
    CALL_FOR_FORMS = "call_for_forms"
    ELECTION_NOTICE = "election_notice"
    BALLOT_LINK = "ballot_link"
    REMINDER = "reminder"
    BALLOT_CORRECTED = "ballot_corrected"
    RESULT = "result_notice"


BEFORE_A_ROLL = (Announcing.INFORMATION_SESSION, Announcing.CALL_FOR_FORMS)
"""Goes out before there is a roll, to the people whom the district's files know."""
WITH_A_LINK = (Announcing.BALLOT_LINK, Announcing.REMINDER, Announcing.BALLOT_CORRECTED)
"""Carries each voter's own ballot link."""
BALLOT_RECEIVED = "ballot_received"
"""Told by the service itself (`received`); the name of its texts and its purpose."""
TELLS_WHO_VOTED: tuple[str, ...] = (Announcing.REMINDER, Announcing.BALLOT_CORRECTED, BALLOT_RECEIVED)
"""Who got it, and who did not, tells who had voted: its messages are counted together and never listed."""


def class_of(kind: Announcing) -> outreach.PurposeClass:
    """What people may ask to end: notices, reminders and results are news; what concerns their own ballot is not."""
    is_link = kind in (Announcing.BALLOT_LINK, Announcing.BALLOT_CORRECTED)
    return outreach.PurposeClass.LINK if is_link else outreach.PurposeClass.NEWS


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


def public_address(origin: str, election: Election) -> str:
    """The address of the election's public page."""
    return f"{origin}/elections/{election.id}"


def short_address(origin: str, election: Election) -> str:
    """The address of the district's page, from which its elections are one step: short enough for a text message."""
    return f"{origin}/{election.district.slug}"


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
    newest = newest_of(session, election, kind)
    made = notice_of(
        session, election, kind, newest.version if newest else 1, origin=origin, speak=speak, now=now
    )
    if newest is not None and (newest.fingerprint != made.fingerprint or was_called_off(session, newest.id)):
        made = notice_of(session, election, kind, newest.version + 1, origin=origin, speak=speak, now=now)
    links = working_links(session, election) if kind in WITH_A_LINK else {}
    chosen = _addressees(session, election, kind, links, now)
    if kind is Announcing.ELECTION_NOTICE and opening_told_before(session, election, kind.value):
        known = [entry for entry in chosen if isinstance(entry, VoterRollEntry)]
        chosen += told_before(session, election, kind.value, known)
    reached = _reached(session, election, chosen)
    stopped = outreach.stopped_everywhere(session, class_of(kind))
    failed = failed_addresses(session, str(election.id), _told_by(kind).value)
    if kind in BEFORE_A_ROLL:
        failed = dead_for_all(failed, chosen)
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


def notice_of(
    session: Session,
    election: Election,
    kind: Announcing,
    version: int,
    *,
    origin: str,
    speak: Speak,
    now: datetime | None = None,
) -> outreach.Notice:
    """The words of a notice as they stand today, under a version number."""
    public_link, short_link = public_address(origin, election), short_address(origin, election)
    texts = own_book(session, election.district_id)
    not_on = (
        opening_told_before(session, election, kind.value) if kind is Announcing.ELECTION_NOTICE else None
    )
    is_of_sessions = kind is Announcing.INFORMATION_SESSION
    coming = sessions_to_come(session, election, now) if is_of_sessions and now else Coming()
    name = CORRECTION if not_on else CALLED_OFF if coming.is_off else kind.value
    values = {
        tag: notice_values(election, tag, speak=speak, public_link=public_link, short_link=short_link)
        | _own_values(session, election, kind, tag, speak=speak, page=public_link, coming=coming)
        for tag in sorted({text.language for text in texts.texts[name]})
    }
    if not_on:
        there = not_on.astimezone(election.zone)
        for tag, said in values.items():
            said |= {"not_on": speak(tag, there), "not_on_short": short_moment(tag, there)}
    if is_of_sessions:
        texts = in_lines(texts, name, values)
    per_person = ("voter",) if kind in WITH_A_LINK else ()
    made = texts.notice(
        name,
        scope=str(election.id),
        version=version,
        values=values,
        per_person=per_person,
        purpose=kind.value,
    )
    made = replace(made, name=kind.value, texts=tuple(_in_few_parts(text) for text in made.texts))
    return with_all_languages(made, election)


def _own_values(
    session: Session,
    election: Election,
    kind: Announcing,
    language: str,
    *,
    speak: Speak,
    page: str,
    coming: Coming,
) -> dict[str, str]:
    """What only this kind of notice says."""
    if kind is Announcing.INFORMATION_SESSION:
        return session_values(coming, election, language, speak=speak)
    if kind is Announcing.CALL_FOR_FORMS:
        return call_values(election, language, speak=speak, page=page)
    if kind is Announcing.RESULT:
        return result_values(session, election, language, speak=speak)
    if kind is Announcing.BALLOT_CORRECTED:
        return corrected_values(election, language, speak=speak)
    return {}


def _in_few_parts(text: outreach.Text) -> outreach.Text:
    """A text message as it will travel, so that what is read and approved is what is sent."""
    return replace(text, body=in_small_alphabet(text.body)) if media()[text.channel].in_parts else text


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


def newest_of(session: Session, election: Election, kind: Announcing) -> outreach.OutreachNotice | None:
    return next(iter(sent_versions(session, election, kind)), None)


def sent_versions(session: Session, election: Election, name: str) -> Sequence[outreach.OutreachNotice]:
    """The versions of a notice that were approved, newest first; a kind of `Announcing` is its own name."""
    table = outreach.OutreachNotice
    query = select(table).where(table.scope == str(election.id), table.name == str(name))
    return session.scalars(query.order_by(table.version.desc())).all()
