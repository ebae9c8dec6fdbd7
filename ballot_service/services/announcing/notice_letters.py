"""A notice on paper, for people whom no message reaches: letters for a window envelope, each in the person's language.

The words are those of the notice that is approved with them; nothing in them belongs to one person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.printing.letters import Letter, Sheet
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.election_settings import MissingLanguage
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.addressees import Addressee, Known
from ballot_service.services.announcing.fallbacks import languages_for
from ballot_service.services.announcing.judging import may_send
from ballot_service.services.announcing.kinds import WITH_A_LINK, Announcing, class_of
from ballot_service.services.announcing.letter_run import BY_HAND_LINE
from ballot_service.services.announcing.letters import LETTER_SOURCE
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.preparing import Announcement, prepare
from ballot_service.services.announcing.quoting import quote
from ballot_service.services.announcing.reaching import LETTER, postal_lines, zip_code
from ballot_service.services.announcing.sending import ends_at
from ballot_service.services.announcing.student_ways import is_for_students
from ballot_service.services.announcing.versions import newest_of
from ballot_service.services.facts import settings_of
from outreach.channels import letter as letter_channel

ACT = "print_notice_letters"
ON_PAPER = tuple(kind for kind in Announcing if kind not in WITH_A_LINK)
"""Ballot links have letters of their own, and reminders none."""
LONGEST_ADDRESS = 320


@dataclass(frozen=True, kw_only=True)
class PaperNotice:
    """A notice with the people who need it on paper: those who wait for it, and how many have it."""

    announcement: Announcement
    waiting: tuple[Addressee, ...] = field(repr=False)
    by_hand: int
    """Of those who wait, the ones without a postal address."""
    printed: int


def on_paper(
    session: Session,
    election: Election,
    kind: Announcing,
    *,
    origin: str,
    speak: Speak,
    channels: Collection[str],
    now: datetime,
) -> PaperNotice:
    """Whom none of `channels` reaches with this notice as it stands `now` (aware)."""
    announcement = prepare(
        session, election, kind, origin=origin, speak=speak, channels=(*channels, LETTER), now=now
    )
    have = _printed(session, election, announcement)
    passed_over = [one.entry for one in quote(session, election, announcement).passed_over]
    waiting = [one for one in passed_over if str(one.id) not in have]
    return PaperNotice(
        announcement=announcement,
        waiting=tuple(sorted(waiting, key=lambda one: place_in_stack(one, _lines(election, one)))),
        by_hand=sum(not _lines(election, one) for one in waiting),
        printed=len(have),
    )


def print_notice_letters(
    session: Session, election: Election, paper: PaperNotice, speak: Speak, *, now: datetime, by: UUID
) -> tuple[Letter, ...]:
    """Records the printing of a letter for each person who waits, with its delivery, and answers the letters.

    By mail first, sorted by ZIP code. `now` is aware. Raises Refused when nobody waits and where `may_send` says no.
    They must not be given out unless the transaction is committed.
    """
    announcement, notice = paper.announcement, paper.announcement.notice
    reasons = may_send(session, election, announcement, now=now, by=by).reasons
    decision = Decision(reasons=(*reasons, *(() if paper.waiting else (_nobody(),))))
    if not decision.allowed:
        raise Refused.for_election(ACT, decision, election)
    notice_id = outreach.approve(session, notice, approved_by=str(by), now=now)
    outreach.enqueue(
        session,
        notice,
        [each for one in paper.waiting for each in _recipients(election, announcement, one)],
        now=now,
        expires_at=ends_at(session, election, announcement.kind, now),
        channels=(LETTER,),
        purpose_class=class_of(announcement.kind),
    )
    letters = _handed_over(session, election, paper, notice_id, speak, now=now, by=by)
    details = {
        "notice": str(notice_id),
        "kind": announcement.kind.value,
        "version": notice.version,
        "fingerprint": notice.fingerprint,
        "by_mail": sum(bool(one.address) for one in letters),
        "by_hand": sum(not one.address for one in letters),
    }
    trail.of_election(session, election, ACT, now=now, by=by, details=details)
    return letters


def _printed(session: Session, election: Election, announcement: Announcement) -> set[str]:
    """Who has these very words on paper."""
    is_printed = printed_of(session, election, announcement)
    return set(session.scalars(select(outreach.Delivery.recipient).where(*is_printed)))


def printed_of(
    session: Session, election: Election, announcement: Announcement
) -> tuple[ColumnElement[bool], ...]:
    """The deliveries that are letters with these very words."""
    newest, table = newest_of(session, election, announcement.kind), outreach.Delivery
    if newest is None or newest.fingerprint != announcement.notice.fingerprint:
        return (false(),)
    is_sent = table.status == outreach.DeliveryStatus.SENT
    return (table.notice_id == newest.id, table.channel == LETTER, is_sent)


def _recipients(
    election: Election, announcement: Announcement, one: Addressee
) -> Iterator[outreach.Recipient]:
    written = {text.language for text in announcement.notice.texts if text.channel == LETTER}
    reads = one.language
    address = "\n".join(_lines(election, one))[:LONGEST_ADDRESS] or letter_channel.BY_HAND
    for tag in _languages(election, reads, written):
        yield outreach.Recipient(
            reference=str(one.id),
            language=tag,
            fallback_for="" if tag == reads else reads,
            contact_points=(outreach.ContactPoint(channel=LETTER, address=address),),
            occasion=tag,
            person=str(one.person_id),
        )


def _languages(election: Election, reads: str, written: Collection[str]) -> tuple[str, ...]:
    """The person's own; without a letter in it, as letters with ballot links do it."""
    if reads in written:
        return (reads,)
    settings = settings_of(election)
    if settings.missing_language is MissingLanguage.BASE:
        return languages_for(election, reads, set(written))
    return tuple(sorted(set(settings.required_languages).intersection(written) or written))


