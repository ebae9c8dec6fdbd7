"""A ballot corrected while voting is open: nobody's other votes are lost, and the numbers still add up."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ballot_service.database import open_engine, sessions
from ballot_service.models import (
    AcceptedBallot,
    Appointment,
    CastVoteRecord,
    Contest,
    Election,
    Envelope,
    LaterBallot,
    Role,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.services import correcting, nominating, opening, trail, voting
from ballot_service.services.acting import Refused
from ballot_service.services.facts import contests_on, manifest_of
from ballot_service.services.nominating import Nomination
from ballot_service.services.reconciling import ballot_account
from ballot_service.services.voting import VotingNotOpen
from ballot_service.services.voting_again import cast_again, offered_again
from tests.services.correction_steps import AGAIN, CONFIRMED, ENTERED, PAUSED, Desk, again
from tests.services.steps import (
    HELD_NAME,
    SIX,
    cast,
    close_and_count,
    decide,
    entry_of,
    opened,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import CERTIFY, SECRET, TallowCreek, at

NEW = "Gil Rey"
NEIGHBORS = ("Hal Orr", "Ida Poe", "Jo Quist")


def two_contests(
    creek: TallowCreek, voters: int = 4, held: bool = False
) -> tuple[Election, Contest, Contest]:
    """An open vote on parents (2 seats, six names) and neighbors (1 seat, three names)."""
    election = creek.election(parents=2)
    parents, neighbors = election.contests[:2]
    creek.stand(neighbors, *NEIGHBORS)
    return up_to_open(creek, election, voters=voters, held=held), parents, neighbors


def votes(creek: TallowCreek, contest: Contest) -> dict[str, int]:
    names = {str(c.id): c.name for c in contest.candidates}
    rows = creek.session.scalars(select(CastVoteRecord).where(CastVoteRecord.contest_id == contest.id))
    return dict(Counter(names[mark] for row in rows for mark in row.selections["marks"]))


def voter(creek: TallowCreek, election: Election, number: int) -> VoterRollEntry:
    return entry_of(creek.session, election, f"Voter{number}")


def test_a_missing_name_is_added_and_only_its_contest_is_voted_on_again(
    creek: TallowCreek, tmp_path: Path
) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek)
    desk = Desk(creek, election)
    for number in (0, 1):
        cast(session, election, voter(creek, election, number), {parents: SIX[:2], neighbors: NEIGHBORS[:1]})
    row = desk.correct({parents: [NEW]})
    corrects = manifest_of(election).corrects
    assert corrects is not None
    assert corrects.contests == (str(parents.id),)
    assert row.manifest is not None
    assert row.manifest.version == 2
    assert [each.votes_allowed for each in contests_on(election, 1)] == [2, 1]
    # the first voter comes back, the second does not, the third votes for the first time
    offered = offered_again(session, opened(voter(creek, election, 0), election))
    assert offered is not None
    assert [each.contest for each in offered.contests] == [str(parents.id)]
    given_again = again(session, election, voter(creek, election, 0), {parents: [NEW]})
    assert not given_again.was_there_before
    assert again(session, election, voter(creek, election, 0), {parents: SIX[:1]}) == voting.Receipt(
        tracker=given_again.tracker, was_there_before=True, is_provisional=False
    )
    cast(session, election, voter(creek, election, 2), {parents: [NEW], neighbors: NEIGHBORS[1:2]}, AGAIN)
    assert offered_again(session, opened(voter(creek, election, 2), election)) is None
    cast(session, election, voter(creek, election, 3), {parents: [NEW, SIX[0]], neighbors: []}, AGAIN)
    close_and_count(session, election)
    assert votes(creek, parents) == {NEW: 3, SIX[0]: 2, SIX[1]: 1}
    assert votes(creek, neighbors) == {NEIGHBORS[0]: 2, NEIGHBORS[1]: 1}
    account = ballot_account(session, election)
    assert (account.received, account.accepted, account.counted, account.credited) == (4, 4, 4, 4)
    assert [(part.disposition, part.envelopes) for part in account.added] == [("accepted", 1)]
    assert session.scalars(select(LaterBallot.envelope_id)).all() == [], "not even who chose again is kept"
    assert set(session.scalars(select(AcceptedBallot.envelope_id))) == {None}
    assert sign_and_certify(session, election, tmp_path, CERTIFY).verified().is_good


def test_a_name_taken_off_counts_for_nobody_and_the_rest_stands(creek: TallowCreek, tmp_path: Path) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek)
    cast(session, election, voter(creek, election, 0), {parents: SIX[:2], neighbors: NEIGHBORS[:1]})
    cast(session, election, voter(creek, election, 1), {parents: SIX[1:3], neighbors: NEIGHBORS[:1]})
    Desk(creek, election).correct(remove=[SIX[0]])
    assert SIX[0] not in {one.name for each in manifest_of(election).voted for one in each.candidates}
    close_and_count(session, election)
    assert votes(creek, parents) == {SIX[1]: 2, SIX[2]: 1}
    rows = session.scalars(select(CastVoteRecord).where(CastVoteRecord.contest_id == parents.id))
    assert sorted((row.votes, row.overvotes, row.undervotes) for row in rows) == [(1, 0, 1), (2, 0, 0)]
    assert sign_and_certify(session, election, tmp_path, CERTIFY).verified().is_good


def test_those_who_stay_keep_their_order_and_the_new_place_is_logged(creek: TallowCreek) -> None:
    election, parents, _neighbors = two_contests(creek)
    before = [one.name for one in manifest_of(election).voted[0].candidates]
    Desk(creek, election).correct({parents: [NEW]})
    after = [one.name for one in manifest_of(election).voted[0].candidates]
    assert [name for name in after if name != NEW] == before
    drawn = [e for e in trail.entries(creek.session, election.id) if e.act == "draw_ballot_order"][-1]
    assert len(drawn.document["details"]["order"]) == len(after)


def test_while_voting_is_paused_nobody_votes_and_names_may_change(creek: TallowCreek) -> None:
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    with pytest.raises(Refused):
        creek.stand(parents, NEW)
    session.rollback()
    desk = Desk(creek, election)
    desk.pause()
    assert not election.is_open(PAUSED)
    with pytest.raises(VotingNotOpen):
        voting.cast(session, opened(voter(creek, election, 0), election), {}, now=ENTERED)
    with pytest.raises(Refused) as caught:
        desk.pause()
    assert caught.value.decision.codes == ("correction_paused_already",)
    session.rollback()
    (row,) = correcting.corrections(session, election)
    desk.enter()
    desk.confirm(row)
    assert election.is_open(CONFIRMED)
    assert len(election.manifests) == 1
    assert row.manifest is None


def test_a_ballot_that_comes_in_while_the_pause_begins_is_not_taken(
    creek: TallowCreek, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was opened before the pause; the box is asked again in the transaction of the cast."""
    session = creek.session
    election, _parents, _neighbors = two_contests(creek)
    entry = voter(creek, election, 0)
    Desk(creek, election).pause()
    monkeypatch.setattr(Election, "is_open", lambda _self, _now: True)
    with pytest.raises(VotingNotOpen):
        voting.cast(session, opened(entry, election), {}, now=ENTERED)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Envelope)) == 0


