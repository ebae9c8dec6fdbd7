"""Answers to interest forms on paper: printed for people whom no message reaches, and recorded as printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election, InterestForm
from ballot_service.printing.letters import Letter, Sheet
from ballot_service.services import trail
from ballot_service.services.announcing.forms import FormNotice, language_of, writer
from ballot_service.services.announcing.letter_run import BY_HAND_LINE
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.reaching import LETTER, postal_lines
from outreach.channels import letter as letter_channel

ACT = "print_form_letters"


def letters_waiting(session: Session, election: Election) -> set[UUID]:
    """The forms whose answer waits to be printed."""
    return {UUID(row.recipient) for row in session.scalars(_waiting(election))}


def print_form_letters(
    session: Session, election: Election, speak: Speak, *, now: datetime, by: UUID
) -> tuple[Letter, ...]:
    """Takes every answer that waits for paper out of the outbox, records it as printed, and gives the letters.

    They must not be given out unless the transaction is committed. `now` is aware.
    """
    messages: list[outreach.Message] = []
    sender = letter_channel.open_sender(letter_channel.Settings(take=messages.append))
    notices = sorted({row.notice_id for row in session.scalars(_waiting(election))})
    for notice_id in notices:
        outreach.hand_over(session, notice_id, LETTER, sender, lambda _link: {}, now=now, by=str(by))
    letters = tuple(
        _letter(number, _form_of(session, message), message, speak)
        for number, message in enumerate(messages, start=1)
    )
    details = {"by_mail": sum(bool(one.address) for one in letters), "letters": len(letters)}
    trail.of_election(session, election, ACT, now=now, by=by, details=details)
    return letters


def _waiting(election: Election) -> Select[outreach.Delivery]:
    table, notice = outreach.Delivery, outreach.OutreachNotice
    return (
        select(table)
        .join(notice, notice.id == table.notice_id)
        .where(
            notice.scope == str(election.id),
            notice.name.in_([kind.value for kind in FormNotice]),
            table.channel == LETTER,
            table.status == outreach.DeliveryStatus.QUEUED,
        )
    )


def _form_of(session: Session, message: outreach.Message) -> InterestForm:
    delivery = session.get_one(outreach.Delivery, message.delivery_id)
    return session.get_one(InterestForm, UUID(delivery.recipient))


def _letter(number: int, form: InterestForm, message: outreach.Message, speak: Speak) -> Letter:
    district, name = form.election.district, writer(form)
    own = tuple(line for line in district.postal_address.splitlines() if line.strip())
    lines: Sequence[str] = () if message.address == letter_channel.BY_HAND else postal_lines(form.address)
    return Letter(
        number=number,
        sender=(district.name, *own),
        sheets=(Sheet(language=message.language, body=message.body),),
        address=(name, *lines) if lines else (),
        hand_out=() if lines else (speak(language_of(form), BY_HAND_LINE), name),
    )
