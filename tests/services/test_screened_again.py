"""A new policy or a newer staff list reaches those who are on the roll already (1.12, S4)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Account, BallotLink, Person, RollStatus, VoterRollEntry
from ballot_service.rules.election_settings import ElectionSettings, VoterExclusionPolicy
from ballot_service.rules.employment import Position
from ballot_service.services import holding, issuing, registering, setting_up
from tests.tallow_creek import TallowCreek, at

NARROW = ElectionSettings(voter_exclusion_policy=VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS)


def status_of(session: Session, person: Person) -> RollStatus:
    return session.scalars(select(VoterRollEntry).where(VoterRollEntry.person_id == person.id)).one().status


def test_a_changed_policy_screens_the_roll_again(session: Session) -> None:
    district = TallowCreek(session)
    election = district.election(settings=NARROW)
    cook = district.employ(district.guardian("Cora", "Cook"), Position.CAFETERIA)
    registering.build_roll(session, election, now=at(10, 20))
    assert status_of(session, cook) is RollStatus.ELIGIBLE
    setting_up.change_setting(session, election, "voter_exclusion_policy", "all_staff", now=at(10, 21))
    assert status_of(session, cook) is RollStatus.EXCLUDED


def test_a_newer_staff_list_counts_when_links_are_issued(session: Session) -> None:
    district = TallowCreek(session)
    election = district.election()
    parent = district.guardian("Nora", "New")
    registering.build_roll(session, election, now=at(10, 20))
    district.employ(parent, Position.TEACHER)
    issuing.issue_links(session, election, now=at(11, 12))
    assert status_of(session, parent) is RollStatus.EXCLUDED
    assert session.scalars(select(BallotLink)).all() == []


def test_what_a_person_decided_stands(session: Session) -> None:
    district = TallowCreek(session)
    election = district.election()
    district.employ(district.person("Sam", "Same", date(1980, 1, 1)), Position.TEACHER)
    namesake = district.guardian("Sam", "Same")
    registering.build_roll(session, election, now=at(10, 20))
    assert status_of(session, namesake) is RollStatus.HELD
    clerk = Account(email="c@example.org", name="C", fs_uniquifier="u" * 32, fs_webauthn_user_handle="h" * 32)
    session.add(clerk)
    session.flush()
    (entry,) = registering.held(session, election)
    holding.decide_held(session, election, entry, may=True, reason="asked", now=at(10, 21), by=clerk.id)
    assert registering.screen_again(session, election, now=at(10, 22)) == 0
    assert status_of(session, namesake) is RollStatus.ELIGIBLE