def test_two_people_of_whom_one_does_not_work_here_confirm_exactly_what_was_entered(
    creek: TallowCreek,
) -> None:
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    desk = Desk(creek, election)
    row = desk.pause()
    with pytest.raises(Refused) as unentered:
        desk.confirm(row)
    session.rollback()
    assert "correction_not_paused" in unentered.value.decision.codes
    desk.enter()
    session.add(
        Appointment(
            district_id=election.district_id,
            account_id=desk.clerk.id,
            role=Role.CLERK,
            is_employee=True,
            title="Clerk",
            from_on=at(1, 1).date(),
        )
    )
    session.commit()

    def codes(who: str, *, employee: bool) -> tuple[str, ...]:
        person = desk.clerk if who == "clerk" else desk.parent
        signer = desk.signer(person, employee=employee)
        return correcting.may_confirm(session, row, SECRET, signer, now=CONFIRMED, by=person.id).codes

    assert "correction_same_person" in codes("clerk", employee=True)
    assert "only_employees_sign" in codes("parent", employee=True)
    assert "only_employees_sign" not in codes("parent", employee=False)
    desk.add(parents, NEW)
    assert "correction_changed_since" in codes("parent", employee=False)


def test_a_correction_may_come_with_a_later_close_even_once_the_close_has_overtaken_the_pause(
    creek: TallowCreek,
) -> None:
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    desk = Desk(creek, election)
    row = desk.pause(at(12, 5, 18))
    desk.add(parents, NEW)
    with pytest.raises(Refused) as caught:
        desk.enter(now=at(12, 5, 20))
    assert caught.value.decision.codes == ("correction_after_close",)
    session.rollback()
    later = at(12, 9, 19)
    desk.enter(later, now=at(12, 5, 20))
    desk.confirm(row, at(12, 5, 21))
    assert election.closes_at == later
    assert election.is_open(at(12, 8))
    assert {link.expires_at for entry in with_links(session, election) for link in entry.links} == {later}
    assert manifest_of(election).closes_at == later


