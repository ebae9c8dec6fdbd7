"""The words of a notice as they stand today, in every language and by every way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.services.announcing.coming_sessions import (
    CALLED_OFF,
    Coming,
    sessions_to_come,
)
from ballot_service.services.announcing.corrected import corrected_values
from ballot_service.services.announcing.corrections import TEXTS as CORRECTION
from ballot_service.services.announcing.corrections import opening_told_before
from ballot_service.services.announcing.early_words import call_values
from ballot_service.services.announcing.fallbacks import with_all_languages
from ballot_service.services.announcing.kinds import WITH_A_LINK, Announcing
from ballot_service.services.announcing.notice_words import Speak, notice_values, short_moment
from ballot_service.services.announcing.own_words import own_book
from ballot_service.services.announcing.result_words import result_values
from ballot_service.services.announcing.session_words import in_lines, session_values
from outreach.channels import media
from outreach.segments import in_small_alphabet


def public_address(origin: str, election: Election) -> str:
    """The address of the election's public page."""
    return f"{origin}/elections/{election.id}"


def short_address(origin: str, election: Election) -> str:
    """The address of the district's page, from which its elections are one step: short enough for a text message."""
    return f"{origin}/{election.district.slug}"


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
