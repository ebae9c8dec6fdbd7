"""Appointing people: one account each, several offices, and refusals that say what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import Account, Appointment, Council, District, Role
from ballot_service.rules.presets import CouncilKind
from ballot_service.services import trail
from ballot_service.services.accounts import BadAddress, close_account, find_account, normal_address
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.appointing import appoint, current_appointments, end_appointment
from ballot_service.services.districts import create_district
from tests.web.sign_in.scene import CLERK, START, TODAY, people_in_office


@pytest.fixture
def district(session: Session) -> District:
    return people_in_office(session)


def give(session: Session, district: District, **changes: Any) -> Appointment:
    facts: dict[str, Any] = {
        "email": "teller@tallowcreek.example",
        "name": "Sam Teller",
        "role": Role.TELLER,
        "is_employee": False,
        "from_on": TODAY,
        "now": START,
    }
    return appoint(session, district, **(facts | changes))


def codes(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    assert all(reason.remedy for reason in refused.value.decision.reasons)
    return refused.value.decision.codes


def test_one_account_holds_several_offices(session: Session, district: District) -> None:
    first = give(session, district)
    second = give(
        session, district, email=" Teller@TallowCreek.example", name="Other Name", role=Role.WITNESS
    )
    assert first.account_id == second.account_id
    account = find_account(session, "TELLER@tallowcreek.example")
    assert account is not None
    assert account.name == "Sam Teller"
    assert [a.role for a in current_appointments(session, account.id, TODAY)] == [Role.TELLER, Role.WITNESS]
    assert session.scalar(select(func.count()).select_from(Account)) == 3


def test_an_office_holds_from_its_first_day_until_before_its_last(
    session: Session, district: District
) -> None:
    office = give(session, district, from_on=date(2025, 11, 5), until_on=date(2025, 11, 7))
    held = {
        day: bool(current_appointments(session, office.account_id, date(2025, 11, day)))
        for day in range(4, 9)
    }
    assert held == {4: False, 5: True, 6: True, 7: False, 8: False}


def test_every_objection_is_heard_at_once(session: Session, district: District) -> None:
    with pytest.raises(Refused) as refused:
        give(session, district, email="nobody", until_on=TODAY)
    assert codes(refused) == ("address_unreadable", "ends_before_it_begins")


def test_the_same_office_twice_is_refused_while_the_days_overlap(
    session: Session, district: District
) -> None:
    give(session, district, from_on=TODAY, until_on=date(2026, 7, 1))
    with pytest.raises(Refused) as refused:
        give(session, district, from_on=date(2026, 6, 30))
    assert codes(refused) == ("already_appointed",)
    with pytest.raises(Refused):
        give(session, district, from_on=date(2025, 11, 1), until_on=date(2025, 11, 5))
    assert give(session, district, from_on=date(2025, 11, 1), until_on=TODAY).until_on == TODAY
    assert give(session, district, from_on=date(2026, 7, 1)).until_on is None


def test_an_office_for_one_council_is_another_office(session: Session, district: District) -> None:
    council = Council(district_id=district.id, name="Cypress", kind=CouncilKind.ELEMENTARY)
    session.add(council)
    session.flush()
    give(session, district)
    assert give(session, district, council=council).council_id == council.id
    with pytest.raises(Refused) as refused:
        give(session, district, council=council)
    assert codes(refused) == ("already_appointed",)


def test_a_closed_account_gets_no_office(session: Session, district: District) -> None:
    account = find_account(session, CLERK)
    assert account is not None
    close_account(session, district, account, now=START)
    with pytest.raises(Refused) as refused:
        give(session, district, email=CLERK)
    assert codes(refused) == ("account_closed",)


def test_districts_stay_apart(session: Session, district: District) -> None:
    other = create_district(
        session, slug="elm", name="Elm", phone="601-555-0199", postal_address="2 Elm Street", now=START
    )
    council = Council(district_id=other.id, name="Elm", kind=CouncilKind.DISTRICT)
    session.add(council)
    session.flush()
    office = give(session, district)
    account = session.get(Account, office.account_id)
    assert account is not None
    with pytest.raises(NotFound):
        give(session, district, council=council)
    with pytest.raises(NotFound):
        end_appointment(session, other, office.id, until_on=TODAY, now=START)
    with pytest.raises(NotFound):
        close_account(session, other, account, now=START)


def test_an_office_is_ended_with_a_day_and_a_trail(session: Session, district: District) -> None:
    office = give(session, district)
    end_appointment(session, district, office.id, until_on=date(2025, 12, 1), now=START)
    assert office.until_on == date(2025, 12, 1)
    with pytest.raises(Refused) as refused:
        end_appointment(session, district, office.id, until_on=date(2025, 11, 3), now=START)
    assert codes(refused) == ("ends_before_it_begins",)
    acts = [entry.act for entry in trail.entries(session, district.id)]
    assert acts == ["create_district", "appoint", "appoint", "appoint", "end_appointment"]


def test_the_trail_keeps_names_apart(session: Session, district: District) -> None:
    give(session, district)
    kept = str([entry.document for entry in trail.entries(session, district.id)])
    assert "Sam Teller" not in kept
    assert "teller@" not in kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Pat@School.example ", "pat@school.example"),
        ("maría@escuela.example", "maría@escuela.example"),
        ("a.b+c@x.example", "a.b+c@x.example"),
    ],
)
def test_addresses_have_one_spelling(typed: str, kept: str) -> None:
    assert normal_address(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "pat", "pat@", "@x.example", "pat@x", "pat@x.example\nBcc: a@b.example", "a b@x.example"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        normal_address(typed)
