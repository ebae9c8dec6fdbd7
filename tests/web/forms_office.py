"""A clerk's office with an election that has a seat for students, and people who send forms to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import FormState, InterestForm
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.databases import Database
from tests.tallow_creek import at
from tests.web.clerk_office import Office, open_office

SENT = at(10, 20, 10)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    more = (SeatPlan(group=SeatGroupKind.STUDENTS, seats=1),)
    opened = open_office(database.url, tmp_path, more=more)
    opened.move_to(SENT)
    return opened


def contest(office: Office, group: SeatGroupKind) -> str:
    with office.session() as session:
        return str(next(c.id for c in office.election(session).contests if c.seat_group.kind is group))


def web_form(office: Office, group: SeatGroupKind = SeatGroupKind.PARENTS, **changed: str) -> InterestForm:
    """Somebody without an account sends a complete form."""
    with office.session() as session:
        school = str(office.election(session).council.school_id)
    typed = {
        "contest": contest(office, group),
        "by": "self",
        "given_name": "Ana",
        "family_name": "Ruiz",
        "email": "ana@example.org",
        "language": "es",
        "child_school": school,
        "student_school": school,
        "child_name": "Leo",
        "leads_parent_group": "no",
        "child_enrolled": "no",
        "employed": "no",
        "birth_date": "2013-02-20",
        "guardian_name": "Di Ruiz",
        "guardian_contact": "601-555-0177",
        "signature": "y",
        **changed,
    }
    client, path = office.app.test_client(), f"/elections/{office.election_id}/interest"
    key = re.findall(r'name="key" value="([^"]+)"', client.get(path).text)[0]
    answer = client.post(path, data={**typed, "key": key, "step": "check", "action": "send"})
    assert 'id="receipt"' in answer.text, answer.text
    return newest(office)


def newest(office: Office) -> InterestForm:
    with office.session() as session:
        form = session.scalars(select(InterestForm).order_by(InterestForm.filed_at.desc())).first()
        assert form is not None
        session.expunge(form)
        return form


def state(office: Office, form: InterestForm) -> FormState:
    with office.session() as session:
        return session.get_one(InterestForm, form.id).state
