"""Code cards from the box to the certified record: one place a person, one ballot a card, and sums that hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from ballot_service.links import BadLink, grouped
from ballot_service.models import (
    AcceptedBallot,
    Account,
    CardBallot,
    CodeCard,
    Election,
    Envelope,
    PaperRequest,
    RollStatus,
    TableSignIn,
)
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.rules.signatures import Signer
from ballot_service.rules.table import TableMeans
from ballot_service.services import cards, paper, paper_count, receiving, table, voting
from ballot_service.services.accepting import AlreadyCast
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.card_account import card_numbers
from ballot_service.services.cards import CardRefused
from ballot_service.services.paper import Issuing, PaperKind
from ballot_service.services.receiving import Arrival
from ballot_service.services.reconciling import ballot_account
from tests.services.card_table import CLERK, NOW, a_box, casts, draws
from tests.services.steps import (
    LINKS,
    account,
    cast,
    close_and_count,
    entry_of,
    opened,
    sign_and_certify,
    up_to_open,
)
from tests.tallow_creek import CLOSES, TallowCreek, at

NIGHT = at(12, 5, 20)
PLAIN = PaperKind(language="en")


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    return up_to_open(creek, creek.election(), voters=6, held=True)


def test_a_code_is_read_as_people_type_it_and_nothing_else_is(creek: TallowCreek, election: Election) -> None:
    (card,) = a_box(creek.session, election, 1)
    code = LINKS.card_code(card.key)
    assert len(code) == 12
    for typed in (code, code.lower(), grouped(code), f" {grouped(code).replace(' ', '-')} "):
        assert cards.open_card(creek.session, LINKS, typed).card is card
    swapped = code.replace("0", "O").replace("1", "l")
    assert cards.open_card(creek.session, LINKS, swapped).card is card
    other = "A" if code[-1] != "A" else "B"
    for wrong in (code[:-1] + other, code[:-1], code + "A", "", "é" * 12):
        with pytest.raises(BadLink):
            cards.open_card(creek.session, LINKS, wrong)
    stranger = LINKS.card_code("ZZZZZ" if card.key != "ZZZZZ" else "YYYYY")
    with pytest.raises(NotFound):
        cards.open_card(creek.session, LINKS, stranger)


def test_signing_in_with_a_card_takes_the_voters_one_place(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    box = a_box(session, election, 3)
    entry = draws(session, election, "Voter0")
    assert session.get_one(AcceptedBallot, entry.id).envelope_id is None
    link = opened(entry, election)
    with_link = voting.receipt(session, link)
    assert with_link is not None
    assert with_link.tracker is None
    assert voting.cast(session, link, {}, now=NOW).was_there_before, "the link casts nothing any more"
    assert session.scalar(select(func.count()).select_from(Envelope)) == 0
    assert paper.may_ask(session, election, entry, NOW).codes == ("paper_drew_card",)
    assert "issue_drew_card" in paper.may_issue(session, election, entry, PLAIN, NOW).codes
    assert table.may_vote_here(session, election, entry, NOW).codes == ("table_drew_card",)
    first = casts(session, box[1], ["Ana Ruiz"])
    again = casts(session, box[1], ["Bo Lee"])
    assert (first.was_there_before, again.was_there_before) == (False, True)
    assert first.tracker == again.tracker
    assert session.scalar(select(func.count()).select_from(Envelope)) == 1


def test_whoever_voted_before_or_is_on_hold_draws_no_card(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    with pytest.raises(Refused, match="card_none_left"):
        draws(session, election, "Voter1")
    session.rollback()
    a_box(session, election, 3)
    cast(session, election, entry_of(session, election, "Voter1"), ["Ana Ruiz"])
    with pytest.raises(Refused, match="table_voted_already"):
        draws(session, election, "Voter1")
    session.rollback()
    held = next(e for e in (entry_of(session, election, "Hollis"),) if e.status is RollStatus.HELD)
    with pytest.raises(Refused, match="card_not_provisional"):
        table.sign_in_at_table(session, election, held, TableMeans.CARD, now=NOW, by=CLERK)
    session.rollback()
    assert session.get(AcceptedBallot, held.id) is None
    assert session.scalar(select(func.count()).select_from(TableSignIn)) == 0


def test_no_card_casts_a_ballot_that_nobody_drew(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    box = a_box(session, election, 3)
    with pytest.raises(CardRefused) as caught:
        casts(session, box[0], ["Ana Ruiz"])
    assert caught.value.decision.codes == ("card_nobody_drew",)
    session.rollback()
    draws(session, election, "Voter0")
    casts(session, box[0], ["Ana Ruiz"])
    with pytest.raises(CardRefused):
        casts(session, box[1], ["Ana Ruiz"])
    session.rollback()
    assert session.scalar(select(func.count()).select_from(CardBallot)) == 1


def test_the_second_of_two_casts_at_once_gets_the_first_ones_tracker(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    (card,) = a_box(session, election, 1)
    draws(session, election, "Voter0")
    looked_before = cards.open_card(session, LINKS, LINKS.card_code(card.key))
    first = casts(session, card, ["Ana Ruiz"])
    with pytest.raises(AlreadyCast):
        cards.cast_with_card(session, looked_before, {}, now=NOW)
    session.rollback()
    again = cards.receipt_of_card(cards.open_card(session, LINKS, LINKS.card_code(card.key)))
    assert again is not None
    assert again.tracker == first.tracker


def test_an_unused_card_handed_back_is_spoiled_and_the_voter_votes_on_paper(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    mine, other, *_ = a_box(session, election, 4)
    entry = draws(session, election, "Voter0")
    draws(session, election, "Voter1")
    casts(session, other, ["Bo Lee"])
    back = (session, election, entry)
    with pytest.raises(Refused, match="card_used"):
        table.take_card_back(*back, other, to_paper=True, now=NOW, by=CLERK)
    session.rollback()
    table.take_card_back(*back, mine, to_paper=True, now=NOW, by=CLERK)
    session.commit()
    row = table.sign_in_of(session, entry)
    assert row is not None
    assert row.means is TableMeans.PAPER
    assert paper.waiting_request(session, entry) is not None
    assert session.get(AcceptedBallot, entry.id) is None
    with pytest.raises(CardRefused) as caught:
        casts(session, mine, ["Ana Ruiz"])
    assert "card_is_spoiled" in caught.value.decision.codes
    session.rollback()
    paper.print_run(session, election, PLAIN, 3, now=NOW, by=CLERK)
    envelope = paper.issue_paper(session, election, entry, Issuing(kind=PLAIN), now=NOW, by=CLERK)
    arrival = Arrival(way=EnvelopeWay.DROP, received_at=NOW, is_signed=True)
    got = receiving.receive_envelope(session, election, envelope, arrival, now=NOW, by=CLERK)
    assert got.kind.value == "accepted"
    numbers = card_numbers(session, election)
    assert numbers is not None
    assert (numbers.drawn, numbers.spoiled, numbers.used, numbers.should_be_left) == (1, 1, 1, 2)


def test_a_card_is_not_handed_back_once_every_drawn_card_is_used(
    creek: TallowCreek, election: Election
) -> None:
    """Somebody voted with the place of this person: a second ballot would be one too many."""
    session = creek.session
    first, second, *_ = a_box(session, election, 3)
    entry = draws(session, election, "Voter0")
    casts(session, first, ["Ana Ruiz"])
    with pytest.raises(Refused, match="card_all_used"):
        table.take_card_back(session, election, entry, second, to_paper=True, now=NOW, by=CLERK)


def test_during_a_cut_paper_of_whoever_drew_a_card_stays_sealed(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    a_box(session, election, 2)
    paper.print_run(session, election, PLAIN, 3, now=NOW, by=CLERK)
    entry = entry_of(session, election, "Voter0")
    envelope = paper.issue_paper(session, election, entry, Issuing(kind=PLAIN), now=NOW, by=CLERK)
    session.commit()
    with pytest.raises(Refused, match="card_paper_is_out"):
        draws(session, election, "Voter0")
    session.rollback()
    late = draws(session, election, "Voter1")
    given = paper.issue_paper  # paper given without network is entered with the envelope
    with pytest.raises(Refused, match="issue_drew_card"):
        given(session, election, late, Issuing(kind=PLAIN), now=NOW, by=CLERK)
    session.rollback()
    arrival = Arrival(way=EnvelopeWay.DROP, received_at=NOW, is_signed=True)
    assert (
        receiving.receive_envelope(session, election, envelope, arrival, now=NOW, by=CLERK).kind.value
        == "accepted"
    )
    with pytest.raises(Refused, match="table_voted_already"):
        draws(session, election, "Voter0")


def test_a_slip_is_undone_and_a_card_only_with_an_unused_one(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    box = a_box(session, election, 2)
    entry = entry_of(session, election, "Voter0")
    table.sign_in_at_table(session, election, entry, TableMeans.PAPER, now=NOW, by=CLERK)
    table.undo_sign_in(session, election, entry, now=NOW, by=CLERK)
    assert table.sign_in_of(session, entry) is None
    assert session.scalars(select(PaperRequest)).one().withdrawn_at is not None
    session.commit()
    draws(session, election, "Voter0")
    with pytest.raises(Refused, match="undo_card_first"):
        table.undo_sign_in(session, election, entry, now=NOW, by=CLERK)
    session.rollback()
    table.take_card_back(session, election, entry, box[0], to_paper=False, now=NOW, by=CLERK)
    assert table.sign_in_of(session, entry) is None
    assert session.get(AcceptedBallot, entry.id) is None
    session.commit()
    cast(session, election, entry, ["Ana Ruiz"])


def _teller(creek: TallowCreek, election: Election, name: str, is_employee: bool) -> Account:
    row = account(creek.session, name)
    signer = Signer(person=str(row.id), is_employee=is_employee, is_nominee=False, is_close_relative=False)
    paper_count.declare_teller(creek.session, election, signer, name, now=NIGHT, by=row.id)
    creek.session.commit()
    return row


def _count_left(creek: TallowCreek, election: Election, number: int) -> None:
    cards.count_cards(creek.session, election, number, now=NIGHT, by=CLERK)
    creek.session.commit()


def test_cards_and_links_in_one_certified_result_that_verifies(creek: TallowCreek, tmp_path: Path) -> None:
    session = creek.session
    election = up_to_open(creek, creek.election(), voters=6)
    box = a_box(session, election, 6)
    for name in ("Voter0", "Voter1", "Voter2"):
        draws(session, election, name)
    casts(session, box[2], ["Ana Ruiz", "Bo Lee", "Cy Hart", "Di Voss"])
    casts(session, box[0], ["Ana Ruiz", "Bo Lee"])
    cast(session, election, entry_of(session, election, "Voter3"), ["Cy Hart"])
    cards.spoil_card(session, election, box[5], "Torn.", now=NOW, by=CLERK)
    session.commit()
    assert not paper_count.differences(session, election), "people are still voting"
    result = close_and_count(session, election, NIGHT)
    assert result.document["ballots_counted"] == 3
    assert set(session.scalars(select(CardBallot.envelope_id))) == {None}, "cut like the others"
    numbers = card_numbers(session, election)
    assert numbers is not None
    assert (numbers.drawn, numbers.used, numbers.counted, numbers.credited) == (3, 2, 2, 3)
    assert ballot_account(session, election).credited == 4
    _count_left(creek, election, 2)
    parent, clerk = (
        _teller(creek, election, "Pat Parent", False),
        _teller(creek, election, "Cleo Clerk", True),
    )
    assert [each.line for each in paper_count.differences(session, election)] == ["cards-used"]
    with pytest.raises(Refused, match="cards_use_differs"):
        sign_and_certify(session, election, tmp_path, at(12, 20))
    session.rollback()
    (line,) = paper_count.differences(session, election)
    row = paper_count.write_difference(
        session, election, line, "One person left without voting.", now=NIGHT, by=clerk.id
    )
    session.commit()
    with pytest.raises(Refused, match="explanation_same_person"):
        paper_count.confirm_reason(session, election, row, now=NIGHT, by=clerk.id)
    session.rollback()
    paper_count.confirm_reason(session, election, row, now=NIGHT, by=parent.id)
    session.commit()
    report = sign_and_certify(session, election, tmp_path, at(12, 20)).verified()
    assert report.is_good, report.first_wrong
    assert "3 people drew one" in next(str(c.sentence) for c in report.checks if c.name == "cards")


def test_a_count_by_hand_that_does_not_fit_has_its_own_line(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    box = a_box(session, election, 4)
    draws(session, election, "Voter0")
    casts(session, box[0], [])
    _count_left(creek, election, 2)
    numbers = card_numbers(session, election)
    assert numbers is not None
    assert (numbers.left, numbers.stock_difference) == (2, 1)
    draws(session, election, "Voter1")
    changed = card_numbers(session, election)
    assert changed is not None
    assert changed.left is None, "the count by hand is older than the account"
    with pytest.raises(Refused, match="cards_after_close"):
        cards.print_cards(session, election, 1, now=CLOSES, by=CLERK)
    session.rollback()
    with pytest.raises(Refused, match="card_used"):
        cards.spoil_card(session, election, box[0], "Torn.", now=NOW, by=CLERK)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(CodeCard).where(CodeCard.is_spoiled)) == 0
