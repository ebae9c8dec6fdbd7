"""Paper with two versions of the ballot: old stock leaves, what is out stays good, sheets keep their own names."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from ballot_service.models import (
    AcceptedBallot,
    DispositionKind,
    Election,
    PaperBatch,
    PaperDisposition,
    PaperRun,
    StockKind,
    VoterRollEntry,
)
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.rules.signatures import Signer
from ballot_service.services import correcting, issuing, paper, paper_count, receiving
from ballot_service.services.acting import Refused
from ballot_service.services.facts import contests_on
from ballot_service.services.paper import Issuing, PaperKind
from ballot_service.services.paper_count import Read
from ballot_service.services.receiving import Arrival
from ballot_service.services.reconciling import ballot_account
from ballot_service.services.voting_again import offered_again
from tests.services.correction_steps import AGAIN, CONFIRMED, Desk, again
from tests.services.steps import SIX, account, cast, close_and_count, opened, sign_and_certify
from tests.services.test_correcting import NEIGHBORS, NEW, two_contests, voter, votes
from tests.tallow_creek import CERTIFY, SECRET, TallowCreek, at

CLERK, EARLY, LATER, NIGHT, AFTER = uuid4(), at(11, 19), at(11, 24), at(12, 5, 20), at(12, 5, 21)
PLAIN = PaperKind(language="en")


def comes_back(creek: TallowCreek, election: Election, entry: VoterRollEntry, now: datetime) -> None:
    """A paper ballot is given out and comes back signed."""
    envelope = paper.issue_paper(creek.session, election, entry, Issuing(kind=PLAIN), now=now, by=CLERK)
    arrival = Arrival(way=EnvelopeWay.DROP, received_at=now, is_signed=True)
    receiving.receive_envelope(creek.session, election, envelope, arrival, now=now, by=CLERK)
    creek.session.commit()


def run(creek: TallowCreek, election: Election, now: datetime) -> PaperRun:
    made = paper.print_run(creek.session, election, PLAIN, 5, now=now, by=CLERK)
    creek.session.commit()
    return made


def entered(
    creek: TallowCreek, election: Election, number: str, names: list[str], version: int
) -> PaperBatch:
    """A batch of one sheet, read alike by two people."""
    session = creek.session
    batch = paper_count.add_batch(session, election, 1, now=NIGHT, by=CLERK, version=version)
    assert number in paper_count.printed_numbers(session, batch)
    ids = {c.name: str(c.id) for contest in election.contests for c in contest.candidates}
    marks = {
        each.contest: tuple(ids[name] for name in names if ids[name] in each.candidates)
        for each in contests_on(election, version)
    }
    for who, is_employee in (("Pat Teller", False), ("Cleo Teller", True)):
        teller = account(session, f"{who} {batch.number}")
        signer = Signer(
            person=str(teller.id), is_employee=is_employee, is_nominee=False, is_close_relative=False
        )
        paper_count.declare_teller(session, election, signer, teller.name, now=NIGHT, by=teller.id)
        read = Read(sheets={number: marks})
        paper_count.enter_batch(session, batch, SECRET, read, now=NIGHT, by=teller.id)
    session.commit()
    assert batch.agreed_at is not None
    return batch


def test_sheets_of_both_versions_are_read_by_their_own_names_and_counted_together(
    creek: TallowCreek, tmp_path: Path
) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek, voters=5)
    old = run(creek, election, EARLY)
    comes_back(creek, election, voter(creek, election, 0), EARLY)
    cast(session, election, voter(creek, election, 2), {parents: SIX[1:2], neighbors: NEIGHBORS[:1]})
    Desk(creek, election).correct({parents: [NEW]}, remove=[SIX[0]])
    (stock,) = paper.stocks(session, election)
    assert (stock.should_be_left, stock.facts.spoiled) == (0, 4), "the old ballots are out of the stock"
    with pytest.raises(Refused) as none_left:
        comes_back(creek, election, voter(creek, election, 1), LATER)
    assert none_left.value.decision.codes == ("issue_none_left",)
    session.rollback()
    new = run(creek, election, LATER)
    comes_back(creek, election, voter(creek, election, 1), LATER)
    paper_count.open_paper(session, election, place="Library", present="Pat", now=NIGHT, by=CLERK)
    assert paper_count.versions_on_paper(session, election) == [2, 1]
    first = entered(creek, election, old.numbers["numbers"][0], [SIX[0], SIX[1], NEIGHBORS[0]], 1)
    assert old.numbers["numbers"][1] not in paper_count.printed_numbers(
        session, entered(creek, election, new.numbers["numbers"][0], [NEW, SIX[1]], 2)
    )
    assert first.manifest_version == 1
    close_and_count(session, election, AFTER)
    assert votes(creek, parents) == {SIX[1]: 3, NEW: 1}
    assert votes(creek, neighbors) == {NEIGHBORS[0]: 2}
    paper.change_stock(session, election, PLAIN, StockKind.LEFT, 4, "By hand", now=AFTER, by=CLERK)
    session.commit()
    assert sign_and_certify(session, election, tmp_path, CERTIFY).verified().is_good


def test_a_closed_paper_envelope_gives_way_to_a_whole_ballot_by_link(
    creek: TallowCreek, tmp_path: Path
) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek)
    run(creek, election, EARLY)
    entry = voter(creek, election, 0)
    comes_back(creek, election, entry, EARLY)
    cast(session, election, voter(creek, election, 1), {parents: SIX[1:2], neighbors: NEIGHBORS[:1]})
    Desk(creek, election).correct({parents: [NEW]})
    offered = offered_again(session, opened(entry, election))
    assert offered is not None
    assert offered.on_paper
    assert [each.contest for each in offered.contests] == [str(parents.id), str(neighbors.id)]
    again(session, election, entry, {parents: [NEW, SIX[1]], neighbors: NEIGHBORS[:1]})
    assert again(session, election, entry, {parents: []}).was_there_before
    kinds = session.scalars(select(PaperDisposition.kind).order_by(PaperDisposition.number)).all()
    assert kinds == [DispositionKind.ACCEPTED, DispositionKind.DUPLICATE]
    close_and_count(session, election, AFTER)
    assert votes(creek, parents) == {NEW: 1, SIX[1]: 2}
    numbers = ballot_account(session, election)
    assert (numbers.received, numbers.counted, numbers.rejected_in_all, numbers.added) == (3, 2, 1, ())
    paper.change_stock(session, election, PLAIN, StockKind.LEFT, 0, "By hand", now=AFTER, by=CLERK)
    session.commit()
    assert sign_and_certify(session, election, tmp_path, CERTIFY).verified().is_good


def test_paper_of_the_new_version_gives_no_second_chance(creek: TallowCreek) -> None:
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    Desk(creek, election).correct({parents: [NEW]})
    run(creek, election, LATER)
    entry = voter(creek, election, 0)
    comes_back(creek, election, entry, LATER)
    assert session.get(AcceptedBallot, entry.id) is not None
    assert offered_again(session, opened(entry, election)) is None


def test_while_voting_is_paused_no_paper_is_printed_or_given_out(creek: TallowCreek) -> None:
    election, _parents, _neighbors = two_contests(creek)
    run(creek, election, EARLY)
    Desk(creek, election).pause()
    with pytest.raises(Refused) as printed:
        run(creek, election, CONFIRMED)
    creek.session.rollback()
    with pytest.raises(Refused) as given:
        comes_back(creek, election, voter(creek, election, 0), AGAIN)
    assert printed.value.decision.codes == given.value.decision.codes == ("paper_paused",)


def test_the_clerk_reads_how_many_no_message_reaches(creek: TallowCreek) -> None:
    """One by link, one on paper, one whose link was stopped, and one place that no envelope and no paper holds."""
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    run(creek, election, EARLY)
    comes_back(creek, election, voter(creek, election, 0), EARLY)
    cast(session, election, voter(creek, election, 1), {parents: SIX[:1]})
    cast(session, election, voter(creek, election, 2), {parents: SIX[:1]})
    issuing.revoke(session, election, voter(creek, election, 2), "Lost.", now=LATER)
    drawn = voter(creek, election, 3)
    session.add(
        AcceptedBallot(roll_entry_id=drawn.id, district_id=election.district_id, election_id=election.id)
    )
    desk = Desk(creek, election)
    desk.pause()
    desk.add(parents, NEW)
    facts = correcting.correction_facts(session, election, SECRET, CONFIRMED, new_closes_at=None)
    assert (facts.in_box, facts.untold, facts.contests_changed) == (4, 2, 1)
