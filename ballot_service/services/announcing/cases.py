"""Reviews and challenges, told to the person they are about: the challenge with its reason, and each decision.

A message goes by the way a ballot link takes, to the contacts in the district's files or on the form: never to a
contact that somebody only typed into a request, unless nobody knows who asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session, object_session

import outreach
from ballot_service.models import Case, CaseOutcome, ContactKind, ContactPoint, Election, Person
from ballot_service.rules.calendar import local_date
from ballot_service.rules.cases import CaseAbout, CaseKind
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.fallbacks import answer_in
from ballot_service.services.announcing.forms import (
    LONGEST_ADDRESS,
    Post,
    points_of,
    writer,
)
from ballot_service.services.announcing.made_notice import public_address
from ballot_service.services.announcing.reaching import LETTER, postal_lines
from ballot_service.services.announcing.shipped import APPROVED_BY, language_for, shipped_notice
from ballot_service.services.announcing.student_ways import who_is_reached
from ballot_service.services.announcing.ways import Ways, contact_points
from outreach.channels.letter import BY_HAND
from outreach.segments import in_small_alphabet

EXPIRES_AFTER = timedelta(days=30)
LONGEST_SHORT = 200
"""Letters of a reason in a text message; the whole reason can be asked for by phone."""


class CaseNotice(StrEnum):
    """What is sent about a case; the value names the folder of its texts."""

    CHALLENGED = "challenge_received"
    CHALLENGE_DECIDED = "challenge_decided"
    REVIEW_DECIDED = "review_decided"


PER_PERSON = ("name", "receipt", "what", "reason", "next_step", "what_short", "in_short", "next_short")
WHAT = {
    (CaseKind.REVIEW, CaseAbout.VOTER, True): say("You may vote in this election."),
    (CaseKind.REVIEW, CaseAbout.VOTER, False): say("You may not vote in this election."),
    (CaseKind.REVIEW, CaseAbout.FORM, True): say("Your interest form is accepted."),
    (CaseKind.REVIEW, CaseAbout.FORM, False): say("Your interest form is not accepted."),
    (CaseKind.CHALLENGE, CaseAbout.VOTER, True): say(
        "The challenge was upheld. You may not vote in this election."
    ),
    (CaseKind.CHALLENGE, CaseAbout.VOTER, False): say("The challenge was dismissed. You may vote."),
    (CaseKind.CHALLENGE, CaseAbout.NOMINEE, True): say(
        "The challenge was upheld. You do not stand in this election."
    ),
    (CaseKind.CHALLENGE, CaseAbout.NOMINEE, False): say("The challenge was dismissed. You still stand."),
}
"""The decision in a sentence to the person, by what it changes."""
NOTHING_FOUND = say("We found no decision that could be reviewed.")
STILL_YOURS = say("You may still be nominated. The result can be challenged after the first count.")
NEXT = {
    (CaseKind.REVIEW, CaseAbout.VOTER, True): say(
        "You get a ballot link, or call us for help. A provisional ballot that you cast before will count."
    ),
    (CaseKind.REVIEW, CaseAbout.VOTER, False): STILL_YOURS,
    (CaseKind.REVIEW, CaseAbout.FORM, True): say("You need not do anything else."),
    (CaseKind.REVIEW, CaseAbout.FORM, False): say(
        "You may be able to vote. The result can be challenged after the first count."
    ),
    (CaseKind.CHALLENGE, CaseAbout.NOMINEE, True): say(
        "Your form is kept. The result can be challenged after the first count."
    ),
}
NOTHING_TO_DO = say("You need not do anything.")


def tell_challenged(session: Session, case: Case, *, post: Post, now: datetime) -> None:
    """Queues the notice to the person challenged: the reason, and until when to answer; not who brought it."""
    until = case.answer_until.astimezone(case.election.zone) if case.answer_until else now
    reason = case.asked[0].words
    next_step = say(
        "You can answer until {until}. Nothing changes for you before it is decided.", until=until
    )
    _queue(session, case, CaseNotice.CHALLENGED, _challenged(case), reason, next_step, post, now)


def _challenged(case: Case) -> Sentence:
    if case.about is CaseAbout.NOMINEE:
        return say("Somebody says that you may not stand for the council.")
    return say("Somebody says that you may not vote in this election.")


def tell_decided(session: Session, case: Case, *, post: Post, now: datetime) -> None:
    """Queues the decision with its reason, and what the person may do now."""
    kind = CaseNotice.REVIEW_DECIDED if case.kind is CaseKind.REVIEW else CaseNotice.CHALLENGE_DECIDED
    _queue(session, case, kind, decided_words(case), case.decided_because, next_words(case), post, now)


def decided_words(case: Case) -> Sentence:
    """The decision in a sentence to the person."""
    if case.about is None:
        return NOTHING_FOUND
    return WHAT[case.kind, case.about, case.outcome is CaseOutcome.CHANGED]


def next_words(case: Case) -> Sentence:
    """What the person may do now."""
    changed = case.outcome is CaseOutcome.CHANGED
    if case.about is None:
        return say("If you were refused, call us, and say when and how you were told.")
    if case.kind is CaseKind.CHALLENGE and case.about is CaseAbout.VOTER and changed:
        day = local_date(case.election.opens_at, case.election.district.zone)
        return say("If this is wrong, ask for a review by {day}.", day=day)
    return NEXT.get((case.kind, case.about, changed), NOTHING_TO_DO)


def _queue(
    session: Session,
    case: Case,
    kind: CaseNotice,
    what: Sentence,
    reason: str,
    next_step: Sentence,
    post: Post,
    now: datetime,
) -> None:
    election = case.election
    notice = shipped_notice(
        session, election, kind.value, lambda each: _shared(election, each, post), PER_PERSON
    )
    outreach.approve(session, notice, approved_by=APPROVED_BY, now=now)
    written = " ".join(reason.split())

    def values(tag: str) -> dict[str, str]:
        decided, then = post.speak(tag, what), post.speak(tag, next_step)
        return {
            "name": to_whom(case),
            "receipt": case.receipt,
            "what": decided,
            "reason": written,
            "next_step": then,
            "what_short": in_small_alphabet(decided),
            "in_short": in_small_alphabet(_cut(written)),
            "next_short": in_small_alphabet(then),
        }

    points = _points(case, post)
    answer = answer_in(notice, election, _reads(case), points[0].channel, values)
    recipient = outreach.Recipient(
        reference=str(case.id),
        language=answer.language,
        fallback_for=answer.fallback_for,
        contact_points=points,
        values=answer.values,
    )
    outreach.enqueue(
        session,
        notice,
        [recipient],
        now=now,
        expires_at=now + EXPIRES_AFTER,
        channels=(*post.channels, LETTER),
        hours_zone=election.district.zone,
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHORT else f"{text[: LONGEST_SHORT - 3].rstrip()}..."


def _shared(election: Election, language: str, post: Post) -> dict[str, str]:
    school = election.council.school
    return {
        "school": school.name if school else election.district.name,
        "council": election.council.name_in(language),
        "phone": election.district.phone,
        "public_link": public_address(post.origin, election),
    }


def language_of(case: Case) -> str:
    """The person's language, or the district's where there is no text in it."""
    return language_for(CaseNotice.REVIEW_DECIDED.value, _reads(case), case.election)


def _reads(case: Case) -> str:
    subject = case.subject
    return subject.language if subject is not None else case.statements[0].language


def to_whom(case: Case) -> str:
    """Who is written to."""
    return writer(case.form) if case.form is not None else case.name


def address_of(case: Case) -> tuple[str, ...]:
    """The lines that mail can go to, or none."""
    if case.form is not None:
        return postal_lines(case.form.address)
    person = _person(case)
    return postal_lines(person.address) if person is not None else ()


def _person(case: Case) -> Person | None:
    about = case.roll_entry or case.candidate
    session = object_session(case)
    return who_is_reached(session, about) if about is not None and session is not None else None


def _points(case: Case, post: Post) -> tuple[outreach.ContactPoint, ...]:
    if case.form is not None:
        return points_of(case.form, post)
    person = _person(case) or _whoever_asked(case)
    found = contact_points(str(case.id), person, post.channels, Ways.ONE, ())
    address = "\n".join(address_of(case))[:LONGEST_ADDRESS] or BY_HAND
    return found[:1] or (outreach.ContactPoint(channel=LETTER, address=address),)


def _whoever_asked(case: Case) -> Person:
    """Somebody whom the files do not know is answered at the contact they gave."""
    contact = case.statements[0].contact
    kind = ContactKind.EMAIL if "@" in contact else ContactKind.PHONE
    return Person(contacts=[ContactPoint(kind=kind, value=contact)])
