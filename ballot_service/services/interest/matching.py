"""Who a form is from: the same person's earlier form, and the people of the district's files it may be.

Only the same name with the same birth date, e-mail or phone is certain. A likeness is shown to a person, who decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import ContactPoint, InterestForm, Person
from ballot_service.rules.interest import FilledInBy
from ballot_service.rules.likeness import Likeness, name_likeness, name_words
from ballot_service.rules.words import Sentence, say
from ballot_service.services.interest.standing import STANDING_STATES, birth_date_of

MOST = 10


@dataclass(frozen=True, kw_only=True)
class Likely:
    """Somebody of the district's files who may have filled in the form, and what speaks for it."""

    person: Person
    is_certain: bool
    why: tuple[Sentence, ...]


def sent_before(session: Session, draft: InterestForm) -> InterestForm | None:
    """The form that the same page sent: a button pressed twice, or a page loaded again."""
    if draft.sent_key is None:
        return None
    same = (InterestForm.election_id == draft.election_id, InterestForm.sent_key == draft.sent_key)
    return session.scalar(select(InterestForm).where(*same))


def earlier_form(session: Session, draft: InterestForm) -> InterestForm | None:
    """A form that the same person still stands by: for the same seats if there is one, else the newest."""
    forms = select(InterestForm).where(InterestForm.election_id == draft.election_id)
    shared = [
        column == value
        for column, value in (
            (InterestForm.email, draft.email),
            (InterestForm.phone, draft.phone),
            (InterestForm.birth_date, draft.birth_date),
        )
        if value
    ]
    if not shared:
        return None
    standing = forms.where(InterestForm.state.in_(STANDING_STATES), or_(*shared))
    rows = session.scalars(standing.order_by(InterestForm.filed_at.desc(), InterestForm.id)).all()
    mine = [row for row in rows if _is_same(draft.name, draft.birth_date, row.name, row.birth_date)]
    return min(mine, key=lambda row: _distance(draft, row), default=None)


def _distance(draft: InterestForm, row: InterestForm) -> tuple[bool, bool]:
    """A form for the same seats comes first, then one that the person filled in."""
    return row.contest_id != draft.contest_id, row.filled_in_by is not FilledInBy.SELF


def _is_same(name: str, born: date | None, other: str, other_born: date | None) -> bool:
    """The same name, and birth dates that do not speak against it; something else is already the same."""
    differs = born is not None and other_born is not None and born != other_born
    return not differs and name_likeness(name, other) is Likeness.EXACT


def certain_person(session: Session, form: InterestForm) -> Person | None:
    """The one person in the files with this name and this birth date, e-mail or phone; None if none or several."""
    people = [person for person in _sharing(session, form) if _is_certain(form, person)]
    return people[0] if len(people) == 1 else None


def likely_people(session: Session, form: InterestForm) -> list[Likely]:
    """At most ten people, the certain ones first. Reads the names of the whole district."""
    sharing = {person.id: person for person in _sharing(session, form)}
    alike = _alike(session, form)
    missing = [key for key in alike if key not in sharing]
    sharing |= {person.id: person for person in _loaded(session, missing)}
    found = [
        _likely(form, person, alike.get(person.id, Likeness.DIFFERENT))
        for person in sharing.values()
        if person.id in alike or _shares_contact(form, person)
    ]
    return sorted(found, key=lambda one: (not one.is_certain, -len(one.why), str(one.person.id)))[:MOST]


def _alike(session: Session, form: InterestForm) -> dict[UUID, Likeness]:
    """People whose names are the same or alike. At least one word has to be the very same: that is quick to see."""
    columns = select(Person.id, Person.given_name, Person.family_name)
    words, found = set(name_words(form.name)), {}
    for row in session.execute(columns.where(Person.district_id == form.district_id)):
        name = f"{row.given_name} {row.family_name}"
        if not words.isdisjoint(name_words(name)):
            found[row.id] = name_likeness(form.name, name)
    return {key: likeness for key, likeness in found.items() if likeness is not Likeness.DIFFERENT}


def _loaded(session: Session, ids: list[UUID]) -> Iterable[Person]:
    query = select(Person).where(Person.id.in_(ids[:50])).options(selectinload(Person.contacts))
    return session.scalars(query).all()


def _sharing(session: Session, form: InterestForm) -> list[Person]:
    """People with the same e-mail, phone or birth date."""
    values = [value for value in (form.email, form.phone) if value]
    with_contact = select(ContactPoint.person_id).where(
        ContactPoint.district_id == form.district_id, ContactPoint.value.in_(values)
    )
    shared: list[ColumnElement[bool]] = [Person.id.in_(with_contact)] if values else []
    born = birth_date_of(form)
    if born is not None:
        shared.append(Person.birth_date == born)
    if not shared:
        return []
    query = select(Person).where(Person.district_id == form.district_id, or_(*shared))
    return list(session.scalars(query.options(selectinload(Person.contacts)).order_by(Person.id)))


def _is_certain(form: InterestForm, person: Person) -> bool:
    return _is_same(form.name, birth_date_of(form), person.name, person.birth_date)


def _shares_contact(form: InterestForm, person: Person) -> bool:
    return bool({form.email, form.phone} & {contact.value for contact in person.contacts})


def _likely(form: InterestForm, person: Person, likeness: Likeness) -> Likely:
    born, shares = birth_date_of(form), _shares_contact(form, person)
    same_birth = born is not None and born == person.birth_date
    signs = (
        (say("Same name"), likeness is Likeness.EXACT),
        (say("A name that is much alike"), likeness is Likeness.LIKE),
        (say("Same e-mail or phone"), shares),
        (say("Same birth date"), same_birth),
    )
    certain = (shares or same_birth) and _is_certain(form, person)
    return Likely(person=person, is_certain=certain, why=tuple(said for said, holds in signs if holds))
