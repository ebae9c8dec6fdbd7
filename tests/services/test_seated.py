"""The guidance's recommendations looked at again on those who are seated, the appointed liaison included (1.15)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import Election, RecordedDecision, Role
from ballot_service.rules.composition import CompositionMoment, GroupCount
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import ElectionSettings, Electorate
from ballot_service.rules.presets import CouncilKind, SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.services import setting_up
from ballot_service.services.acting import Refused
from ballot_service.services.appointing import appoint
from ballot_service.services.certifying import seated_warnings
from ballot_service.services.freezing import ballot_warnings
from ballot_service.services.seating import seated_facts
from tests.services.steps import (
    cast,
    close_and_count,
    refusal,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import CERTIFY, CLOSES, FORMS_CLOSE, FORMS_OPEN, OPENS, SET_UP, TallowCreek

LIAISON = SeatPlan(group=SeatGroupKind.LIAISON, seats=1, selection=SelectionMethod.APPOINTMENT)


def voted(creek: TallowCreek) -> Election:
    """Three stand for two parent seats, one of them works for the district; nobody stands for the community seat."""
    names = ("Ana Ruiz", "Bo Lee", "Cy Hart")
    election = up_to_open(creek, creek.election(parents=2, more=(LIAISON,)), voters=12, nominees=names)
    next(c for c in election.contests[0].candidates if c.name == "Bo Lee").is_personnel = True
    for entry in with_links(creek.session, election):
        cast(creek.session, election, entry, names[:2])
    return election


def liaison(creek: TallowCreek, from_on: date = date(2025, 10, 1)) -> None:
    appoint(
        creek.session,
        creek.district,
        email="lena@tallow-creek.example.org",
        name="Lena Liaison",
        role=Role.STAFF_LIAISON,
        is_employee=True,
        from_on=from_on,
        now=SET_UP,
    )


def test_nothing_is_said_while_nobody_may_know_who_won(creek: TallowCreek) -> None:
    election = voted(creek)
    assert seated_warnings(creek.session, election, CERTIFY) == Decision()


def test_an_election_beside_it_fills_its_own_seats(creek: TallowCreek) -> None:
    """Students choose theirs in an election of their own: no warning that they are missing, before and after."""
    students = SeatPlan(group=SeatGroupKind.STUDENTS, seats=2, selection=SelectionMethod.STUDENT_VOTE)
    election = creek.election(parents=2, more=(students,))
    creek.council.kind = CouncilKind.HIGH
    assert {"too_few_students", "groups_absent"} <= set(ballot_warnings(creek.session, election).codes)
    beside = setting_up.create_election(
        creek.session,
        creek.council,
        title="Students of Cypress",
        nominations_open_at=FORMS_OPEN,
        nominations_close_at=FORMS_CLOSE,
        opens_at=OPENS,
        closes_at=CLOSES,
        roll_closes_on=date(2025, 11, 3),
        settings=ElectionSettings(electorate=Electorate.STUDENTS),
        now=SET_UP,
    )
    assert "too_few_students" not in ballot_warnings(creek.session, election).codes
    absent = [str(each.sentence) for each in ballot_warnings(creek.session, beside).reasons]
    assert not any("Parents" in sentence for sentence in absent)
    up_to_open(creek, election, voters=4, nominees=("Ana Ruiz", "Bo Lee"))
    close_and_count(creek.session, election)
    assert "too_few_students" not in seated_warnings(creek.session, election, CERTIFY).codes
    beside.cancelled_at, beside.cancelled_because = CERTIFY, "Nobody stands."
    assert "too_few_students" in seated_warnings(creek.session, election, CERTIFY).codes


def test_those_elected_and_the_appointed_liaison_are_looked_at(creek: TallowCreek) -> None:
    election = voted(creek)
    close_and_count(creek.session, election)
    before = seated_facts(creek.session, election, CERTIFY)
    assert before is not None
    assert before.groups == (
        GroupCount(group=SeatGroupKind.PARENTS, places=2, personnel=1, voting=2),
        GroupCount(group=SeatGroupKind.COMMUNITY, places=0),
        GroupCount(group=SeatGroupKind.LIAISON, places=0),
    )
    liaison(creek)
    after = seated_facts(creek.session, election, CERTIFY)
    assert after is not None
    assert after.groups[2] == GroupCount(group=SeatGroupKind.LIAISON, places=1, personnel=1, voting=1)
    said = [str(each.sentence) for each in seated_warnings(creek.session, election, CERTIFY).reasons]
    assert "This council has 3 members. The state recommends 10 to 12." in said
    assert any(each.startswith("2 of 3 are people who work for the school or district.") for each in said)
    assert any("Community members" in each for each in said)


def test_an_office_that_begins_later_is_not_counted(creek: TallowCreek) -> None:
    election = voted(creek)
    close_and_count(creek.session, election)
    liaison(creek, from_on=date(2025, 12, 16))
    seated = [seated_facts(creek.session, election, day) for day in (CERTIFY, CERTIFY + timedelta(days=1))]
    assert [facts.groups[2].places for facts in seated if facts] == [0, 1]


def test_the_warnings_are_kept_with_the_certificate_and_do_not_stop_it(
    creek: TallowCreek, tmp_path: Path
) -> None:
    election = voted(creek)
    close_and_count(creek.session, election)
    sign_and_certify(creek.session, election, tmp_path, CERTIFY)
    kept = creek.session.scalars(
        select(RecordedDecision).where(RecordedDecision.rule == "council_composition")
    ).all()
    assert CompositionMoment.SEATED in {record.facts["moment"] for record in kept}
    assert "size_outside_recommendation" in seated_warnings(creek.session, election, CERTIFY).codes


def test_settings_that_make_no_sense_make_no_election(creek: TallowCreek) -> None:
    with pytest.raises(Refused) as caught:
        creek.election(settings=ElectionSettings(personnel_warning_percent=-1))
    assert refusal(caught).codes == ("setting_too_low",)
