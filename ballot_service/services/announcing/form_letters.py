"""Answers to forms and registrations, and in reviews and challenges, printed for people whom no message reaches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Case, Election, InterestForm, PaperRegistration
from ballot_service.printing.letters import Letter, Sheet
from ballot_service.services import trail
from ballot_service.services.announcing.cases import CaseNotice, address_of, to_whom
from ballot_service.services.announcing.cases import language_of as language_of_case
from ballot_service.services.announcing.forms import FormNotice, language_of, writer
from ballot_service.services.announcing.letter_run import BY_HAND_LINE
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.paper_registrations import language_of as language_of_registration
from ballot_service.services.announcing.reaching import LETTER, postal_lines
from ballot_service.services.announcing.sign_ups import ANSWER
from outreach.channels import letter as letter_channel

ACT = "print_form_letters"
FORMS = tuple(kind.value for kind in FormNotice)
CASES = tuple(kind.value for kind in CaseNotice)
REGISTRATIONS = (ANSWER,)


@dataclass(frozen=True)
class _To:
    """Who gets a letter: the name, the lines of the address, and the language of what is said by us."""

    name: str
    lines: Sequence[str]
    language: str


def letters_waiting(session: Session, election: Election) -> set[UUID]:
    """The forms whose answer waits to be printed."""
    return {UUID(row.recipient) for row in session.scalars(_waiting(election, FORMS))}


def case_letters_waiting(session: Session, election: Election) -> set[UUID]:
    """The reviews and challenges about which a letter waits to be printed."""
    return {UUID(row.recipient) for row in session.scalars(_waiting(election, CASES))}


def print_form_letters(
    session: Session, election: Election, speak: Speak, *, now: datetime, by: UUID
) -> tuple[Letter, ...]:
    """Takes every answer that waits for paper out of the outbox, records it as printed, and gives the letters.

    They must not be given out unless the transaction is committed. `now` is aware.
    """
    return _print(session, election, FORMS, ACT, speak, now, by)


def print_case_letters(
    session: Session, election: Election, speak: Speak, *, now: datetime, by: UUID
) -> tuple[Letter, ...]:
    """The same for reviews and challenges."""
    return _print(session, election, CASES, "print_case_letters", speak, now, by)


def print_registration_letters(
    session: Session, election: Election, speak: Speak, *, now: datetime, by: UUID
) -> tuple[Letter, ...]:
    """The same for people who registered to vote on paper."""
    return _print(session, election, REGISTRATIONS, "print_registration_letters", speak, now, by)


def _print(
    session: Session,
    election: Election,
    names: Collection[str],
    act: str,
    speak: Speak,
    now: datetime,
    by: UUID,
) -> tuple[Letter, ...]:
    messages: list[outreach.Message] = []
    sender = letter_channel.open_sender(letter_channel.Settings(take=messages.append))
    notices = sorted({row.notice_id for row in session.scalars(_waiting(election, names))})
    for notice_id in notices:
        outreach.hand_over(session, notice_id, LETTER, sender, lambda _link: {}, now=now, by=str(by))
    letters = tuple(
        _letter(number, election, _to(session, message), message, speak)
        for number, message in enumerate(messages, start=1)
    )
    details = {"by_mail": sum(bool(one.address) for one in letters), "letters": len(letters)}
    trail.of_election(session, election, act, now=now, by=by, details=details)
    return letters


def _waiting(election: Election, names: Collection[str]) -> Select[outreach.Delivery]:
    table, notice = outreach.Delivery, outreach.OutreachNotice
    return (
        select(table)
        .join(notice, notice.id == table.notice_id)
        .where(
            notice.scope == str(election.id),
            notice.name.in_(names),
            table.channel == LETTER,
            table.status == outreach.DeliveryStatus.QUEUED,
        )
    )


def _to(session: Session, message: outreach.Message) -> _To:
    delivery = session.get_one(outreach.Delivery, message.delivery_id)
    case = session.get(Case, UUID(delivery.recipient))
    if case is not None:
        return _To(to_whom(case), address_of(case), language_of_case(case))
    paper = session.get(PaperRegistration, UUID(delivery.recipient))
    if paper is not None:
        return _To(paper.name, postal_lines(paper.address), language_of_registration(paper))
    form = session.get_one(InterestForm, UUID(delivery.recipient))
    return _To(writer(form), postal_lines(form.address), language_of(form))


def _letter(number: int, election: Election, to: _To, message: outreach.Message, speak: Speak) -> Letter:
    district = election.district
    own = tuple(line for line in district.postal_address.splitlines() if line.strip())
    lines: Sequence[str] = () if message.address == letter_channel.BY_HAND else to.lines
    return Letter(
        number=number,
        sender=(district.name, *own),
        sheets=(Sheet(language=message.language, body=message.body),),
        address=(to.name, *lines) if lines else (),
        hand_out=() if lines else (speak(to.language, BY_HAND_LINE), to.name),
    )
