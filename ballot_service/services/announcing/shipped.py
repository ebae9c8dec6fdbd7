"""Notices whose texts ship with the product: they say only what happened to a person's form, and nobody approves each.

The words that all people of an election share are part of the notice; changed words or dates become a new version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.services.announcing.fallbacks import with_all_in_mail
from ballot_service.services.announcing.own_words import own_book
from ballot_service.services.announcing.texts_that_ship import book
from outreach.channels import media
from outreach.segments import in_small_alphabet

APPROVED_BY = "service"


def languages_of(name: str) -> list[str]:
    """The languages in which there is a text of this notice."""
    return sorted({text.language for text in book().texts[name]})


def language_for(name: str, wanted: str, election: Election) -> str:
    """The wanted language, or the district's where there is no text in it."""
    return wanted if wanted in languages_of(name) else election.district.language


def shipped_notice(
    session: Session,
    election: Election,
    name: str,
    shared: Callable[[str], Mapping[str, str]],
    per_person: tuple[str, ...],
) -> outreach.Notice:
    """The notice of an election as it would be sent today; `shared` gives the values for everybody in a language."""
    return notice_for(
        session,
        election.district_id,
        str(election.id),
        name,
        shared,
        per_person,
        lambda made: with_all_in_mail(made, election, per_person),
    )


def notice_for(
    session: Session,
    district_id: UUID,
    scope: str,
    name: str,
    shared: Callable[[str], Mapping[str, str]],
    per_person: tuple[str, ...],
    completed: Callable[[outreach.Notice], outreach.Notice] = lambda made: made,
) -> outreach.Notice:
    """The same for whatever the notice is about, such as a district; `completed` adds texts made of the others."""
    values = {tag: dict(shared(tag)) for tag in languages_of(name)}
    texts = own_book(session, district_id)

    def version(number: int) -> outreach.Notice:
        made = texts.notice(name, scope=scope, version=number, values=values, per_person=per_person)
        return completed(replace(made, texts=tuple(_in_few_parts(text) for text in made.texts)))

    table = outreach.OutreachNotice
    query = select(table).where(table.scope == scope, table.name == name)
    newest = session.scalars(query.order_by(table.version.desc()).limit(1)).first()
    made = version(newest.version if newest else 1)
    if newest is None or newest.fingerprint == made.fingerprint:
        return made
    return version(newest.version + 1)


def _in_few_parts(text: outreach.Text) -> outreach.Text:
    return replace(text, body=in_small_alphabet(text.body)) if media()[text.channel].in_parts else text
