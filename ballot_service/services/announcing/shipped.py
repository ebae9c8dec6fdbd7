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
from ballot_service.models import District, Election
from ballot_service.services.announcing.fallbacks import with_all_in_mail
from ballot_service.services.announcing.own_words import own_book
from ballot_service.services.announcing.texts_that_ship import book
from outreach.channels import media
from outreach.mail_html import SIGNATURE
from outreach.segments import in_small_alphabet
from outreach.tongues import is_right_to_left
from outreach.wording import one_line

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

    address = _postal_address(session, district_id)

    def version(number: int) -> outreach.Notice:
        made = texts.notice(name, scope=scope, version=number, values=values, per_person=per_person)
        made = completed(replace(made, texts=tuple(_in_few_parts(text) for text in made.texts)))
        return replace(made, texts=tuple(_with_sender(text, address) for text in made.texts))

    table = outreach.OutreachNotice
    query = select(table).where(table.scope == scope, table.name == name)
    newest = session.scalars(query.order_by(table.version.desc()).limit(1)).first()
    made = version(newest.version if newest else 1)
    if newest is None or newest.fingerprint == made.fingerprint:
        return made
    return version(newest.version + 1)


def _postal_address(session: Session, district_id: UUID) -> str:
    return one_line(", ".join(session.get_one(District, district_id).postal_address.splitlines()))


def _with_sender(text: outreach.Text, address: str) -> outreach.Text:
    """An e-mail ends with the district's postal address, set apart as a signature is; so no text can lack it."""
    if media()[text.channel].reaches is not outreach.Reaches.EMAIL or not address or address in text.body:
        return text
    shown = (
        f"\u2066{address}\u2069" if is_right_to_left(text.language) else address
    )  # signs that keep its order
    return replace(text, body=f"{text.body}\n\n{SIGNATURE}\n{shown}")


def _in_few_parts(text: outreach.Text) -> outreach.Text:
    return replace(text, body=in_small_alphabet(text.body)) if media()[text.channel].in_parts else text
