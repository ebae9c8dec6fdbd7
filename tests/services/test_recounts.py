"""A recount on request: a second pair of tellers, batch by batch beside the first count, a new version, verified."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import PaperBatchEntry, RecountEntry, Result
from ballot_service.rules.recounts import AskedAs, Stands
from ballot_service.services import certifying, lots, recounting
from ballot_service.services.acting import Refused
from ballot_service.services.bundling import certificates_of
from ballot_service.services.counting import newest_result
from tests.services.recount_night import AGAIN, PAPER, SIGNED, RecountNight, TiedNight
from tests.services.steps import account, cast, close_and_count, entry_of, sign, up_to_open
from tests.tallow_creek import SECRET, TallowCreek, at


@pytest.fixture
def night(creek: TallowCreek) -> RecountNight:
    return RecountNight(creek)


def test_a_recount_that_agrees_is_a_new_version_beside_the_first(night: RecountNight, tmp_path: Path) -> None:
    recount = night.ask()
    night.second_pair(recount)
    (group,) = recounting.comparison(night.session, recount, SECRET)
    assert (group["batches"], group["state"]) == ([1, 2], "same"), "one sheet alone would show a choice"
    assert {(each["first"], each["second"]) for each in group["lines"]} == {(6, 6), (5, 5), (0, 0), (33, 33)}
    assert night.end(recount) == {"Ana Ruiz": 6, "Bo Lee": 5, "Cy Hart": 4, "Di Voss": 1}
    versions = night.session.execute(select(Result.version, Result.status).order_by(Result.version)).all()
    assert [tuple(each) for each in versions] == [(1, "unofficial-complete"), (2, "recount")]
    assert not any(night.session.scalars(select(RecountEntry.sealed))), "no mark stays beside a number"
    assert recounting.comparison(night.session, recount, SECRET) == [group], "the comparison stays"
    report = night.certify(tmp_path)
    assert report.is_good, report.first_wrong


def test_a_difference_is_settled_by_both_pairs_and_changes_the_result(
    night: RecountNight, tmp_path: Path
) -> None:
    recount = night.ask()
    first = night.batches[0]
    night.second_pair(recount, {0: ["Bo Lee"], 1: ["Bo Lee"]})
    (group,) = recounting.comparison(night.session, recount, SECRET)
    differing = [
        (each["first"], each["second"]) for each in group["lines"] if each["first"] != each["second"]
    ]
    assert (group["state"], differing) == ("differs", [(6, 4), (5, 7)])
    with pytest.raises(Refused, match="recount_differs"):
        night.end(recount)
    night.session.rollback()
    row = recounting.agreed_again(night.session, recount)[first.id]
    act = {"now": AGAIN}
    recounting.write_stands(
        night.session, row, Stands.SECOND, "Two crosses beside Bo Lee.", **act, by=night.second.id
    )
    with pytest.raises(Refused, match="settled_by_one_pair"):
        recounting.confirm_stands(night.session, row, shown=row.written_at, **act, by=night.witness.id)
    night.session.rollback()
    night.settle(recount, first, Stands.SECOND)
    with pytest.raises(Refused, match="recount_settled"):
        night.settle(recount, first, Stands.FIRST)
    night.session.rollback()
    assert night.end(recount) == {"Ana Ruiz": 4, "Bo Lee": 7, "Cy Hart": 4, "Di Voss": 1}
    assert night.votes(night.first.document) == {"Ana Ruiz": 6, "Bo Lee": 5, "Cy Hart": 4, "Di Voss": 1}, (
        "the old one stays"
    )
    report = night.certify(tmp_path)
    assert report.is_good, report.first_wrong
    with pytest.raises(Refused, match="recount_done"):
        night.ask()


def test_where_the_first_count_stands_the_records_stay(night: RecountNight) -> None:
    recount = night.ask()
    night.second_pair(recount, {10: []})
    night.settle(recount, night.batches[1], Stands.FIRST)
    assert night.end(recount) == {"Ana Ruiz": 6, "Bo Lee": 5, "Cy Hart": 4, "Di Voss": 1}


def test_votes_that_move_between_two_merged_batches_are_found(night: RecountNight) -> None:
    recount = night.ask()
    night.second_pair(recount, {0: ["Bo Lee"], 10: ["Ana Ruiz"]})
    (group,) = recounting.comparison(night.session, recount, SECRET)
    assert all(each["first"] == each["second"] for each in group["lines"])
    assert group["state"] == "differs", "the sums agree, the batches do not"
    assert recounting.stand_facts(night.session, recount).unsettled == 2


def test_the_second_pair_is_two_other_people_who_agree(night: RecountNight) -> None:
    recount, batch = night.ask(), night.batches[1]
    with pytest.raises(Refused, match="teller_of_first_count"):
        night.again(recount, batch, night.parent, {10: PAPER[10]})
    night.session.rollback()
    twin = night.teller("Pat  PARENT", False)
    with pytest.raises(Refused, match="teller_of_first_count"):
        night.again(recount, batch, twin, {10: PAPER[10]})
    night.session.rollback()
    assert night.again(recount, batch, night.second, {10: []}).other is None
    reading = night.again(recount, batch, night.witness, {10: PAPER[10]})
    assert reading.decision.codes == ("batch_marks_differ",)
    assert recounting.agreed_again(night.session, recount) == {}
    night.again(recount, batch, night.second, {10: PAPER[10]})
    assert recounting.agreed_again(night.session, recount)[batch.id].is_same
    with pytest.raises(Refused, match="batch_agreed"):
        night.again(recount, batch, night.second, {10: []})
    night.session.rollback()
    assert not any(night.session.scalars(select(PaperBatchEntry.sealed)))


def test_a_recount_reads_the_same_sheets(night: RecountNight) -> None:
    recount = night.ask()
    with pytest.raises(Refused, match="ballot_of_other_batch"):
        night.again(recount, night.batches[1], night.second, {3: PAPER[3]})
    night.session.rollback()
    for who in (night.second, night.witness):
        night.again(recount, night.batches[1], who, {11: ["Bo Lee"]})
    row = recounting.agreed_again(night.session, recount)[night.batches[1].id]
    assert not row.is_same, "the same votes on another sheet are a difference"
    with pytest.raises(Refused, match="recount_other_sheets"):
        night.settle(recount, night.batches[1], Stands.SECOND)
    night.session.rollback()
    for who in (night.second, night.witness):
        night.again(recount, night.batches[1], who, {10: PAPER[10]})
    assert recounting.agreed_again(night.session, recount)[night.batches[1].id].is_same


def test_nobody_certifies_during_a_recount_and_signatures_before_it_are_void(
    night: RecountNight, tmp_path: Path
) -> None:
    session, election = night.session, night.election
    sign(session, election, account(session, "Cara Early"), SIGNED, employee=True)
    recount = night.ask()
    assert "result_being_changed" in certifying.open_points(session, election, SIGNED).codes
    with pytest.raises(Refused, match="result_being_changed"):
        sign(session, election, account(session, "Carla Clerk"), SIGNED, employee=True)
    session.rollback()
    with pytest.raises(Refused, match="recount_batches_wait"):
        night.end(recount)
    session.rollback()
    night.second_pair(recount)
    night.end(recount)
    assert certifying.signatures(session, election) == [], "they signed another result"
    assert night.certify(tmp_path).is_good


def test_after_the_certificate_a_recount_makes_a_second_one_that_names_the_first(
    night: RecountNight, tmp_path: Path
) -> None:
    first = night.certify(tmp_path, day=15)
    assert first.is_good, first.first_wrong
    request = recounting.Request(
        asked_as=AskedAs.COUNCIL, name="The council", reason="Close.", asked_at=at(12, 16)
    )
    recount = recounting.begin_recount(
        night.session, night.election, request, now=at(12, 16), by=night.clerk.id
    )
    night.second_pair(recount, {0: ["Bo Lee"], 1: ["Bo Lee"]})
    night.settle(recount, night.batches[0], Stands.SECOND)
    night.end(recount)
    report = night.certify(tmp_path, day=18)
    assert report.is_good, report.first_wrong
    old, new = certificates_of(night.session, night.election)
    assert (old.version, new.version) == (1, 2)
    assert new.document["replaces"] == old.record_fingerprint
    assert "replaces" not in old.document
    assert any("counted again on request" in each for each in new.document["statements"])
    with pytest.raises(Refused, match="certified_already"):
        night.certify(tmp_path, day=19)


def test_a_tie_that_only_the_recount_shows_is_settled_by_lot_as_in_the_first_count(
    night: RecountNight, tmp_path: Path
) -> None:
    recount = night.ask()
    night.second_pair(recount, {10: ["Ed Poe"]})
    night.settle(recount, night.batches[1], Stands.SECOND)
    night.end(recount)
    contest = night.election.contests[0]
    assert len(lots.tied_in(night.session, contest)) == 2
    night.draw("Ed Poe", "Di Voss", now=at(12, 16))
    newest = newest_result(night.session, night.election)
    assert newest is not None
    assert newest.status == "recount"
    report = night.certify(tmp_path)
    assert report.is_good, report.first_wrong


def test_a_lot_for_a_tie_that_the_recount_dissolves_decides_nothing(
    creek: TallowCreek, tmp_path: Path
) -> None:
    night = TiedNight(creek)
    night.draw("Di Voss", "Ed Poe", now=at(12, 5, 20))
    recount = night.ask()
    night.second_pair(recount, {10: ["Bo Lee", "Ed Poe"]})
    night.settle(recount, night.batches[1], Stands.SECOND)
    night.end(recount)
    assert lots.lots_of(night.session, night.election) == {}
    report = night.certify(tmp_path)
    assert report.is_good, report.first_wrong


def test_an_election_without_paper_is_tallied_again(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election())
    cast(creek.session, election, entry_of(creek.session, election, "Voter0"), ["Ana Ruiz"])
    clerk = account(creek.session, "Cleo Clerk")
    request = recounting.Request(asked_as=AskedAs.VOTER, name="V", reason="Sure?", asked_at=at(12, 5, 20))
    with pytest.raises(Refused, match="recount_no_result"):
        recounting.begin_recount(creek.session, election, request, now=at(12, 5, 20), by=clerk.id)
    creek.session.rollback()
    first = close_and_count(creek.session, election, at(12, 5, 20))
    late = recounting.Request(asked_as=AskedAs.VOTER, name="V", reason="Sure?", asked_at=at(12, 30))
    with pytest.raises(Refused, match="recount_late"):
        recounting.begin_recount(creek.session, election, late, now=at(12, 30), by=clerk.id)
    creek.session.rollback()
    recount = recounting.begin_recount(creek.session, election, request, now=at(12, 6), by=clerk.id)
    assert recounting.comparison(creek.session, recount, SECRET) == []
    result = recounting.end_recount(creek.session, recount, SECRET, now=at(12, 6), by=clerk.id)
    assert (result.version, result.status) == (2, "recount")
    assert result.document["contests"] == first.document["contests"]
    with pytest.raises(Refused, match="recount_ended"):
        recounting.end_recount(creek.session, recount, SECRET, now=at(12, 6), by=clerk.id)
