"""S2 and S4 for the roll: employment excludes, likeness holds, and a provisional ballot follows what is decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import select

from ballot_service.models import (
    BallotLink,
    ContactKind,
    ContactPoint,
    Election,
    Person,
    PreElectionStatus,
    RecordedDecision,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.election_settings import ElectionSettings, VoterExclusionPolicy
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.employment import Position
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import issuing, nominating, registering, setting_up
from ballot_service.services.acting import Refused, acting
from ballot_service.services.nominating import Nomination
from tests.services.steps import (
    entry_of,
    refusal,
    sentences,
    up_to_open,
)
from tests.tallow_creek import OPENS, TallowCreek, at

NARROW = VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS
STAFF = VoterExclusionPolicy.ALL_STAFF
BROAD = VoterExclusionPolicy.DISTRICT_PERSONNEL
MAY, OUT = RollStatus.ELIGIBLE, RollStatus.EXCLUDED
S4: dict[str, tuple[Position | None, bool | None, tuple[RollStatus, RollStatus, RollStatus]]] = {
    "cafeteria": (Position.CAFETERIA, None, (MAY, OUT, OUT)),
    "bus driver": (Position.TRANSPORTATION, None, (MAY, OUT, OUT)),
    "contractor": (Position.CONTRACTOR, None, (MAY, MAY, MAY)),
    "contractor on the payroll": (Position.CONTRACTOR, True, (MAY, OUT, OUT)),
    "assistant teacher": (Position.ASSISTANT_TEACHER, None, (MAY, OUT, OUT)),
    "teacher": (Position.TEACHER, None, (OUT, OUT, OUT)),
    "principal": (Position.ADMINISTRATOR, None, (OUT, OUT, OUT)),
    "board member": (Position.BOARD_MEMBER, None, (MAY, MAY, OUT)),
    "retired teacher": (Position.RETIRED, None, (MAY, MAY, MAY)),
    "teacher elsewhere": (Position.OTHER_DISTRICT, None, (MAY, MAY, MAY)),
    "PTA president": (None, None, (MAY, MAY, MAY)),
}


@pytest.mark.parametrize("policy", [NARROW, STAFF, BROAD])
def test_s4_every_kind_of_work_under_each_policy(creek: TallowCreek, policy: VoterExclusionPolicy) -> None:
    election = creek.election(settings=ElectionSettings(voter_exclusion_policy=policy))
    column = [NARROW, STAFF, BROAD].index(policy)
    names = {}
    for number, (kind, (position, on_payroll, _)) in enumerate(S4.items()):
        person = creek.guardian(f"Given{number}", f"Family{number:02}x", date(1980, 1, number + 1))
        names[kind] = person
        if position is not None:
            creek.employ(person, position, on_payroll)
    registering.build_roll(creek.session, election, now=at(11, 3))
    found = {kind: entry_of(creek.session, election, person) for kind, person in names.items()}
    assert {kind: entry.status for kind, entry in found.items()} == {
        kind: expected[column] for kind, (_, _, expected) in S4.items()
    }
    assert "needs_review_contractor" in found["contractor"].codes["codes"]
    if policy is STAFF:
        assert found["board member"].codes["codes"] == ["note_board_member"]
    issuing.issue_links(creek.session, election, now=at(11, 3))
    out = {kind for kind, (_, _, expected) in S4.items() if expected[column] is OUT}
    assert {kind for kind, entry in found.items() if not _links(creek, entry)} == out


def _links(creek: TallowCreek, entry: VoterRollEntry) -> list[BallotLink]:
    return list(creek.session.scalars(select(BallotLink).where(BallotLink.roll_entry_id == entry.id)))


def test_s2_the_teacher_who_lives_here(creek: TallowCreek) -> None:
    educators = SeatPlan(group=SeatGroupKind.EDUCATORS, seats=1)
    election = creek.election(more=(educators,))
    teacher = creek.guardian("Tina", "Stone", date(1985, 4, 2))
    creek.employ(teacher, Position.TEACHER)
    husband = creek.guardian("Walt", "Stone", date(1984, 1, 1))
    tenant = creek.guardian("Uma", "Field")
    for person in (teacher, husband, tenant):  # one household, one phone
        creek.session.add(
            ContactPoint(
                district_id=creek.district.id,
                person_id=person.id,
                kind=ContactKind.PHONE,
                value="+16015550111",
            )
        )
    creek.session.flush()
    creek.session.expire_all()
    registering.build_roll(creek.session, election, now=at(11, 3))
    hers = entry_of(creek.session, election, teacher)
    assert (hers.status, hers.codes["codes"]) == (OUT, ["voter_excluded_staff"])
    kept = creek.session.scalars(select(RecordedDecision).where(RecordedDecision.subject_id == hers.id)).one()
    (reason,) = kept.answer["reasons"]
    assert "You may still be nominated." in reason["sentence"]
    assert reason["remedy"] == "If this is wrong, ask for a review by Tue 18 Nov 2025."
    assert "Tina" not in str(kept.facts)
    assert "1985" not in str(kept.facts)
    his = entry_of(creek.session, election, husband)
    assert (his.status, his.codes["codes"]) == (MAY, []), "another birth date: the shared phone says nothing"
    theirs = entry_of(creek.session, election, tenant)
    assert (theirs.status, theirs.codes["codes"]) == (RollStatus.HELD, ["held_contact_on_staff_list"])
    issuing.issue_links(creek.session, election, now=at(11, 13))
    assert not _links(creek, hers)
    _stands_for_seats(creek, election, teacher)


def _stands_for_seats(creek: TallowCreek, election: Election, teacher: Person) -> None:
    """Accepted for the educators' seat, refused for the community's, accepted with a mark for the parents'."""
    form = Nomination(name="Tina Stone", consent=Consent.PENDING)
    filed = {
        contest.seat_group.kind: nominating.file_nomination(
            creek.session, contest, teacher, form, now=at(10, 20)
        )
        for contest in election.contests
    }
    assert filed[SeatGroupKind.EDUCATORS].pre_election_status is PreElectionStatus.QUALIFIED
    parent = filed[SeatGroupKind.PARENTS]
    assert (parent.pre_election_status, parent.is_personnel) == (PreElectionStatus.QUALIFIED, True)
    community = filed[SeatGroupKind.COMMUNITY]
    assert community.pre_election_status is PreElectionStatus.REFUSED
    kept = creek.session.scalars(
        select(RecordedDecision).where(RecordedDecision.subject_id == community.id)
    ).one()
    objections = [r["sentence"] for r in kept.answer["reasons"] if r["weight"] == "refuses"]
    assert len(objections) == 2, "employed by the school system, and a child enrolled"


