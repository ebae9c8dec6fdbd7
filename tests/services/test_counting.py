"""The count: when it may be, what is opened, what is rejected, what stays of the way back to a voter, and its sums."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    CastVoteRecord,
    DispositionKind,
    Election,
    Envelope,
    Result,
)
from ballot_service.sealing.envelopes import envelope_hash, padded_length, seal, write_choices
from ballot_service.sealing.keys import opening_public_key
from ballot_service.sealing.trackers import tracker
from ballot_service.services import counting, registering, voting
from ballot_service.services.acting import Refused
from ballot_service.services.facts import manifest_of
from ballot_service.services.reconciling import ballot_account, dispositions
from ballot_service.services.results import result_view, tracker_list
from tests.services.steps import (
    HELD_NAME,
    SIX,
    cast,
    close_and_count,
    decide,
    entry_of,
    opened,
    refusal,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import CERTIFY, CLOSES, SECRET, TallowCreek, at


def test_nobody_counts_before_the_close_or_before_the_list_is_fixed(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election())
    session = creek.session
    cast(session, election, with_links(session, election)[0], ["Ana Ruiz"])
    for act in (counting.freeze_dispositions, counting.count):
        with pytest.raises(Refused) as early:
            act(session, election, SECRET, now=at(12, 5, 18, 59))
        assert "voting_still_open" in refusal(early).codes
    with pytest.raises(Refused) as unfixed:
        counting.count(session, election, SECRET, now=CLOSES)
    assert refusal(unfixed).codes == ("list_not_fixed",)
    assert not session.scalar(select(func.count()).select_from(CastVoteRecord))
    assert result_view(session, election, CLOSES) is None


def test_each_list_is_fixed_once_and_opened_once(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election())
    session = creek.session
    cast(session, election, with_links(session, election)[0], ["Ana Ruiz"])
    close_and_count(session, election)
    with pytest.raises(Refused) as fixed:
        counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    assert refusal(fixed).codes == ("list_fixed",)
    with pytest.raises(Refused) as counted:
        counting.count(session, election, SECRET, now=CLOSES)
    assert refusal(counted).codes == ("counted_already",)
    assert len(session.scalars(select(Result)).all()) == 1


def test_undecided_ballots_are_waited_for(creek: TallowCreek) -> None:
    """count_when=all_decided: one ballot on hold keeps all of them sealed."""
    election = up_to_open(creek, creek.election(), held=True)
    session = creek.session
    cast(session, election, entry_of(session, election, HELD_NAME[0]), ["Ana Ruiz"])
    with pytest.raises(Refused) as caught:
        counting.freeze_dispositions(session, election, SECRET, now=at(12, 6))
    assert "ballots_undecided" in refusal(caught).codes
    session.rollback()
    decide(session, election, False, at(12, 8))
    result = close_and_count(session, election, at(12, 8, 13))
    assert result.status == "unofficial-complete"
    account_now = ballot_account(session, election)
    assert (account_now.received, account_now.counted, account_now.rejected_in_all) == (1, 0, 1)


def slip_in(session: Session, election: Election, ballot: bytes, voter: int = 0) -> Envelope:
    """An envelope that the pages would never make: what a changed browser or a broken disk could leave behind."""
    manifest = manifest_of(election)
    sealed = seal(
        opening_public_key(manifest.opening_key),
        ballot,
        election_id=election.id,
        manifest_version=1,
        padded_to=padded_length(manifest),
    )
    name = envelope_hash(sealed)
    row = Envelope(
        district_id=election.district_id,
        election_id=election.id,
        manifest_version=1,
        sealed=sealed,
        hash=name,
        tracker=tracker(name),
    )
    session.add(row)
    session.flush()
    entry = with_links(session, election)[voter]
    session.add(
        AcceptedBallot(
            roll_entry_id=entry.id,
            district_id=election.district_id,
            election_id=election.id,
            envelope_id=row.id,
        )
    )
    session.commit()
    return row


def test_an_overvoted_contest_is_lost_and_the_others_count(creek: TallowCreek, tmp_path: Path) -> None:
    election = creek.election()
    creek.stand(election.contests[1], "Gus Orr")
    up_to_open(creek, election)
    session = creek.session
    parents, community = election.contests
    five = {str(parents.id): [str(c.id) for c in parents.candidates][:5]}
    slip_in(session, election, write_choices({**five, str(community.id): [str(community.candidates[0].id)]}))
    cast(session, election, with_links(session, election)[1], {parents: ["Ana Ruiz"], community: []})
    cast(session, election, with_links(session, election)[2], {parents: [], community: ["Gus Orr"]})
    close_and_count(session, election)
    lines = {line["contest"]: line for line in _lines(session, election)}
    over, other = lines[str(parents.id)], lines[str(community.id)]
    assert (over["overvoted"], over["overvotes"], over["undervotes"], over["blank"]) == (1, 4, 3 + 4, 1)
    assert sum(each["votes"] for each in over["votes"]) == 1
    assert (other["undervotes"], other["blank"], other["votes"][0]["votes"]) == (1, 1, 2)
    for row in session.scalars(select(CastVoteRecord)):
        assert row.votes + row.overvotes + row.undervotes == row.votes_allowed


def _lines(session: Session, election: Election) -> list[dict[str, Any]]:
    newest = counting.newest_result(session, election)
    assert newest is not None
    lines: list[dict[str, Any]] = newest.document["contests"]
    return lines


@pytest.mark.parametrize("harm", ["changed bytes", "not a ballot", "a stranger on it", "other election"])
def test_what_cannot_be_read_is_rejected_and_the_bundle_still_verifies(
    creek: TallowCreek, tmp_path: Path, harm: str
) -> None:
    election = up_to_open(creek, creek.election())
    session = creek.session
    parents = str(election.contests[0].id)
    for entry in with_links(session, election)[1:4]:
        cast(session, election, entry, list(SIX[:4]))
    bad = {
        "changed bytes": write_choices({parents: []}),
        "not a ballot": b"no ballot at all",
        "a stranger on it": write_choices({parents: [str(uuid4())]}),
        "other election": write_choices({str(uuid4()): []}),
    }[harm]
    row = slip_in(session, election, bad)
    if harm == "changed bytes":  # on the disk, before the log numbered it
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
        row.hash = envelope_hash(row.sealed)
        row.tracker = tracker(row.hash)
        session.commit()
    close_and_count(session, election)
    assert Counter(dispositions(session, election).values()) == {
        DispositionKind.ACCEPTED: 3,
        DispositionKind.UNREADABLE: 1,
    }
    now = ballot_account(session, election)
    assert (now.received, now.counted, now.credited, now.rejected_in_all) == (4, 3, 3, 1)
    papers = sign_and_certify(session, election, tmp_path, CERTIFY)
    assert papers.verified().is_good, papers.verified().first_wrong


def test_an_envelope_changed_after_the_log_numbered_it_is_found(creek: TallowCreek, tmp_path: Path) -> None:
    """The hash in the log no longer fits the bytes: the count rejects it, and verify names it."""
    election = up_to_open(creek, creek.election())
    session = creek.session
    for entry in with_links(session, election)[:3]:
        cast(session, election, entry, list(SIX[:4]))
    victim = session.scalars(select(Envelope).limit(1)).one()
    changed = victim.sealed[:-1] + bytes([victim.sealed[-1] ^ 1])
    session.execute(update(Envelope).where(Envelope.id == victim.id).values(sealed=changed))
    session.commit()
    session.expire_all()
    close_and_count(session, election)
    assert Counter(dispositions(session, election).values())[DispositionKind.UNREADABLE] == 1
    papers = sign_and_certify(session, election, tmp_path, CERTIFY)
    report = papers.verified()
    assert not report.is_good
    assert report.first_wrong is not None
    assert report.first_wrong.name == "envelopes"


def test_the_ways_back_to_a_voter_are_cut(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election(), held=True)
    session = creek.session
    voters = with_links(session, election)
    for entry in voters[:5]:
        cast(session, election, entry, list(SIX[:3]))
    held = entry_of(session, election, HELD_NAME[0])
    if held not in voters[:5]:
        cast(session, election, held, ["Flo Nix"])
    decide(session, election, False, at(11, 25))
    before = set(session.scalars(select(AcceptedBallot.envelope_id)))
    assert None not in before
    close_and_count(session, election)
    assert set(session.scalars(select(AcceptedBallot.envelope_id))) == {None}, "the rejected one's too"
    assert sum(entry.counted for entry in registering.roll(session, election)) == len(before) - 1
    again = voting.receipt(session, opened(voters[0], election))
    assert again is not None
    assert (again.tracker, again.was_there_before) == (None, True)


def test_records_say_nothing_of_who_or_when(creek: TallowCreek) -> None:
    """Random ids, no order of casting, and no column for a voter, a time, a language or a style."""
    assert set(CastVoteRecord.__table__.columns.keys()) == {
        "id",
        "district_id",
        "election_id",
        "contest_id",
        "selections",
        "votes_allowed",
        "votes",
        "overvotes",
        "undervotes",
    }
    election = up_to_open(creek, creek.election(), voters=14)
    session = creek.session
    for number, entry in enumerate(with_links(session, election)[:20]):
        cast(session, election, entry, [SIX[number % 6]])
    counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    seen: list[list[str]] = []

    def shuffle(rows: list[dict[str, object]]) -> None:
        Random(3).shuffle(rows)
        seen.append([str(row["id"]) for row in rows])

    counting.count(session, election, SECRET, now=CLOSES, shuffle=shuffle)
    session.commit()
    assert len(seen[0]) == 20, "every record went through the shuffle"
    assert all(UUID(each).version == 4 for each in seen[0])
    stored = [str(each) for each in session.scalars(select(CastVoteRecord.id))]
    assert sorted(stored) == sorted(seen[0])
    trackers = tracker_list(session, election)
    assert trackers == sorted(trackers), "the public list is in no order of voting"


@pytest.mark.parametrize(
    ("votes", "overvotes", "undervotes", "rule"),
    [(3, 0, 0, "sum"), (4, 4, 0, "sum"), (5, 0, -1, "not_negative")],
)
def test_the_database_refuses_a_record_that_does_not_add_up(
    creek: TallowCreek, votes: int, overvotes: int, undervotes: int, rule: str
) -> None:
    election = creek.election()
    row = {
        "id": uuid4(),
        "district_id": election.district_id,
        "election_id": election.id,
        "contest_id": election.contests[0].id,
        "selections": {"marks": []},
        "votes_allowed": 4,
        "votes": votes,
        "overvotes": overvotes,
        "undervotes": undervotes,
    }
    with pytest.raises(IntegrityError, match=re.escape(f"ck_cast_vote_record_{rule}")):
        creek.session.execute(insert(CastVoteRecord), [row])
    creek.session.rollback()
