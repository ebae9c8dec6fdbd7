"""Cards, paper, corrections and the count together: nobody votes twice, and nobody confirms what they have not read."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ballot_service.models import LaterBallot, PaperDisposition, PaperReturn
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.services import cards, certifying, correcting, paper_count, registrations
from ballot_service.services.acting import Refused
from ballot_service.services.reconciling import ballot_account
from tests.services.card_table import a_box, casts, draws
from tests.services.correction_steps import Desk, again
from tests.services.steps import account, cast, close_and_count, up_to_open
from tests.services.test_correcting import NEIGHBORS, NEW, two_contests, voter, votes
from tests.services.test_correcting_paper import AFTER, CLERK, EARLY, NIGHT, comes_back, entered, run
from tests.tallow_creek import CERTIFY, CLOSES, SECRET, TallowCreek, at


def test_whoever_drew_a_card_on_one_line_has_no_paper_ballot_on_the_other(creek: TallowCreek) -> None:
    """The lines of one person are put together after both voted; the card's ballot is in the box and stays."""
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    box = a_box(session, election, 3)
    run(creek, election, EARLY)
    comes_back(creek, election, voter(creek, election, 1), EARLY)
    draws(session, election, "Voter0")
    casts(session, box[0], ["Ana Ruiz"])
    one, other = voter(creek, election, 0), voter(creek, election, 1)
    registrations.merge(session, election, one, other, "One person.", now=at(11, 25), by=CLERK)
    session.commit()
    words = session.scalars(select(PaperDisposition.kind).order_by(PaperDisposition.number)).all()
    assert words[-1].value == "duplicate"
    close_and_count(session, election, AFTER)
    account = ballot_account(session, election)
    assert (account.counted, account.credited) == (1, 1)
    assert votes(creek, parents)["Ana Ruiz"] == 1


def test_a_correction_that_was_changed_since_it_was_read_is_not_confirmed(creek: TallowCreek) -> None:
    election, parents, _neighbors = two_contests(creek)
    desk = Desk(creek, election)
    desk.pause()
    desk.add(parents, NEW)
    row = desk.enter()
    read = correcting.digest_of(row)
    desk.remove("Ana Ruiz")
    desk.enter()
    with pytest.raises(Refused) as refused:
        correcting.confirm_correction(
            creek.session,
            row,
            SECRET,
            desk.signer(desk.parent),
            shown=read,
            now=at(11, 21, 12),
            by=desk.parent.id,
        )
    assert refused.value.decision.codes == ("correction_changed_since",)
    creek.session.rollback()
    desk.confirm(row)
    assert election.paused_at is None


def test_nothing_stays_of_who_chose_again(creek: TallowCreek) -> None:
    """By link after a correction, or in place of paper: no row tells the moment, and none stays after the count."""
    session = creek.session
    election, parents, neighbors = two_contests(creek)
    run(creek, election, EARLY)
    comes_back(creek, election, voter(creek, election, 2), EARLY)
    for number in (0, 1):
        cast(session, election, voter(creek, election, number), {parents: ["Ana Ruiz"], neighbors: []})
    Desk(creek, election).correct({parents: [NEW]})
    again(session, election, voter(creek, election, 0), {parents: [NEW]})
    again(session, election, voter(creek, election, 2), {parents: [NEW], neighbors: []}, at(11, 22, 13))
    came = session.scalars(select(PaperReturn.entered_at)).one()
    assert set(session.scalars(select(PaperDisposition.made_at))) == {came}
    close_and_count(session, election, AFTER)
    assert session.scalars(select(LaterBallot)).all() == []
    assert ballots_reconcile(ballot_account(session, election)).allowed


def test_voting_does_not_go_on_once_paper_was_opened(creek: TallowCreek) -> None:
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    printed = run(creek, election, EARLY)
    comes_back(creek, election, voter(creek, election, 0), EARLY)
    desk = Desk(creek, election)
    desk.pause(at(12, 5, 17))
    desk.add(parents, NEW)
    paper_count.open_paper(session, election, place="Library", present="Pat", now=NIGHT, by=CLERK)
    entered(creek, election, printed.numbers["numbers"][0], ["Bo Lee", NEIGHBORS[0]], 1)
    with pytest.raises(Refused):
        desk.enter(at(12, 9, 19), now=at(12, 5, 22))


def test_a_pause_that_the_count_has_overtaken_opens_no_names(creek: TallowCreek) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek)
    cast(session, election, voter(creek, election, 0), {parents: ["Ana Ruiz"], neighbors: NEIGHBORS[:1]})
    desk = Desk(creek, election)
    desk.pause(at(12, 5, 17))
    desk.remove(NEIGHBORS[1])
    close_and_count(session, election, CLOSES)
    with pytest.raises(Refused):
        desk.remove("Ana Ruiz")
    session.rollback()
    assert "contest_sum_differs" not in certifying.open_points(session, election, CERTIFY).codes


def test_cards_are_not_counted_again_once_somebody_has_signed(creek: TallowCreek) -> None:
    session = creek.session
    election = up_to_open(creek, creek.election(), voters=4)
    box = a_box(session, election, 3)
    draws(session, election, "Voter0")
    casts(session, box[0], ["Ana Ruiz", "Bo Lee", "Cy Hart", "Di Voss"])
    close_and_count(session, election, CLOSES)
    cards.count_cards(session, election, 2, now=CLOSES, by=CLERK)
    certifying.sign(
        session,
        election,
        name="Pat Parent",
        capacity="Witness",
        is_employee=False,
        is_nominee=False,
        is_close_relative=False,
        now=CERTIFY,
        by=account(session, "Pat Parent").id,
    )
    with pytest.raises(Refused) as refused:
        cards.count_cards(session, election, 1, now=CERTIFY, by=CLERK)
    assert refused.value.decision.codes == ("envelope_count_signed",)
