"""Choosing again at the table after a correction: with one's own link, nobody twice, and the sums still agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import RecordedDecision, StockKind, TrailEntry
from ballot_service.services import issuing, paper, paper_count, table
from ballot_service.services.acting import Refused
from ballot_service.services.reconciling import ballot_account
from ballot_service.services.voting_again import offered_again
from tests.services.card_table import a_box, casts, draws
from tests.services.correction_steps import AGAIN, Desk, again
from tests.services.steps import SIX, cast, close_and_count, opened, sign_and_certify
from tests.services.test_correcting import NEIGHBORS, NEW, two_contests, voter, votes
from tests.services.test_correcting_paper import AFTER, CLERK, EARLY, NIGHT, PLAIN, comes_back, entered, run
from tests.tallow_creek import CERTIFY, CLOSES, TallowCreek


def test_who_voted_by_link_or_on_paper_chooses_again_and_every_line_adds_up(
    creek: TallowCreek, tmp_path: Path
) -> None:
    session = creek.session
    election, parents, neighbors = two_contests(creek, voters=5)
    old = run(creek, election, EARLY)
    by_link, on_paper, stays = (voter(creek, election, number) for number in range(3))
    cast(session, election, by_link, {parents: SIX[:1], neighbors: NEIGHBORS[:1]})
    comes_back(creek, election, on_paper, EARLY)
    comes_back(creek, election, stays, EARLY)
    issuing.revoke(session, election, by_link, "The phone was lost.", now=EARLY)
    assert table.may_choose_again(session, election, by_link, AGAIN).codes == ("again_nothing_new",)
    Desk(creek, election).correct({parents: [NEW]})
    for entry in (by_link, on_paper):
        assert table.may_choose_again(session, election, entry, AGAIN).allowed
        table.choose_again_at_table(session, election, entry, now=AGAIN, by=CLERK)
    assert by_link.links[-1].revoked_at is None, "a link of the table, where the phone is lost"
    offered = offered_again(session, opened(by_link, election))
    assert offered is not None
    assert [each.contest for each in offered.contests] == [str(parents.id)], "one contest only"
    again(session, election, by_link, {parents: [NEW]})
    again(session, election, on_paper, {parents: [NEW], neighbors: NEIGHBORS[1:2]})
    for entry in (by_link, on_paper):
        with pytest.raises(Refused, match="again_nothing_new"):
            table.choose_again_at_table(session, election, entry, now=AGAIN, by=CLERK)
        session.rollback()
    paper_count.open_paper(session, election, place="Library", present="Pat", now=NIGHT, by=CLERK)
    entered(creek, election, old.numbers["numbers"][0], [SIX[1], NEIGHBORS[0]], 1)
    close_and_count(session, election, AFTER)
    assert votes(creek, parents) == {NEW: 2, SIX[1]: 1}
    assert votes(creek, neighbors) == {NEIGHBORS[0]: 2, NEIGHBORS[1]: 1}, "nothing of a first ballot is lost"
    numbers = ballot_account(session, election)
    assert (numbers.received, numbers.counted, numbers.credited, numbers.rejected_in_all) == (4, 3, 3, 1)
    (stock,) = paper.stocks(session, election)
    assert (stock.facts.printed, stock.facts.issued, stock.facts.spoiled) == (5, 2, 3)
    paper.change_stock(session, election, PLAIN, StockKind.LEFT, 0, "By hand", now=AFTER, by=CLERK)
    session.commit()
    assert sign_and_certify(session, election, tmp_path, CERTIFY).verified().is_good


def test_a_card_is_never_led_to_and_who_has_not_voted_signs_in(creek: TallowCreek) -> None:
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    first, _second = a_box(session, election, 2)
    drawn = draws(session, election, "Voter0")
    casts(session, first, SIX[:1])
    Desk(creek, election).correct({parents: [NEW]})
    assert table.may_choose_again(session, election, drawn, AGAIN).codes == ("again_drew_card",)
    assert table.may_choose_again(session, election, voter(creek, election, 1), AGAIN).codes == (
        "again_first",
    )


def test_not_while_voting_is_paused_and_not_after_the_close(creek: TallowCreek) -> None:
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    entry = voter(creek, election, 0)
    cast(session, election, entry, {parents: SIX[:1]})
    desk = Desk(creek, election)
    desk.correct({parents: [NEW]})
    assert table.may_choose_again(session, election, entry, CLOSES).codes == ("again_closed",)
    desk.pause(AGAIN)
    with pytest.raises(Refused, match="again_paused") as refused:
        table.choose_again_at_table(session, election, entry, now=AGAIN, by=CLERK)
    kept = refused.value
    assert (kept.subject_id, kept.asked, kept.keeps_why) == (election.id, (), False)


def test_the_trail_says_that_the_link_was_shown_and_no_decision_is_kept_of_it(creek: TallowCreek) -> None:
    session = creek.session
    election, parents, _neighbors = two_contests(creek)
    entry = voter(creek, election, 0)
    cast(session, election, entry, {parents: SIX[:1]})
    Desk(creek, election).correct({parents: [NEW]})
    table.choose_again_at_table(session, election, entry, now=AGAIN, by=CLERK)
    session.commit()
    shown = select(TrailEntry).where(TrailEntry.act == "choose_again_at_table")
    (row,) = session.scalars(shown).all()
    assert (row.document["subject"], row.document["details"]) == (str(entry.id), {})
    kept = select(RecordedDecision.rule).where(RecordedDecision.rule == "may_choose_again_at_table")
    assert session.scalars(kept).all() == []