def test_a_held_voters_two_envelopes_share_one_fate(creek: TallowCreek, tmp_path: Path) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek, held=True)
    entry = entry_of(session, election, HELD_NAME[0])
    cast(session, election, entry, {parents: SIX[:1], neighbors: NEIGHBORS[:1]})
    cast(session, election, voter(creek, election, 0), {parents: SIX[:1], neighbors: []})
    Desk(creek, election).correct({parents: [NEW]})
    assert again(session, election, entry, {parents: [NEW]}).is_provisional
    before = ballot_account(session, election)
    assert (before.undecided, [part.disposition for part in before.added]) == (1, ["provisional"])
    decide(session, election, may=True, now=at(11, 25))
    close_and_count(session, election)
    assert votes(creek, parents) == {NEW: 1, SIX[0]: 1}
    assert votes(creek, neighbors) == {NEIGHBORS[0]: 1}
    assert sign_and_certify(session, election, tmp_path, CERTIFY).verified().is_good


def test_a_refused_voters_two_envelopes_stay_closed(creek: TallowCreek, tmp_path: Path) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek, held=True)
    entry = entry_of(session, election, HELD_NAME[0])
    cast(session, election, entry, {parents: SIX[:1], neighbors: NEIGHBORS[:1]})
    cast(session, election, voter(creek, election, 0), {parents: SIX[:2], neighbors: NEIGHBORS[:1]})
    Desk(creek, election).correct({parents: [NEW]})
    again(session, election, entry, {parents: [NEW]})
    decide(session, election, may=False, now=at(11, 25))
    close_and_count(session, election)
    assert votes(creek, parents) == {SIX[0]: 1, SIX[1]: 1}
    account = ballot_account(session, election)
    assert [(part.disposition, part.envelopes) for part in account.added] == [("not_eligible", 1)]
    assert (account.received, account.counted, account.rejected_in_all) == (2, 1, 1)
    assert sign_and_certify(session, election, tmp_path, CERTIFY).verified().is_good


def test_somebody_found_not_to_be_a_voter_cannot_vote_again(creek: TallowCreek) -> None:
    session = creek.session
    election, parents, _neighbors = two_contests(creek, held=True)
    entry = entry_of(session, election, HELD_NAME[0])
    cast(session, election, entry, {parents: SIX[:1]})
    Desk(creek, election).correct({parents: [NEW]})
    link = opened(entry, election)
    decide(session, election, may=False, now=at(11, 22))
    with pytest.raises(Exception, match="withdrawn"):
        cast_again(session, link, {}, now=AGAIN)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(LaterBallot)) == 0
    assert entry.status is RollStatus.EXCLUDED


