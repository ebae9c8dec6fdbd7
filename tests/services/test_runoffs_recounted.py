"""A recount of the first election, while its run-off is called: a tie that is gone leaves nothing to decide."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from ballot_service.models import AcceptedBallot, Election, Envelope, Recount, TrailEntry
from ballot_service.rules.election_settings import ElectionSettings, TieMethod
from ballot_service.rules.recounts import Stands
from ballot_service.services import (
    cancelling,
    certifying,
    correcting_result,
    freezing,
    issuing,
    opening,
    reconciling,
)
from ballot_service.services.acting import Refused
from ballot_service.services.registering import roll
from ballot_service.services.runoffs import ending
from ballot_service.services.runoffs.calling import call_runoff
from ballot_service.services.runoffs.standing import (
    has_nothing_to_decide,
    standing_runoffs,
    was_called_off,
)
from ballot_service.services.worklist import Part, to_do
from tests.services.at_once import unconcerned
from tests.services.recount_night import AGAIN, SIGNED, TiedNight
from tests.services.steps import cast, close_and_count, refusal, sign_and_certify, with_links
from tests.tallow_creek import SECRET, TallowCreek, at

VOTED, LATE = at(12, 30, 12), at(1, 20, 10, year=2026)


class RunoffNight(TiedNight):
    """Di Voss and Ed Poe are tied for the fourth seat, in a council that chose a run-off."""

    settings = ElectionSettings(tie_method=TieMethod.RUNOFF)

    def call(self) -> Election:
        runoff = call_runoff(
            self.session,
            self.election.contests[0],
            title="Run-off: Parents",
            titles={},
            opens_at=at(12, 29, 7),
            closes_at=at(1, 5, 19, year=2026),
            now=AGAIN,
            by=self.clerk.id,
        )
        self.session.commit()
        return runoff

    def vote(self, runoff: Election) -> None:
        """Ballot, notice, gate and links; Di Voss gets two votes and Ed Poe one, the day after the opening."""
        session = self.session
        freezing.freeze_ballot(session, runoff, SECRET, now=at(12, 9), shuffle=Random(1).shuffle)
        TallowCreek.found(session, runoff).notify(runoff, at(12, 10))
        opening.confirm_opening(session, runoff, now=at(12, 28))
        issuing.issue_links(session, runoff, now=at(12, 28))
        session.commit()
        ballots = (["Di Voss"], ["Di Voss"], ["Ed Poe"])
        for entry, names in zip(with_links(session, runoff), ballots, strict=False):
            cast(session, runoff, entry, names, VOTED)

    def hold(self, runoff: Election) -> None:
        """The vote and its count."""
        self.vote(runoff)
        close_and_count(self.session, runoff, at(1, 5, 19, year=2026))

    def end_tie(self, recount: Recount) -> None:
        """The second pair finds a vote for Ed Poe: he has the seat."""
        self.second_pair(recount, {10: ["Bo Lee", "Ed Poe"]})
        self.settle(recount, self.batches[1], Stands.SECOND)
        self.end(recount)


@pytest.fixture
def night(creek: TallowCreek) -> RunoffNight:
    return RunoffNight(creek)


def test_a_tie_that_is_gone_is_not_run_off(night: RunoffNight, tmp_path: Path) -> None:
    session, runoff = night.session, night.call()
    assert not has_nothing_to_decide(session, runoff)
    night.end_tie(night.ask())
    assert standing_runoffs(session, night.election) == {}
    assert has_nothing_to_decide(session, runoff)
    assert "runoff_without_tie" in certifying.open_points(session, runoff, SIGNED).codes
    report = night.certify(tmp_path)
    assert report.is_good, report.first_wrong
    assert to_do(session, night.election, SIGNED) == []


def test_a_tie_between_others_wants_another_run_off(night: RunoffNight) -> None:
    """Flo Nix gains a vote by the recount, and three are tied for the fourth seat."""
    session, runoff = night.session, night.call()
    recount = night.ask()
    night.second_pair(recount, {10: ["Bo Lee", "Flo Nix"]})
    night.settle(recount, night.batches[1], Stands.SECOND)
    night.end(recount)
    assert has_nothing_to_decide(session, runoff)
    assert "tie_for_last_seat" in certifying.open_points(session, night.election, SIGNED).codes
    again = night.call()
    assert sorted(each.name for each in again.contests[0].candidates) == ["Di Voss", "Ed Poe", "Flo Nix"]
    assert has_nothing_to_decide(session, runoff)
    assert not has_nothing_to_decide(session, again)


def test_no_run_off_is_certified_while_the_first_ballots_are_counted_again(
    night: RunoffNight, tmp_path: Path
) -> None:
    """Nobody signs before either: the recount may end the tie, and two people would have one seat."""
    session, runoff = night.session, night.call()
    recount = night.ask()
    night.hold(runoff)
    with pytest.raises(Refused) as caught:
        sign_and_certify(session, runoff, tmp_path, LATE)
    (objection,) = refusal(caught).objections
    assert objection.code == "first_result_being_changed"
    assert str(objection.remedy).startswith("Finish it there first.")
    session.rollback()
    night.second_pair(recount)
    night.end(recount)
    assert not has_nothing_to_decide(session, runoff), "the same tie stands"
    papers = sign_and_certify(session, runoff, tmp_path, LATE)
    assert papers.certificate.document["seats"][0]["elected"] == ["Di Voss"]
    assert papers.verified().is_good


def test_no_run_off_is_certified_while_the_first_certificate_is_corrected(
    night: RunoffNight, tmp_path: Path
) -> None:
    session, runoff = night.session, night.call()
    night.certify(tmp_path)
    night.hold(runoff)
    row = correcting_result.write_correction(
        session, night.election, "A name is misspelled.", now=LATE, by=night.clerk.id
    )
    session.commit()
    assert "first_result_being_changed" in certifying.open_points(session, runoff, LATE).codes
    signer = unconcerned(night.parent)
    correcting_result.confirm_correction(session, row, signer, now=LATE, by=night.parent.id)
    session.commit()
    left = certifying.open_points(session, runoff, LATE).objections
    assert [each.code for each in left] == ["signatures_missing"]


def test_no_run_off_is_certified_while_the_first_count_is_behind(
    night: RunoffNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a ballot of the first election was decided after its count."""
    session, runoff = night.session, night.call()
    night.hold(runoff)
    first = night.election.id
    is_counted = reconciling.is_counted
    monkeypatch.setattr(
        reconciling, "is_counted", lambda own, each: each.id != first and is_counted(own, each)
    )
    assert "first_result_being_changed" in certifying.open_points(session, runoff, LATE).codes