def test_s2_a_husband_without_a_shared_contact_and_a_namesake_are_voters(creek: TallowCreek) -> None:
    election = creek.election()
    creek.employ(creek.person("Tina", "Stone", date(1985, 4, 2)), Position.TEACHER)
    husband = creek.guardian("Walt", "Stone", date(1984, 1, 1))
    namesake = creek.guardian("Nora", "Stone", date(1990, 9, 9))
    unknown = creek.guardian("Olga", "Stone")
    same = creek.guardian("Pia", "Stone", date(1985, 4, 2))
    for person in (namesake, unknown, same):
        person.given_name = "Tina"
    creek.session.flush()
    registering.build_roll(creek.session, election, now=at(11, 3))
    statuses = {
        person.id: entry_of(creek.session, election, person).status
        for person in (husband, namesake, same, unknown)
    }
    assert statuses == {husband.id: MAY, namesake.id: MAY, same.id: OUT, unknown.id: RollStatus.HELD}


def test_building_twice_adds_nobody_twice_and_later_guardians_once(creek: TallowCreek) -> None:
    election = creek.election()
    creek.guardian("Ana", "Ruiz")
    creek.guardian("Bo", "Lee")
    assert registering.build_roll(creek.session, election, now=at(11, 3)) == 2
    assert registering.build_roll(creek.session, election, now=at(11, 3)) == 0
    creek.guardian("Cy", "Hart")
    assert registering.build_roll(creek.session, election, now=at(11, 4)) == 1
    assert len(registering.roll(creek.session, election)) == 3


def test_the_payroll_of_the_day_the_roll_closes_decides(creek: TallowCreek) -> None:
    election = creek.election()
    gone, coming, last_day = (creek.guardian(f"G{n}", f"Fam{n}ily", date(1980, 1, n)) for n in (1, 2, 3))
    for person in (gone, coming, last_day):
        creek.employ(person, Position.CAFETERIA)
    gone.employments[0].until_on = date(2025, 11, 2)
    coming.employments[0].from_on = date(2025, 11, 4)
    last_day.employments[0].until_on = election.roll_closes_on
    creek.session.flush()
    registering.build_roll(creek.session, election, now=at(11, 3))
    assert [entry_of(creek.session, election, p).status for p in (gone, coming, last_day)] == [MAY, MAY, OUT]


def add(creek: TallowCreek, election: Election, given: str, family: str, now: datetime) -> VoterRollEntry:
    return registering.add_voter(
        creek.session,
        election,
        given_name=given,
        family_name=family,
        tie=CommunityTie.LIVES_HERE,
        language="en",
        now=now,
    )


def test_the_clerk_adds_people_who_are_screened_alike(creek: TallowCreek) -> None:
    election = creek.election()
    creek.employ(creek.person("Tina", "Stone", date(1985, 4, 2)), Position.TEACHER)
    plain = add(creek, election, "Otto", "Baker", at(11, 3))
    alike = add(creek, election, "Tina", "Stone", at(11, 3))
    assert (plain.status, alike.status) == (MAY, RollStatus.HELD)


def test_the_roll_is_frozen_when_voting_opens(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election())
    add(creek, election, "Late", "Comer", at(11, 18, 6, 59))
    size = len(registering.roll(creek.session, election))
    creek.guardian("Later", "Still")
    acts: tuple[Callable[[], object], ...] = (
        lambda: add(creek, election, "Too", "Late", OPENS),
        lambda: registering.build_roll(creek.session, election, now=OPENS),
    )
    for act in acts:
        with pytest.raises(Refused) as caught:
            act()
        assert refusal(caught).codes == ("roll_frozen",)
        assert sentences(refusal(caught)) == [
            "The roll has been frozen since Tue 18 Nov 2025, 7:00 a.m. Central time, when voting opened."
        ]
    assert len(registering.roll(creek.session, election)) == size


def test_the_policy_is_frozen_with_the_first_link(creek: TallowCreek) -> None:
    election = creek.election()
    creek.guardian("Ana", "Ruiz")
    registering.build_roll(creek.session, election, now=at(10, 2))
    setting_up.change_setting(creek.session, election, "voter_exclusion_policy", NARROW, now=at(10, 2))
    assert election.settings["voter_exclusion_policy"] == NARROW
    issuing.issue_links(creek.session, election, now=at(10, 3))
    creek.session.commit()
    with pytest.raises(Refused) as caught, acting(creek.session, at(10, 4)):
        setting_up.change_setting(creek.session, election, "voter_exclusion_policy", BROAD, now=at(10, 4))
    assert refusal(caught).codes == ("setting_frozen",)
    creek.session.expire_all()
    assert election.settings["voter_exclusion_policy"] == NARROW
