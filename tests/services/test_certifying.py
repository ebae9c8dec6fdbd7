"""S6 with 72 sealed ballots, a tie for the last parent seat and one ballot on hold; who may certify, and when."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, Result, RollStatus
from ballot_service.rules.election_settings import CountWhen, ElectionSettings
from ballot_service.sealing.shapes import write_shape
from ballot_service.services import certifying, counting, lots
from ballot_service.services.acting import Refused
from ballot_service.services.reconciling import ballot_account
from ballot_service.services.results import result_view
from ballot_service.storage import Storage
from tests.services.steps import (
    HELD_NAME,
    S6_VOTES,
    SIX,
    account,
    cast,
    close_and_count,
    decide,
    draw_lot,
    entry_of,
    even_ballots,
    refusal,
    sentences,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import SECRET, TallowCreek, at

CURE_ENDS = at(12, 12, 17)
AFTER = at(12, 12, 17, 30)


def s6(creek: TallowCreek) -> Election:
    """72 ballots counted on 5 December: 61, 54, 47, 38, 38, 20; one more on hold, for candidate 5 alone."""
    at_close = ElectionSettings(count_when=CountWhen.AT_CLOSE)
    election = up_to_open(creek, creek.election(settings=at_close), voters=66, held=True)
    session = creek.session
    eligible = [e for e in with_links(session, election) if e.status is RollStatus.ELIGIBLE]
    for entry, names in zip(eligible, even_ballots(SIX, S6_VOTES, 72), strict=True):
        cast(session, election, entry, names)
    assert cast(session, election, entry_of(session, election, HELD_NAME[0]), [SIX[4]]).is_provisional
    close_and_count(session, election)
    return election


def parents_line(session: Session, election: Election) -> dict[str, object]:
    line: dict[str, object] = write_shape(counting.tally(session, election, "recount"))["contests"][0]
    return line


def votes(session: Session, election: Election) -> dict[str, int]:
    names = lots.candidate_names(election)
    lines = parents_line(session, election)["votes"]
    assert isinstance(lines, list)
    return {names[line["candidate"]]: line["votes"] for line in lines}


def test_s6_the_numbers_of_the_first_count(creek: TallowCreek) -> None:
    session, election = creek.session, s6(creek)
    line = parents_line(session, election)
    assert votes(session, election) == dict(zip(SIX, S6_VOTES, strict=True))
    assert (sum(S6_VOTES), line["undervotes"], line["overvotes"], line["ballots"]) == (258, 30, 0, 72)
    assert sum(S6_VOTES) + 30 == 72 * 4
    names = lots.candidate_names(election)
    assert {names[each] for each in line["tied"]} == {"Di Voss", "Ed Poe"}  # type: ignore[attr-defined]  # JSON
    newest = counting.newest_result(session, election)
    assert newest is not None
    assert newest.status == "unofficial-partial"
    assert newest.document["contests"] == [], "kept with the votes, two results would show what came between"
    now = ballot_account(session, election)
    assert (now.received, now.counted, now.undecided, now.issued) == (73, 72, 1, 73)

    points = certifying.open_points(session, election, at(12, 5, 20))
    assert {
        "cure_window_open",
        "mail_window_open",
        "challenge_window_open",
        "tie_for_last_seat",
        "ballots_undecided",
        "signatures_missing",
    } <= set(points.codes)
    said = sentences(points)
    assert "Parents: a tie for seat 4 between Di Voss, Ed Poe." in said or any(
        "a tie for seat 4 between" in each and "Di Voss" in each and "Ed Poe" in each for each in said
    )
    assert "Ballots on hold can still be put right until Fri 12 Dec 2025, 5:00 p.m. Central time." in said
    with pytest.raises(Refused) as caught:
        certifying.certify(session, election, SECRET, Storage(Path()), now=at(12, 5, 20))
    assert {"tie_for_last_seat", "ballots_undecided"} <= set(refusal(caught).codes)


def test_s6_cured_the_added_ballot_decides(creek: TallowCreek, tmp_path: Path) -> None:
    session, election = creek.session, s6(creek)
    decide(session, election, True, at(12, 10))
    close_and_count(session, election, at(12, 10, 13))
    line = parents_line(session, election)
    assert votes(session, election)["Ed Poe"] == 39
    assert votes(session, election)["Di Voss"] == 38
    assert (sum(votes(session, election).values()), line["undervotes"]) == (259, 33)
    assert 259 + 33 == 73 * 4
    papers = sign_and_certify(session, election, tmp_path, AFTER)
    assert papers.verified().is_good, papers.verified().first_wrong
    assert set(papers.certificate.document["seats"][0]["elected"]) == {
        "Ana Ruiz",
        "Bo Lee",
        "Cy Hart",
        "Ed Poe",
    }
    assert papers.certificate.document["seats"][0]["by_lot"] == []
    statuses = session.scalars(select(Result.status).order_by(Result.version)).all()
    assert statuses == ["unofficial-partial", "unofficial-complete", "certified"], (
        "beside each other, never edited"
    )


def test_s6_not_cured_the_lot_decides(creek: TallowCreek, tmp_path: Path) -> None:
    session, election = creek.session, s6(creek)
    decide(session, election, False, CURE_ENDS)
    close_and_count(session, election, CURE_ENDS)
    parents = election.contests[0]
    tied = list(lots.tied_in(session, parents))
    clerk, other = account(session, "Carla Clerk"), account(session, "Will Witness")
    with pytest.raises(Refused) as nobody:
        sign_and_certify(session, election, tmp_path, AFTER)
    assert "tie_for_last_seat" in refusal(nobody).codes
    session.rollback()
    draw_lot(session, parents, tied, AFTER, clerk, other)
    papers = sign_and_certify(session, election, tmp_path, AFTER)
    assert papers.verified().is_good, papers.verified().first_wrong
    names = lots.candidate_names(election)
    seats = papers.certificate.document["seats"][0]
    assert seats["by_lot"] == [names[tied[0]]]
    assert votes(session, election)["Di Voss"] == votes(session, election)["Ed Poe"] == 38
    view = result_view(session, election, AFTER)
    assert view is not None
    outcome = {line.name: str(line.outcome) for line in view.contests[0].lines}
    assert outcome[names[tied[0]]] == "Elected by lot"
    assert outcome[names[tied[1]]] == "Not elected"
    assert view.status == "certified"
    assert (view.turnout.credited, view.turnout.roll) == (72, 72)