def steps_left(night: RunoffNight, election: Election, now: datetime) -> list[str]:
    return [str(each.step) for each in to_do(night.session, election, now)]


def test_a_certified_run_off_whose_tie_a_recount_ends_wants_a_word_to_everybody(
    night: RunoffNight, tmp_path: Path
) -> None:
    """The recount is asked for after the run-off's certificate: the seat is Ed Poe's, and Di Voss's no more."""
    session, runoff = night.session, night.call()
    night.hold(runoff)
    assert sign_and_certify(session, runoff, tmp_path, LATE).verified().is_good
    assert steps_left(night, runoff, LATE) == []
    night.end_tie(night.ask())
    assert has_nothing_to_decide(session, runoff)
    (task,) = to_do(session, runoff, LATE)
    assert str(task.sentence) == (
        "Parents: this run-off is certified, but the tie is gone, so it fills no seat any more."
    )
    assert (task.part, str(task.step)) == (Part.RESULT_CORRECTION, "Write a correction that says so")
    row = correcting_result.write_correction(
        session, runoff, "A recount ended the tie: it fills no seat.", now=LATE, by=night.clerk.id
    )
    assert steps_left(night, runoff, LATE) == ["Write a correction that says so"], (
        "a second person confirms it"
    )
    signer = unconcerned(night.parent)
    correcting_result.confirm_correction(session, row, signer, now=LATE, by=night.parent.id)
    session.commit()
    assert steps_left(night, runoff, LATE) == []
    with pytest.raises(Refused, match="runoff_without_tie"):
        sign_and_certify(session, runoff, tmp_path, LATE)


