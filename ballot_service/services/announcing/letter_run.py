"""One printing of letters: a delivery queued for each, filled with its link, and laid in order.

The outbox keeps the words with the link left open; the filled letters live in memory until they are printed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink, Election, VoterRollEntry
from ballot_service.printing.characters import lacks_letters
from ballot_service.printing.letters import Letter, Sheet
from ballot_service.rules.election_settings import MissingLanguage
from ballot_service.rules.words import say
from ballot_service.services.announcing.fallbacks import languages_for
from ballot_service.services.announcing.letter_order import Order, in_order, schools_of
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.preparing import CHANNELS, Announcement, ballot_address
from ballot_service.services.announcing.reaching import LETTER, mail_lines
from ballot_service.services.facts import settings_of
from outreach.channels import letter as letter_channel

BY_HAND_LINE = say("To be handed over in person")
UNNAMED = "the service"
"""Who printed, in the outbox, when nobody is named."""


@dataclass(frozen=True, kw_only=True)
class Press:
    """What a printing needs from outside: the links' secret, the service's address, and a tongue."""

    links: Links = field(repr=False)
    origin: str
    speak: Speak
    channels: Collection[str] = CHANNELS
    """What this installation can send: whoever it reaches needs no letter."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """Letters in the order in which they are printed, and what they come to.

    `again` were printed before; `unclear` names hold letters that the fonts lack, so that a person looks.
    """

    letters: tuple[Letter, ...] = field(repr=False)
    by_mail: int
    by_hand: int
    again: int
    unclear: int


@dataclass(frozen=True)
class LetterRun:
    """One printing: its letters queued, filled and laid in order."""

    session: Session
    election: Election
    announcement: Announcement
    press: Press
    notice_id: UUID

    def enqueue(self, entries: Mapping[UUID, VoterRollEntry], now: datetime) -> int:
        """Queues a delivery for each letter and language; answers how many voters had one before."""
        before = self._printed_before()
        recipients, again = [], 0
        for entry in entries.values():
            times = [(tag, before[str(_link(entry).id), tag]) for tag in self.languages(entry)]
            recipients += [self._recipient(entry, tag, number) for tag, number in times]
            again += any(number for _, number in times)
        outreach.enqueue(
            self.session,
            self.announcement.notice,
            recipients,
            now=now,
            expires_at=self.election.closes_at,
            channels=(LETTER,),
            priority=outreach.Priority.PERSONAL_LINK,
        )
        return again

    def languages(self, entry: VoterRollEntry) -> tuple[str, ...]:
        """The voter's own language; without a letter in it, those in which notices of this election must be given, or
        the district's alone where the council chose that.
        """
        written = {text.language for text in self.announcement.notice.texts if text.channel == LETTER}
        if entry.language in written:
            return (entry.language,)
        settings = settings_of(self.election)
        if settings.missing_language is MissingLanguage.BASE:
            return languages_for(self.election, entry.language, written)
        return tuple(sorted(written.intersection(settings.required_languages) or written))

    def _recipient(self, entry: VoterRollEntry, language: str, printed_before: int) -> outreach.Recipient:
        """Each language and each reprint is an occasion of its own: the same address gets it on purpose."""
        link = _link(entry)
        lines = mail_lines(entry)
        address = "\n".join(lines)[:320] or letter_channel.BY_HAND
        return outreach.Recipient(
            reference=str(entry.id),
            language=language,
            fallback_for="" if language == entry.language else entry.language,
            contact_points=(outreach.ContactPoint(channel=LETTER, address=address),),
            link_reference=str(link.id),
            values={"voter": entry.person.name},
            occasion=f"{link.id.hex} {language[:2]}{printed_before or ''}",
        )

    def _printed_before(self) -> Counter[tuple[str, str]]:
        """How often each link was printed in each language, by the link's reference and the language."""
        table, notice = outreach.Delivery, outreach.OutreachNotice
        rows = self.session.execute(
            select(table.link_reference, table.language)
            .join(notice, notice.id == table.notice_id)
            .where(notice.scope == str(self.election.id), table.channel == LETTER)
        )
        return Counter((row.link_reference, row.language) for row in rows)

    def printed(self, now: datetime, by: UUID | None) -> dict[UUID, list[outreach.Message]]:
        """The filled messages of each voter, by line of the roll; recorded as printed."""
        messages: list[outreach.Message] = []
        sender = letter_channel.open_sender(letter_channel.Settings(take=messages.append))
        outreach.hand_over(
            self.session, self.notice_id, LETTER, sender, self._fill, now=now, by=str(by or UNNAMED)
        )
        table = outreach.Delivery
        recipients = {
            row.id: UUID(row.recipient)
            for row in self.session.execute(
                select(table.id, table.recipient).where(
                    table.notice_id == self.notice_id, table.channel == LETTER
                )
            )
        }
        found: dict[UUID, list[outreach.Message]] = defaultdict(list)
        for message in sorted(messages, key=lambda one: one.language):
            found[recipients[message.delivery_id]].append(message)
        return found

    def _fill(self, reference: str) -> Mapping[str, str] | None:
        link = self.session.get(BallotLink, UUID(reference))
        if link is None or link.revoked_at is not None:
            return None
        token = self.press.links.token(Purpose.BALLOT, link.key)
        return {"personal_link": ballot_address(self.press.origin, token)}

    def stacked(
        self,
        entries: Mapping[UUID, VoterRollEntry],
        order: Order,
        messages: Mapping[UUID, Sequence[outreach.Message]],
        again: int,
    ) -> Stack:
        chosen = [entry for entry in entries.values() if entry.id in messages]
        schools = schools_of(self.session, self.election, chosen)
        letters = tuple(
            self._letter(number, entry, schools[entry.id], messages[entry.id])
            for number, entry in enumerate(in_order(chosen, schools, order), start=1)
        )
        return Stack(
            letters=letters,
            by_mail=sum(bool(letter.address) for letter in letters),
            by_hand=sum(not letter.address for letter in letters),
            again=again,
            unclear=sum(_is_unclear(entry) for entry in chosen),
        )

    def _letter(
        self, number: int, entry: VoterRollEntry, school: str, messages: Sequence[outreach.Message]
    ) -> Letter:
        district = self.election.district
        own = tuple(line for line in district.postal_address.splitlines() if line.strip())
        lines = mail_lines(entry)
        language = messages[0].language
        return Letter(
            number=number,
            sender=(district.name, *own) if self.election.council.school else own,
            sheets=tuple(Sheet(language=one.language, body=one.body) for one in messages),
            address=(entry.person.name, *lines) if lines else (),
            hand_out=() if lines else (self.press.speak(language, BY_HAND_LINE), entry.person.name, school),
        )


def _link(entry: VoterRollEntry) -> BallotLink:
    """The newest working link."""
    return [link for link in entry.links if link.revoked_at is None][-1]


def _is_unclear(entry: VoterRollEntry) -> bool:
    return lacks_letters(f"{entry.person.name} {entry.person.address}")
