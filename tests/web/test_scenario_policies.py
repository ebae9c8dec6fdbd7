"""S4 by pages: the same eleven people under each policy; who may not vote may still stand; the policy is said."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from ballot_service.models import BallotLink, Candidate, PreElectionStatus, VoterRollEntry
from ballot_service.rules.election_settings import VoterExclusionPolicy
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.databases import Database
from tests.services.test_roll import MAY, OUT, S4
from tests.tallow_creek import NOTICE, TallowCreek, at
from tests.web.clerk_office import Office, open_office
from tests.web.forms_office import contest

POLICIES = (
    VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS,
    VoterExclusionPolicy.ALL_STAFF,
    VoterExclusionPolicy.DISTRICT_PERSONNEL,
)
NOTICES = (
    "Teachers and administrators of the school or district may not vote.",
    "People who work for the school or district may not vote.",
    "school board",
)
WORDS = {MAY: "may vote", OUT: "may not vote"}
STANDING = ("cafeteria", "teacher", "board member")
"""Who stands for a parent seat in this test; whether they may vote differs from policy to policy."""


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(database.url, tmp_path)


def people(office: Office) -> dict[str, UUID]:
    """A guardian of each kind of work, as the district's files have them."""
    found = {}
    with office.session() as session:
        creek = TallowCreek.found(session, office.election(session))
        for number, (kind, (position, on_payroll, _)) in enumerate(S4.items()):
            person = creek.guardian(f"Given{number}", f"Family{number:02}x", date(1980, 1, number + 1))
            if position is not None:
                creek.employ(person, position, on_payroll)
            found[kind] = person.id
    return found


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(POLICIES[0], marks=pytest.mark.acceptance),
        POLICIES[1],
        pytest.param(POLICIES[2], marks=pytest.mark.acceptance),
    ],
)
def test_everybody_under_each_policy(office: Office, policy: VoterExclusionPolicy) -> None:
    column, known = POLICIES.index(policy), people(office)
    office.post("/settings/voter_exclusion_policy", value=policy.value)
    office.move_to(at(10, 20))
    office.post("/roll/build", page="/roll")
    assert statuses(office, known) == {kind: expected[column] for kind, (_, _, expected) in S4.items()}

    seats = f"/nominees/contests/{contest(office, SeatGroupKind.PARENTS)}/new"
    for kind in STANDING:
        there = f"{seats}?person={known[kind]}"
        page = office.post(there, name=f"Neighbor {kind}", acceptance="accepted")
        assert "is on the ballot." in page, kind
    with office.session() as session:
        stands = select(Candidate).where(Candidate.pre_election_status == PreElectionStatus.QUALIFIED)
        assert len(session.scalars(stands).all()) == len(STANDING)

    told = office.app.test_client().get(f"/elections/{office.election_id}/notices?lang=en").text
    assert NOTICES[column] in told
    _issue(office)
    with office.session() as session:
        linked = {row.roll_entry.person_id for row in session.scalars(select(BallotLink))}
    assert {kind for kind, person in known.items() if person not in linked} == {
        kind for kind, (_, _, expected) in S4.items() if expected[column] is OUT
    }
    other = POLICIES[column - 1].value
    refused = office.post("/settings/voter_exclusion_policy", "/settings/ballot_order", 409, value=other)
    assert "cannot change after the first ballot link was issued" in refused


def statuses(office: Office, known: dict[str, UUID]) -> dict[str, object]:
    """Where each stands, and that the clerk's export of the roll says the same."""
    with office.session() as session:
        rows = {row.person_id: row for row in session.scalars(select(VoterRollEntry))}
        found = {kind: rows[person].status for kind, person in known.items()}
        names = {rows[person].person.family_name: found[kind] for kind, person in known.items()}
    lines = list(csv.reader(io.StringIO(office.client.get(office.path("/roll.csv")).text.lstrip("\ufeff"))))
    for family, status in names.items():
        line = next(each for each in lines if any(family in cell for cell in each))
        assert any(cell.casefold() == WORDS[status] for cell in line), line
    return dict(found)


def _issue(office: Office) -> None:
    with office.session() as session:
        election = office.election(session)
        creek = TallowCreek.found(session, election)
        creek.notify(election, NOTICE)
        creek.freeze(election)
    office.move_to(at(11, 13))
    office.post("/links/issue")