def test_a_run_off_is_ended_while_its_vote_is_open_once_its_tie_is_gone(
    night: RunoffNight, tmp_path: Path
) -> None:
    session, runoff = night.session, night.call()
    recount = night.ask()
    night.vote(runoff)
    act = {"now": VOTED, "by": night.clerk.id}
    with pytest.raises(Refused) as decides:
        ending.end_runoff(session, runoff, "Too early.", **act)
    assert refusal(decides).codes == ("vote_decides",)
    session.rollback()
    night.end_tie(recount)
    assert steps_left(night, runoff, VOTED) == ["End this run-off"]
    assert not cancelling.may_cancel(runoff, VOTED).allowed
    assert ending.end_runoff(session, runoff, "A recount ended the tie.", **act) > 0
    session.commit()
    assert (runoff.cancelled_because, runoff.is_open(VOTED)) == ("A recount ended the tie.", False)
    assert steps_left(night, runoff, VOTED) == []
    of_run_off = select(AcceptedBallot).where(AcceptedBallot.election_id == runoff.id)
    assert [each.envelope_id for each in session.scalars(of_run_off)] == [None] * 3
    assert {
        each.is_opened for each in session.scalars(select(Envelope)) if each.election_id == runoff.id
    } == {False}
    assert not any(line.counted for line in roll(session, runoff)), "nobody's ballot was counted"
    assert all(link.revoked_at for line in roll(session, runoff) for link in line.links)
    with pytest.raises(Refused):
        ending.end_runoff(session, runoff, "Once more.", **act)
    session.rollback()
    acts = session.scalars(select(TrailEntry.act).where(TrailEntry.chain_id == runoff.id)).all()
    assert acts.count("end_runoff") == 1
    assert night.certify(tmp_path).is_good


def test_a_counted_run_off_is_ended_too_and_never_while_the_first_result_is_changed(
    night: RunoffNight, tmp_path: Path
) -> None:
    session, runoff = night.session, night.call()
    recount = night.ask()
    night.hold(runoff)
    night.end_tie(recount)
    night.certify(tmp_path)
    row = correcting_result.write_correction(
        session, night.election, "A name is misspelled.", now=LATE, by=night.clerk.id
    )
    session.commit()
    assert ending.is_to_be_ended(session, runoff, LATE)
    with pytest.raises(Refused) as changed:
        ending.end_runoff(session, runoff, "Too early.", now=LATE, by=night.clerk.id)
    assert refusal(changed).codes == ("first_result_being_changed",)
    session.rollback()
    signer = unconcerned(night.parent)
    correcting_result.confirm_correction(session, row, signer, now=LATE, by=night.parent.id)
    ending.end_runoff(session, runoff, "A recount ended the tie.", now=LATE, by=night.clerk.id)
    session.commit()
    assert runoff.cancelled_at == LATE


def test_a_run_off_called_off_for_another_tie_opens_no_way_to_a_lot(
    night: RunoffNight, tmp_path: Path
) -> None:
    """The council chose a run-off, and none was called for the tie that stands since the recount."""
    session, runoff = night.session, night.call()
    cancelling.cancel_election(session, runoff, "The school is flooded.", now=AGAIN, by=night.clerk.id)
    session.commit()
    contest = night.election.contests[0]
    assert was_called_off(session, contest)
    recount = night.ask()
    night.second_pair(recount, {10: ["Bo Lee", "Flo Nix"]})
    night.settle(recount, night.batches[1], Stands.SECOND)
    night.end(recount)
    assert not was_called_off(session, contest)
    with pytest.raises(Refused) as caught:
        night.draw("Flo Nix", "Di Voss", "Ed Poe", now=SIGNED)
    assert refusal(caught).codes == ("runoff_chosen",)
    session.rollback()
    again = night.call()
    cancelling.cancel_election(session, again, "Flooded again.", now=AGAIN, by=night.clerk.id)
    session.commit()
    night.draw("Flo Nix", "Di Voss", "Ed Poe", now=SIGNED)
    assert night.certify(tmp_path).is_good


def test_no_run_off_is_called_while_the_ballots_are_counted_again(night: RunoffNight) -> None:
    night.ask()
    with pytest.raises(Refused) as caught:
        night.call()
    assert refusal(caught).codes == ("result_being_changed",)
    assert str(refusal(caught).objections[0].remedy) == "Finish it first. It may change who is tied."
