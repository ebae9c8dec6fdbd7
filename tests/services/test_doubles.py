"""Two lines of one person become one voter, with both sources kept; two people with like names stay two."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from ballot_service.models import (
    CastVoteRecord,
    ContactKind,
    ContactPoint,
    Disposition,
    DispositionKind,
    Election,
    Person,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.decision import Outcome
from ballot_service.rules.eligibility import CommunityTie, may_vote
from ballot_service.rules.employment import Position
from ballot_service.services import issuing, registering, registrations
from ballot_service.services.acting import Refused
from ballot_service.services.roll_screening import recorded_voter_facts, screen_again
from tests.services.steps import SIX, cast, close_and_count, entry_of, refusal, up_to_open
from tests.tallow_creek import CLOSES, TallowCreek, at

CLERK = uuid4()
NOW, LATER = at(11, 10), at(11, 11)


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    return creek.election()


def add(
    creek: TallowCreek,
    election: Election,
    name: str,
    phone: str = "",
    born: date | None = None,
) -> VoterRollEntry:
    given, _, family = name.rpartition(" ")
    entry = registering.add_voter(
        creek.session,
        election,
        given_name=given,
        family_name=family,
        tie=CommunityTie.LIVES_HERE,
        language="en",
        contacts=[(ContactKind.PHONE, phone)] if phone else [],
        birth_date=born,
        now=NOW,
        by=CLERK,
    )
    creek.session.commit()
    return entry


def on_roll(creek: TallowCreek, election: Election, name: str, phone: str = "") -> VoterRollEntry:
    given, _, family = name.rpartition(" ")
    person = creek.guardian(given, family)
    if phone:
        reach(creek, person, phone)
    registering.build_roll(creek.session, election, now=NOW)
    creek.session.commit()
    return entry_of(creek.session, election, person)


def reach(creek: TallowCreek, person: Person, phone: str) -> None:
    person.contacts.append(ContactPoint(district_id=person.district_id, kind=ContactKind.PHONE, value=phone))
    creek.session.flush()


def names(creek: TallowCreek, election: Election) -> list[set[str]]:
    pairs = registrations.likely_doubles(creek.session, election)
    return [{pair.one.person.name, pair.other.person.name} for pair in pairs]


def merge(
    creek: TallowCreek, election: Election, one: VoterRollEntry, other: VoterRollEntry
) -> VoterRollEntry:
    kept = registrations.merge(
        creek.session, election, one, other, "Same house, same voice on the phone.", now=LATER, by=CLERK
    )
    creek.session.commit()
    return kept


def test_two_spellings_on_one_phone_are_proposed_and_put_together(
    creek: TallowCreek, election: Election
) -> None:
    first = on_roll(creek, election, "Guadalupe Hernández Ortiz", "+16015550101")
    second = add(creek, election, "Guadalupe Hernandes", "+16015550101")
    assert second.status is RollStatus.HELD
    assert names(creek, election) == [{"Guadalupe Hernández Ortiz", "Guadalupe Hernandes"}]
    issuing.issue_links(creek.session, election, now=NOW)
    assert merge(creek, election, second, first) is first
    assert (second.status, second.merged_into_id) == (RollStatus.EXCLUDED, first.id)
    assert second.person.source == "clerk", "both sources stay as they came"
    assert all(link.revoked_at for link in second.links)
    assert names(creek, election) == []
    facts = recorded_voter_facts(creek.session, second)
    assert facts is not None
    assert may_vote(facts).outcome is Outcome.REFUSED


def test_a_new_phone_of_a_known_voter_reaches_the_kept_line(creek: TallowCreek, election: Election) -> None:
    first = on_roll(creek, election, "Ana Ruiz", "+16015550101")
    second = add(creek, election, "Ana Ruiz", "+16015550999")
    merge(creek, election, first, second)
    assert {contact.value for contact in first.person.contacts} == {"+16015550101", "+16015550999"}


def test_screening_again_does_not_part_them(creek: TallowCreek, election: Election) -> None:
    first, second = on_roll(creek, election, "Ana Ruiz"), add(creek, election, "Ana Ruiz")
    merge(creek, election, first, second)
    screen_again(creek.session, election, now=NOW)
    assert (first.status, second.status) == (RollStatus.ELIGIBLE, RollStatus.EXCLUDED)


def test_two_people_stay_two_and_are_not_proposed_again(creek: TallowCreek, election: Election) -> None:
    first, second = on_roll(creek, election, "Ana Ruiz"), add(creek, election, "Ana Ruiz")
    assert second.status is RollStatus.HELD
    registrations.keep_apart(
        creek.session, election, first, second, "Aunt and niece: both came in.", now=NOW, by=CLERK
    )
    assert second.status is RollStatus.ELIGIBLE
    assert names(creek, election) == []


def test_namesakes_of_the_files_alone_are_not_proposed(creek: TallowCreek, election: Election) -> None:
    """The district's own files tell its guardians apart by number; a household's phone does not make one of two."""
    on_roll(creek, election, "Ana Ruiz", "+16015550101")
    on_roll(creek, election, "Ruiz Ana", "+16015550102")
    on_roll(creek, election, "Bo Ruiz", "+16015550101")
    assert names(creek, election) == []


def test_a_like_name_with_another_birth_date_is_somebody_else(creek: TallowCreek, election: Election) -> None:
    add(creek, election, "Cy Hart Sr", "+16015550101", date(1960, 1, 1))
    son = add(creek, election, "Cy Hart Jr", "+16015550101", date(1990, 1, 1))
    assert son.status is RollStatus.ELIGIBLE
    assert names(creek, election) == []


def test_whoever_is_staff_under_one_spelling_may_not_vote_under_another(
    creek: TallowCreek, election: Election
) -> None:
    teacher = creek.employ(creek.guardian("Grace", "Tull"), Position.TEACHER)
    registering.build_roll(creek.session, election, now=NOW)
    out, other = entry_of(creek.session, election, teacher), add(creek, election, "Gracie Tulle")
    assert out.status is RollStatus.EXCLUDED
    assert other.status is not RollStatus.EXCLUDED
    kept = merge(creek, election, other, out)
    assert kept is out
    assert other.status is RollStatus.EXCLUDED


def test_the_line_that_voted_stays_and_a_second_ballot_is_set_aside(creek: TallowCreek) -> None:
    """Voted as herself, and again as a second line that waited for a decision: one ballot counts."""
    election = creek.election()
    double = creek.guardian("Ana", "Ruiz Vela")
    reach(creek, double, "+16015550101")
    on_first = registering.add_voter(
        creek.session,
        election,
        given_name="Anna",
        family_name="Ruiz Vela",
        tie=CommunityTie.LIVES_HERE,
        language="en",
        contacts=[(ContactKind.PHONE, "+16015550101")],
        now=at(11, 3, 8),
    )
    up_to_open(creek, election, voters=3)
    first, second = entry_of(creek.session, election, double), on_first
    cast(creek.session, election, second, SIX[:1])
    cast(creek.session, election, first, SIX[1:2])
    for number in range(3):
        cast(creek.session, election, entry_of(creek.session, election, f"Voter{number}"), SIX[:2])
    kept = registrations.merge(
        creek.session, election, first, second, "One person.", now=at(11, 25), by=CLERK
    )
    creek.session.commit()
    assert kept is first
    kinds = [row.kind for row in creek.session.scalars(select(Disposition))]
    assert kinds[-1] is DispositionKind.DUPLICATE
    close_and_count(creek.session, election, now=at(12, 13))
    records = creek.session.scalar(select(func.count()).select_from(CastVoteRecord))
    assert records == 4, "the ballot set aside is not opened"
    assert (first.counted, second.counted) == (True, False)


def test_after_somebody_signed_nothing_is_put_together(creek: TallowCreek, election: Election) -> None:
    first, second = on_roll(creek, election, "Ana Ruiz"), add(creek, election, "Ana Ruiz")
    election.certified_at = CLOSES
    creek.session.flush()
    with pytest.raises(Refused) as caught:
        registrations.merge(creek.session, election, first, second, "Late.", now=CLOSES, by=CLERK)
    assert refusal(caught).codes == ("result_certified",)
