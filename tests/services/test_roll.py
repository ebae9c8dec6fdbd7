"""S2 and S4 for the roll: employment excludes, likeness holds, and a provisional ballot follows what is decided."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.database import sessions
from ballot_service.links import Purpose
from ballot_service.models import (
    BallotLink,
    ContactKind,
    ContactPoint,
    Disposition,
    DispositionKind,
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
from ballot_service.services import issuing, nominating, registering, setting_up, voting
from ballot_service.services.acting import Refused, acting
from ballot_service.services.issuing import LinkRevoked, open_link
from ballot_service.services.nominating import Nomination
from ballot_service.services.reconciling import ballot_account, dispositions
from tests.databases import Database
from tests.services.steps import (
    HELD_NAME,
    LINKS,
    VOTED,
    cast,
    decide,
    entry_of,
    opened,
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


@pytest.fixture
def creek(session: Session) -> TallowCreek:
    return TallowCreek(session)


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


def test_the_clerk_adds_people_who_are_screened_alike(creek: TallowCreek) -> None:
    election = creek.election()
    creek.employ(creek.person("Tina", "Stone", date(1985, 4, 2)), Position.TEACHER)
    facts = {"tie": CommunityTie.LIVES_HERE, "language": "en", "now": at(11, 3)}
    plain = registering.add_voter(creek.session, election, given_name="Otto", family_name="Baker", **facts)
    alike = registering.add_voter(creek.session, election, given_name="Tina", family_name="Stone", **facts)
    assert (plain.status, alike.status) == (MAY, RollStatus.HELD)


@pytest.mark.parametrize("may", [True, False])
def test_a_held_voters_ballot_follows_the_decision(creek: TallowCreek, may: bool) -> None:
    election = up_to_open(creek, creek.election(), held=True)
    session = creek.session
    entry = entry_of(session, election, HELD_NAME[0])
    given = cast(session, election, entry, ["Ana Ruiz"])
    assert given.is_provisional
    assert list(dispositions(session, election).values()) == [DispositionKind.PROVISIONAL]
    assert ballot_account(session, election).undecided == 1
    decide(session, election, may, at(11, 21))
    kind = DispositionKind.ACCEPTED if may else DispositionKind.NOT_ELIGIBLE
    assert list(dispositions(session, election).values()) == [kind]
    written = session.scalars(select(Disposition).order_by(Disposition.made_at)).all()
    assert [row.kind for row in written] == [DispositionKind.PROVISIONAL, kind], "append-only"
    with pytest.raises(Refused) as twice:
        decide(session, election, not may, at(11, 22))
    assert refusal(twice).codes == ("not_held",)


def test_whoever_is_found_to_be_staff_before_voting_cannot_vote_any_more(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election(), held=True)
    session = creek.session
    entry = entry_of(session, election, HELD_NAME[0])
    token = LINKS.token(Purpose.BALLOT, entry.links[0].key)
    before = open_link(session, LINKS, token, VOTED)
    decide(session, election, False, at(11, 19))
    with pytest.raises(LinkRevoked):
        open_link(session, LINKS, token, VOTED)
    with pytest.raises(LinkRevoked):
        voting.cast(session, before, {}, now=VOTED)
    session.rollback()
    assert ballot_account(session, election).received == 0
    with pytest.raises(Refused) as caught:
        issuing.reissue(session, election, entry, "Asked again.", now=at(11, 20))
    assert refusal(caught).codes == ("no_voter",)


def test_whoever_is_found_to_be_no_staff_votes_like_everybody(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election(), held=True)
    decide(creek.session, election, True, at(11, 19))
    entry = entry_of(creek.session, election, HELD_NAME[0])
    assert not cast(creek.session, election, entry, ["Ana Ruiz"]).is_provisional
    assert list(dispositions(creek.session, election).values()) == [DispositionKind.ACCEPTED]


def test_the_roll_is_frozen_when_voting_opens(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election())
    late = {"given_name": "Late", "family_name": "Comer", "tie": CommunityTie.LIVES_HERE, "language": "en"}
    registering.add_voter(creek.session, election, now=at(11, 18, 6, 59), **late)
    size = len(registering.roll(creek.session, election))
    creek.guardian("Later", "Still")
    for act in (
        lambda: registering.add_voter(creek.session, election, now=OPENS, **late),
        lambda: registering.build_roll(creek.session, election, now=OPENS),
    ):
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


def test_a_cast_and_a_decision_at_the_same_moment_end_with_a_decided_ballot(database: Database) -> None:
    """Whoever comes second sees what the first did: no ballot stays on hold for a voter who is decided."""
    engine = database.engine()
    with sessions(engine)() as voter:
        creek = TallowCreek(voter)
        election = up_to_open(creek, creek.election(), held=True)
        name = election.id

        def clerk_decides() -> None:
            with sessions(engine)() as clerk:
                decide(clerk, clerk.get_one(Election, name), False, at(11, 21))

        voting.cast(voter, opened(entry_of(voter, election, HELD_NAME[0]), election), {}, now=VOTED)
        deciding = Thread(target=clerk_decides)
        deciding.start()
        deciding.join(0.5)
        assert deciding.is_alive(), "the decision waits for the ballot that is on its way"
        voter.commit()
        deciding.join(20)
        assert list(dispositions(voter, election).values()) == [DispositionKind.NOT_ELIGIBLE]
        voter.rollback()
    engine.dispose()