def test_a_corrected_name_keeps_its_votes(creek: TallowCreek) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek)
    cast(session, election, voter(creek, election, 0), {parents: SIX[:1], neighbors: []})
    desk = Desk(creek, election)
    row = desk.pause()
    nomination = Nomination(name="Ana Ruíz", statements={"en": f"I am {SIX[0]}."})
    nominating.decide_again(session, desk.named(SIX[0]), nomination, now=ENTERED, by=desk.clerk.id)
    (change,) = correcting.name_changes(election, SECRET)
    assert (change.renamed, change.added, change.removed) == (((SIX[0], "Ana Ruíz"),), (), ())
    desk.enter()
    desk.confirm(row)
    close_and_count(session, election)
    assert votes(creek, parents) == {"Ana Ruíz": 1}


def test_the_times_do_not_move_while_names_are_being_put_right(creek: TallowCreek) -> None:
    election = creek.election()
    creek.stand(election.contests[0], *SIX)
    creek.freeze(election)
    Desk(creek, election).pause(at(11, 13))
    with pytest.raises(Refused) as caught:
        opening.change_times(
            creek.session,
            election,
            SECRET,
            opens_at=election.opens_at,
            closes_at=at(12, 8),
            now=at(11, 13),
        )
    assert caught.value.decision.codes == ("ballot_being_corrected",)


Marks = st.tuples(
    st.frozensets(st.integers(0, 5), max_size=2),
    st.frozensets(st.integers(0, 2), max_size=1),
    st.one_of(st.none(), st.frozensets(st.integers(1, 6), max_size=2)),
)


@given(ballots=st.lists(Marks, min_size=1, max_size=5))
@settings(max_examples=8, deadline=None)
def test_random_ballots_on_both_versions_merge_to_the_votes_that_arithmetic_gives(
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    ballots: list[tuple[frozenset[int], frozenset[int], frozenset[int] | None]],
) -> None:
    """The first name is taken off and a new one added; whoever chose again is counted by the new choice alone."""
    place = tmp_path_factory.mktemp("merged") / "ballots.sqlite"
    shutil.copy(migrated_sqlite, place)
    engine = open_engine(f"sqlite:///{place}")
    with sessions(engine)() as session:
        _merges(TallowCreek(session), ballots)
    engine.dispose()


def _merges(
    creek: TallowCreek, ballots: list[tuple[frozenset[int], frozenset[int], frozenset[int] | None]]
) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek, voters=5)
    entries = [voter(creek, election, number) for number in range(len(ballots))]
    for entry, (first, second, _later) in zip(entries, ballots, strict=True):
        chosen = {parents: [SIX[n] for n in first], neighbors: [NEIGHBORS[n] for n in second]}
        cast(session, election, entry, chosen)
    Desk(creek, election).correct({parents: [NEW]}, remove=[SIX[0]])
    names = (*SIX, NEW)
    wanted: Counter[str] = Counter()
    for entry, (first, _second, later) in zip(entries, ballots, strict=True):
        if later is not None:
            again(session, election, entry, {parents: [names[n] for n in later]})
        wanted.update(names[n] for n in (first - {0} if later is None else later))
    close_and_count(session, election)
    assert votes(creek, parents) == dict(wanted)
    assert votes(creek, neighbors) == dict(
        Counter(NEIGHBORS[n] for _f, second, _l in ballots for n in second)
    )
    for contest in (parents, neighbors):
        records = select(func.count()).where(CastVoteRecord.contest_id == contest.id)
        assert session.scalar(records) == len(ballots)
    account = ballot_account(session, election)
    assert account.received == account.counted == account.credited == len(ballots)
    assert account.added_in_all == sum(later is not None for _f, _s, later in ballots)
