"""Each interest form is answered: received, or refused with the reasons, in the person's language and channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import ContactKind, Election, FormState, InterestForm
from ballot_service.rules.decision import Reason
from ballot_service.rules.interest import FilledInBy, Question
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.preparing import CHANNELS, book, public_address
from ballot_service.services.announcing.reaching import CARRIED_BY
from ballot_service.services.facts import title_of

EXPIRES_AFTER = timedelta(days=30)
PER_PERSON = ("name", "receipt", "seats", "reasons", "in_short")
COMPLETE = say("Your form is complete.")
APPROVED_BY = "service"
"""These texts ship with the product and say only what happened to a form; nobody approves each one."""


class FormNotice(StrEnum):
    """What is sent about a form; the value names the folder of its texts."""

    RECEIVED = "interest_received"
    REFUSED = "interest_refused"


def acknowledge(
    session: Session,
    form: InterestForm,
    missing: Sequence[Reason],
    *,
    origin: str,
    speak: Speak,
    now: datetime,
) -> None:
    """Queues the answer that a form has come, with what is missing and by when (R107)."""
    _queue(session, form, FormNotice.RECEIVED, missing, origin=origin, speak=speak, now=now)


def tell_refused(
    session: Session,
    form: InterestForm,
    reasons: Sequence[Reason],
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    written: str = "",
) -> None:
    """Queues the answer that a form was not accepted: each reason with its remedy, and what a person wrote."""
    _queue(session, form, FormNotice.REFUSED, reasons, origin=origin, speak=speak, now=now, written=written)


def _in_words(reasons: Iterable[Reason], *, with_sources: bool) -> Iterator[Sentence]:
    """Every reason with its remedy, in order; text messages are too short for the sources."""
    for reason in reasons:
        yield reason.sentence
        if reason.remedy is not None:
            yield reason.remedy
        if with_sources:
            yield say("(The rule: {source})", source=reason.source)


def _queue(
    session: Session,
    form: InterestForm,
    kind: FormNotice,
    reasons: Sequence[Reason],
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    written: str = "",
) -> None:
    notice = _notice(session, form.election, kind, origin, speak)
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)
    tag = _language(form, notice)
    fine = () if reasons or written else (COMPLETE,)

    def said(*, with_sources: bool) -> str:
        sentences = (*fine, *_in_words(reasons, with_sources=with_sources))
        return " ".join([*(speak(tag, each) for each in sentences), *([written] if written else [])])

    recipient = outreach.Recipient(
        reference=str(form.id),
        language=tag,
        contact_points=_points(form),
        values={
            "name": _writer(form),
            "receipt": form.receipt,
            "seats": speak(tag, title_of(form.contest)),
            "reasons": said(with_sources=True),
            "in_short": said(with_sources=False),
        },
    )
    outreach.enqueue(session, notice, [recipient], now=now, expires_at=now + EXPIRES_AFTER, channels=CHANNELS)


def _notice(
    session: Session, election: Election, kind: FormNotice, origin: str, speak: Speak
) -> outreach.Notice:
    """The texts with what all forms of the election share. Changed words or dates become a new version."""
    tags = sorted({text.language for text in book().texts[kind.value]})
    values = {tag: _shared(election, tag, origin, speak) for tag in tags}
    table = outreach.OutreachNotice
    query = select(table).where(table.scope == str(election.id), table.name == kind.value)
    newest = session.scalars(query.order_by(table.version.desc()).limit(1)).first()
    version = newest.version if newest else 1
    made = book().notice(
        kind.value, scope=str(election.id), version=version, values=values, per_person=PER_PERSON
    )
    if newest is None or newest.fingerprint == made.fingerprint:
        return made
    return book().notice(
        kind.value, scope=str(election.id), version=version + 1, values=values, per_person=PER_PERSON
    )


def _shared(election: Election, language: str, origin: str, speak: Speak) -> dict[str, str]:
    school = election.council.school
    return {
        "school": school.name if school else election.district.name,
        "council": election.council.name_in(language),
        "forms_close": speak(language, election.nominations_close_at.astimezone(election.zone)),
        "opens": speak(language, election.opens_at.astimezone(election.zone)),
        "phone": election.district.phone,
        "public_link": public_address(origin, election),
    }


def _language(form: InterestForm, notice: outreach.Notice) -> str:
    """The person's language, or the district's where there is no text in it."""
    return form.language if form.language in notice.languages else form.election.district.language


def _writer(form: InterestForm) -> str:
    """Who is written to: whoever filled the form in."""
    if form.filled_in_by is FilledInBy.NOMINATOR:
        return str(form.answers.get("nominator_name") or form.name)
    return form.name


def _points(form: InterestForm) -> tuple[outreach.ContactPoint, ...]:
    """The first of the writer's contacts that a channel of today carries: e-mail before phone."""
    contacts = [(ContactKind.EMAIL, form.email), (ContactKind.PHONE, form.phone)]
    contacts += [_kind(a.answer) for a in form.additions if a.question is Question.CONTACT]
    if form.filled_in_by is FilledInBy.NOMINATOR:
        contacts = [_kind(str(form.answers.get("nominator_contact", "")))]
    carried = [(CARRIED_BY[kind], value) for kind, value in contacts if value]
    chosen = [(channel, value) for channel, value in carried if channel in CHANNELS][:1]
    return tuple(outreach.ContactPoint(channel=channel, address=value) for channel, value in chosen)


def _kind(written: str) -> tuple[ContactKind, str]:
    return (ContactKind.EMAIL if "@" in written else ContactKind.PHONE), written


def answered_by_message(session: Session, forms: Sequence[InterestForm]) -> set[UUID]:
    """The forms whose newest answer goes by message; the others need a letter or a call."""
    references = [str(form.id) for form in forms]
    table, notice = outreach.Delivery, outreach.OutreachNotice
    rows = session.scalars(
        select(table.recipient)
        .join(notice, notice.id == table.notice_id)
        .where(
            table.recipient.in_(references),
            notice.name.in_([kind.value for kind in FormNotice]),
            table.channel != "",
        )
    )
    found = {UUID(row) for row in rows}
    return {form.id for form in forms if form.id in found and form.state is not FormState.WITHDRAWN}
