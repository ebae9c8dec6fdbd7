"""Each interest form is answered: received, or refused with the reasons, in the person's language and channel.

An answer goes by the way that a ballot link takes: e-mail, else a text message, else a letter, which waits in the
outbox until somebody prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.links import Links, Purpose
from ballot_service.models import ContactKind, ContactPoint, Election, InterestForm, Person
from ballot_service.rules.decision import Reason
from ballot_service.rules.interest import FilledInBy, Question
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.fallbacks import answer_in
from ballot_service.services.announcing.made_notice import public_address
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.preparing import CHANNELS
from ballot_service.services.announcing.reaching import LETTER, postal_lines
from ballot_service.services.announcing.shipped import APPROVED_BY, language_for, shipped_notice
from ballot_service.services.announcing.ways import Ways, contact_points
from ballot_service.services.facts import title_of
from outreach.channels.letter import BY_HAND
from outreach.segments import in_small_alphabet

LINK = "form:"
"""Begins the reference of the link to a form's own page."""
EXPIRES_AFTER = timedelta(days=30)
LONGEST_ADDRESS = 320
PER_PERSON = ("name", "receipt", "seats", "reasons", "in_short")
COMPLETE = say("Your form is complete.")


class FormNotice(StrEnum):
    """What is sent about a form; the value names the folder of its texts."""

    RECEIVED = "interest_received"
    OWN = "own_form_received"
    """The same with the link to the form's own page."""
    REFUSED = "interest_refused"


@dataclass(frozen=True, kw_only=True)
class Post:
    """What answering needs from outside: the service's address, a tongue, and the channels that can be sent."""

    origin: str
    speak: Speak
    channels: Collection[str] = CHANNELS


def acknowledge(
    session: Session, form: InterestForm, missing: Sequence[Reason], *, post: Post, now: datetime
) -> None:
    """Queues the answer that a form has come, with what is missing and by when (R107)."""
    kind = FormNotice.RECEIVED if form.link_key is None else FormNotice.OWN
    _queue(session, form, kind, lambda tag: _in_words(tag, missing, "", post), post, now)


def tell_refused(
    session: Session,
    form: InterestForm,
    reasons: Sequence[Reason],
    *,
    post: Post,
    now: datetime,
    written: str = "",
) -> None:
    """Queues the answer that a form was not accepted: each reason with its remedy, and what a person wrote."""
    _queue(session, form, FormNotice.REFUSED, lambda tag: _in_words(tag, reasons, written, post), post, now)


def own_form_values(session: Session, reference: str, links: Links, origin: str) -> Mapping[str, str] | None:
    """The link to a form's own page at the moment of sending. It lives as long as the form does."""
    form = session.get(InterestForm, UUID(reference.removeprefix(LINK)))
    if form is None or form.link_key is None:
        return None
    return {"personal_link": f"{origin}/form/{links.token(Purpose.OWN_FORM, form.link_key)}"}


def _in_words(tag: str, reasons: Sequence[Reason], written: str, post: Post) -> dict[str, str]:
    """What stands against a form, whole and in short: text messages are too short for the sources."""
    fine = () if reasons or written else (COMPLETE,)

    def said(*, with_sources: bool) -> str:
        sentences = (*fine, *_sentences(reasons, with_sources=with_sources))
        return " ".join([*(post.speak(tag, each) for each in sentences), *([written] if written else [])])

    return {
        "reasons": said(with_sources=True),
        "in_short": in_small_alphabet(said(with_sources=False)),
    }


def _sentences(reasons: Iterable[Reason], *, with_sources: bool) -> Iterator[Sentence]:
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
    words: Callable[[str], Mapping[str, str]],
    post: Post,
    now: datetime,
) -> None:
    notice = shipped_notice(
        session, form.election, kind.value, lambda tag: _shared(form.election, tag, post), PER_PERSON
    )
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)

    def values(tag: str) -> dict[str, str]:
        seats = post.speak(tag, title_of(form.contest))
        return {"name": writer(form), "receipt": form.receipt, "seats": seats, **words(tag)}

    points = points_of(form, post)
    answer = answer_in(notice, form.election, form.language, points[0].channel, values)
    recipient = outreach.Recipient(
        reference=str(form.id),
        language=answer.language,
        fallback_for=answer.fallback_for,
        contact_points=points,
        link_reference=f"{LINK}{form.id}" if kind is FormNotice.OWN else "",
        values=answer.values,
    )
    outreach.enqueue(
        session,
        notice,
        [recipient],
        now=now,
        expires_at=now + EXPIRES_AFTER,
        channels=(*post.channels, LETTER),
        hours_zone="" if kind is FormNotice.RECEIVED else form.election.district.zone,
    )


def _shared(election: Election, language: str, post: Post) -> dict[str, str]:
    school = election.council.school
    return {
        "school": school.name if school else election.district.name,
        "council": election.council.name_in(language),
        "forms_close": post.speak(language, election.nominations_close_at.astimezone(election.zone)),
        "opens": post.speak(language, election.opens_at.astimezone(election.zone)),
        "phone": election.district.phone,
        "public_link": public_address(post.origin, election),
        "review_link": f"{public_address(post.origin, election)}/review",
    }


def language_of(form: InterestForm) -> str:
    """The person's language, or the district's where there is no text in it."""
    return language_for(FormNotice.RECEIVED.value, form.language, form.election)


def writer(form: InterestForm) -> str:
    """Who is written to: whoever filled the form in."""
    if form.filled_in_by is FilledInBy.NOMINATOR:
        return str(form.answers.get("nominator_name") or form.name)
    return form.name


def points_of(form: InterestForm, post: Post) -> tuple[outreach.ContactPoint, ...]:
    """Where the answer goes: by the way a ballot link would take, else on paper."""
    contacts = [(ContactKind.EMAIL, form.email), (ContactKind.PHONE, form.phone)]
    contacts += [_kind(a.answer) for a in form.additions if a.question is Question.CONTACT]
    if form.filled_in_by is FilledInBy.NOMINATOR:
        contacts = [_kind(str(form.answers.get("nominator_contact", "")))]
    somebody = Person(contacts=[ContactPoint(kind=kind, value=value) for kind, value in contacts if value])
    found = contact_points(str(form.id), somebody, post.channels, Ways.ONE, ())
    if found:
        return found[:1]
    lines = postal_lines(form.address) if form.filled_in_by is FilledInBy.SELF else ()
    address = "\n".join(lines)[:LONGEST_ADDRESS] or BY_HAND
    return (outreach.ContactPoint(channel=LETTER, address=address),)


def _kind(written: str) -> tuple[ContactKind, str]:
    return (ContactKind.EMAIL if "@" in written else ContactKind.PHONE), written