def _handed_over(
    session: Session,
    election: Election,
    paper: PaperNotice,
    notice_id: UUID,
    speak: Speak,
    *,
    now: datetime,
    by: UUID,
) -> tuple[Letter, ...]:
    messages: list[outreach.Message] = []
    sender = letter_channel.open_sender(letter_channel.Settings(take=messages.append))
    outreach.hand_over(session, notice_id, LETTER, sender, lambda _link: {}, now=now, by=str(by))
    table = outreach.Delivery
    rows = session.execute(
        select(table.id, table.recipient).where(table.notice_id == notice_id, table.channel == LETTER)
    )
    whose = {row.id: row.recipient for row in rows}
    sheets: dict[str, list[Sheet]] = {}
    for message in sorted(messages, key=lambda one: one.language):
        sheet = Sheet(language=message.language, body=message.body)
        sheets.setdefault(whose[message.delivery_id], []).append(sheet)
    ready = [one for one in paper.waiting if str(one.id) in sheets]
    return tuple(
        letter_of(number, election, one, _lines(election, one), sheets[str(one.id)], speak)
        for number, one in enumerate(ready, 1)
    )


def letter_of(
    number: int,
    election: Election,
    one: Addressee,
    lines: tuple[str, ...],
    sheets: Collection[Sheet],
    speak: Speak,
) -> Letter:
    """The letter to somebody; without lines of an address it is handed over."""
    district = election.district
    own = tuple(line for line in district.postal_address.splitlines() if line.strip())
    language = next(iter(sheets)).language
    return Letter(
        number=number,
        sender=(district.name, *own) if election.council.school else own,
        sheets=tuple(sheets),
        address=(one.person.name, *lines) if lines else (),
        hand_out=() if lines else (speak(language, BY_HAND_LINE), one.person.name),
    )


def _lines(election: Election, one: Addressee) -> tuple[str, ...]:
    """The lines to which mail goes. Students get theirs at school."""
    is_student = is_for_students(election) and not isinstance(one, Known)
    return () if is_student else postal_lines(one.person.address)


def place_in_stack(one: Addressee, lines: tuple[str, ...]) -> tuple[object, ...]:
    """By mail first, by ZIP code, then by name."""
    name = (one.person.family_name.casefold(), one.person.given_name.casefold(), str(one.id))
    return (0 if lines else 1, zip_code(lines), *name)


def _nobody() -> Reason:
    return Reason(
        code="nobody_needs_paper",
        sentence=say("There is no letter to print: everybody can be reached by message, or has the letter."),
        source=LETTER_SOURCE,
        remedy=say("Send the messages."),
    )
