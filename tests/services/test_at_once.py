"""Two ways of voting at the same moment, on two connections: one person, one ballot, and nobody's is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    CardBallot,
    CodeCard,
    Disposition,
    Election,
    Envelope,
    PaperEnvelope,
    StockKind,
    TableSignIn,
    VoterRollEntry,
)
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.rules.table import TableMeans
from ballot_service.services import cards, counting, holding, paper, receiving, registrations, table, voting
from ballot_service.services.acting import acting
from ballot_service.services.paper import Issuing, PaperKind, PaperWish
from ballot_service.services.receiving import Arrival
from ballot_service.services.reconciling import ballot_account
from ballot_service.services.voting_again import cast_again
from tests.databases import ON_POSTGRESQL, Database
from tests.services.at_once import DONE, LONGEST, AtOnce, Press, Reader
from tests.services.card_table import a_box, draws
from tests.services.correction_steps import Desk
from tests.services.steps import HELD_NAME, LINKS, SIX, cast, close_and_count, entry_of, opened, up_to_open
from tests.tallow_creek import CLOSES, SECRET, TallowCreek, at

pytestmark = ON_POSTGRESQL
CLERK, OTHER, NOW, NIGHT = UUID(int=1), UUID(int=2), at(11, 20), at(12, 5, 20)
PLAIN = PaperKind(language="en")
LAST_SECOND = CLOSES - timedelta(seconds=1)
ORDERS = pytest.mark.parametrize("swapped", [False, True], ids=["as named", "the other first"])


class Polls:
    """An open vote with a box of cards and ballots on paper, at which several people press at once."""

    def __init__(self, creek: TallowCreek, database: Database, number_of_cards: int = 3) -> None:
        self.creek, self.session = creek, creek.session
        self.election = up_to_open(creek, creek.election(), voters=6, held=True)
        self.box = a_box(self.session, self.election, number_of_cards)
        paper.print_run(self.session, self.election, PLAIN, 6, now=NOW, by=CLERK)
        self.session.commit()
        self.at_once = AtOnce(database.engine())

    def press(self, first: Reader, second: Reader, *, swapped: bool = False) -> tuple[str, str]:
        """The answers in the order of the arguments, whoever was first."""
        self.session.commit()
        if swapped:
            other, one = self.at_once.press(second, first)
        else:
            one, other = self.at_once.press(first, second)
        self.session.expire_all()
        return one, other

    def envelope_of(self, name: str) -> PaperEnvelope:
        entry = entry_of(self.session, self.election, name)
        made = paper.issue_paper(self.session, self.election, entry, Issuing(kind=PLAIN), now=NOW, by=CLERK)
        self.session.commit()
        return made

    def number(self, table: type[object]) -> int:
        return self.session.scalar(select(func.count()).select_from(table)) or 0

    def adds_up(self, *, counted: int) -> None:
        """After the count every ballot cast is counted once, and everybody who cast one is credited."""
        voting.log_waiting(self.session, self.election)
        self.session.commit()
        close_and_count(self.session, self.election, NIGHT)
        account = ballot_account(self.session, self.election)
        assert (account.counted, account.accepted) == (counted, counted)
        objections = {each.code for each in ballots_reconcile(account).objections}
        assert objections <= {"cards_not_counted", "cards_use_differs", "ballots_undecided"}

    # what people press

    def by_link(self, name: str) -> Reader:
        entry_id = entry_of(self.session, self.election, name).id

        def read(session: Session) -> Press:
            election, entry = _rows(session, self.election.id, entry_id)
            link = opened(entry, election)
            return lambda: _receipt(voting.cast(session, link, {}, now=NOW))

        return read

    def draws(self, name: str, means: TableMeans = TableMeans.CARD) -> Reader:
        entry_id = entry_of(self.session, self.election, name).id

        def read(session: Session) -> Press:
            election, entry = _rows(session, self.election.id, entry_id)
            return lambda: table.sign_in_at_table(session, election, entry, means, now=NOW, by=OTHER)

        return read

    def with_card(self, card: CodeCard) -> Reader:
        code = LINKS.card_code(card.key)

        def read(session: Session) -> Press:
            found = cards.open_card(session, LINKS, code)
            return lambda: _receipt(cards.cast_with_card(session, found, {}, now=NOW))

        return read

    def hands_back(self, name: str, card: CodeCard) -> Reader:
        entry_id, card_id = entry_of(self.session, self.election, name).id, card.id

        def read(session: Session) -> Press:
            election, entry = _rows(session, self.election.id, entry_id)
            back = session.get_one(CodeCard, card_id)
            return lambda: table.take_card_back(
                session, election, entry, back, to_paper=False, now=LAST_SECOND, by=OTHER
            )

        return read

    def comes_back(self, envelope: PaperEnvelope) -> Reader:
        envelope_id = envelope.id

        def read(session: Session) -> Press:
            election = session.get_one(Election, self.election.id)
            back = session.get_one(PaperEnvelope, envelope_id)
            arrival = Arrival(way=EnvelopeWay.TABLE, received_at=NOW, is_signed=True)
            return lambda: str(
                receiving.receive_envelope(session, election, back, arrival, now=NOW, by=OTHER).kind
            )

        return read

    def issues(self, name: str) -> Reader:
        entry_id = entry_of(self.session, self.election, name).id

        def read(session: Session) -> Press:
            election, entry = _rows(session, self.election.id, entry_id)
            issuing = Issuing(kind=PLAIN)
            return lambda: paper.issue_paper(session, election, entry, issuing, now=NOW, by=OTHER)

        return read

    def fixes_list(self) -> Reader:
        return self._of_election(
            lambda session, election: counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
        )

    def counts(self) -> Reader:
        return self._of_election(
            lambda session, election: counting.count(session, election, SECRET, now=CLOSES) and DONE
        )

    def _of_election(self, act: Callable[[Session, Election], object]) -> Reader:
        def read(session: Session) -> Press:
            election = session.get_one(Election, self.election.id)
            return lambda: act(session, election)

        return read


def _rows(session: Session, election_id: UUID, entry_id: UUID) -> tuple[Election, VoterRollEntry]:
    return session.get_one(Election, election_id), session.get_one(VoterRollEntry, entry_id)


def _receipt(given: voting.Receipt) -> str:
    return "was there before" if given.was_there_before else DONE


@pytest.fixture
def polls(creek: TallowCreek, database: Database) -> Polls:
    return Polls(creek, database)


@ORDERS
def test_one_person_by_link_and_with_a_card(polls: Polls, swapped: bool) -> None:
    link, card = polls.press(polls.by_link("Voter0"), polls.draws("Voter0"), swapped=swapped)
    assert (link, card) == (("AlreadyCast", DONE) if swapped else (DONE, "table_voted_already"))
    assert polls.number(AcceptedBallot) == 1
    assert (polls.number(TableSignIn), polls.number(Envelope)) == ((1, 0) if swapped else (0, 1))
    polls.adds_up(counted=0 if swapped else 1)


@ORDERS
def test_one_person_by_link_and_on_paper(polls: Polls, swapped: bool) -> None:
    envelope = polls.envelope_of("Voter0")
    link, back = polls.press(polls.by_link("Voter0"), polls.comes_back(envelope), swapped=swapped)
    assert (link, back) == (("AlreadyCast", "accepted") if swapped else (DONE, "duplicate"))
    assert (polls.number(AcceptedBallot), polls.number(Envelope)) == (1, 0 if swapped else 1)


@ORDERS
def test_one_person_with_a_card_and_on_paper(polls: Polls, swapped: bool) -> None:
    """Either the paper is out, and no card is drawn, or the card is, and no paper is given out."""
    card, issued = polls.press(polls.draws("Voter0"), polls.issues("Voter0"), swapped=swapped)
    refused = "card_paper_is_out" if swapped else "issue_drew_card"
    assert (card, issued) == ((refused, DONE) if swapped else (DONE, refused))
    assert polls.number(TableSignIn) + polls.number(PaperEnvelope) == 1


def test_one_person_signs_in_at_two_tables(polls: Polls) -> None:
    answers = polls.press(polls.draws("Voter0"), polls.draws("Voter0"))
    assert answers == (DONE, "table_drew_card")
    assert polls.number(TableSignIn) == 1


def test_one_person_signs_in_at_two_tables_for_paper(polls: Polls) -> None:
    at_table = polls.draws("Voter0", TableMeans.PAPER)
    assert polls.press(at_table, at_table) == (DONE, "table_signed_in_already")
    assert polls.number(TableSignIn) == 1


def test_two_people_draw_the_last_card(creek: TallowCreek, database: Database) -> None:
    polls = Polls(creek, database, number_of_cards=1)
    answers = polls.press(polls.draws("Voter0"), polls.draws("Voter1"))
    assert answers == (DONE, "card_none_left")
    assert (polls.number(TableSignIn), polls.number(AcceptedBallot)) == (1, 1)


def test_one_card_is_cast_with_twice(polls: Polls) -> None:
    for name in ("Voter0", "Voter1"):
        draws(polls.session, polls.election, name)
    mine = polls.with_card(polls.box[0])
    assert polls.press(mine, mine) == (DONE, "AlreadyCast")
    assert (polls.number(CardBallot), polls.number(Envelope)) == (1, 1)
    polls.adds_up(counted=1)


def test_two_cards_for_one_that_was_drawn(polls: Polls) -> None:
    draws(polls.session, polls.election, "Voter0")
    answers = polls.press(polls.with_card(polls.box[0]), polls.with_card(polls.box[1]))
    assert answers == (DONE, "card_nobody_drew")
    assert (polls.number(CardBallot), polls.number(Envelope)) == (1, 1)
    polls.adds_up(counted=1)


@ORDERS
def test_a_card_is_cast_with_while_it_is_handed_back(polls: Polls, swapped: bool) -> None:
    draws(polls.session, polls.election, "Voter0")
    card = polls.box[0]
    used, back = polls.press(polls.with_card(card), polls.hands_back("Voter0", card), swapped=swapped)
    assert (used, back) == (("card_is_spoiled+card_nobody_drew", DONE) if swapped else (DONE, "card_used"))
    polls.adds_up(counted=0 if swapped else 1)


def test_one_card_is_handed_back_by_two(polls: Polls) -> None:
    for name in ("Voter0", "Voter1"):
        draws(polls.session, polls.election, name)
    card = polls.box[0]
    answers = polls.press(polls.hands_back("Voter0", card), polls.hands_back("Voter1", card))
    assert answers == (DONE, "card_spoiled_already")
    assert polls.number(AcceptedBallot) == 1


def test_two_tellers_accept_two_envelopes_of_one_person(polls: Polls) -> None:
    """Two lines of one person that were put together while both envelopes were out."""
    first, second = polls.envelope_of("Voter0"), polls.envelope_of("Voter1")
    one, other = (entry_of(polls.session, polls.election, name) for name in ("Voter0", "Voter1"))
    registrations.merge(polls.session, polls.election, one, other, "One person.", now=NOW, by=CLERK)
    answers = polls.press(polls.comes_back(first), polls.comes_back(second))
    assert answers == ("accepted", "duplicate")
    assert polls.number(AcceptedBallot) == 1


def test_two_tellers_enter_one_envelope(polls: Polls) -> None:
    back = polls.comes_back(polls.envelope_of("Voter0"))
    assert polls.press(back, back) == ("accepted", "envelope_known")
    assert polls.number(AcceptedBallot) == 1


@ORDERS
def test_a_held_voter_casts_while_somebody_decides(polls: Polls, swapped: bool) -> None:
    entry_id = entry_of(polls.session, polls.election, HELD_NAME[0]).id

    def refuses(session: Session) -> Press:
        election, entry = _rows(session, polls.election.id, entry_id)
        return lambda: holding.decide_held(
            session, election, entry, may=False, reason="Payroll.", now=NOW, by=OTHER
        )

    cast_, decided = polls.press(polls.by_link(HELD_NAME[0]), refuses, swapped=swapped)
    assert (cast_, decided) == (("LinkRevoked", DONE) if swapped else (DONE, DONE))
    kinds = list(polls.session.scalars(select(Disposition.kind).order_by(Disposition.made_at)))
    assert [str(kind) for kind in kinds[-1:]] == ([] if swapped else ["not_eligible"])
    polls.adds_up(counted=0)


@ORDERS
def test_lines_are_put_together_while_the_second_one_votes(polls: Polls, swapped: bool) -> None:
    """The line that goes casts: its ballot is set aside, or its link no longer works; never two that count."""
    session, election = polls.session, polls.election
    cast(session, election, entry_of(session, election, "Voter0"), SIX[:1])
    ids = [entry_of(session, election, name).id for name in ("Voter0", "Voter1")]

    def merges(own: Session) -> Press:
        one, other = (own.get_one(VoterRollEntry, each) for each in ids)
        here = own.get_one(Election, election.id)
        return lambda: registrations.merge(own, here, one, other, "One person.", now=NOW, by=OTHER)

    cast_, merged = polls.press(polls.by_link("Voter1"), merges, swapped=swapped)
    assert (cast_, merged) == (("LinkRevoked", DONE) if swapped else (DONE, DONE))
    polls.adds_up(counted=1)


# the close


def test_a_ballot_with_a_card_that_arrives_at_the_close_is_counted(polls: Polls) -> None:
    """The list is fixed while the ballot is still on its way: it is fixed again, and the ballot counts."""
    draws(polls.session, polls.election, "Voter0")
    assert polls.press(polls.with_card(polls.box[0]), polls.fixes_list()) == (DONE, DONE)
    polls.adds_up(counted=1)


def test_a_ballot_by_link_that_arrives_at_the_close_is_counted(polls: Polls) -> None:
    assert polls.press(polls.by_link("Voter0"), polls.fixes_list()) == (DONE, DONE)
    polls.adds_up(counted=1)


def _counting(polls: Polls) -> None:
    """Voters 1 and 2 have voted; the list is fixed, and what is left is to count."""
    for name in ("Voter1", "Voter2"):
        cast(polls.session, polls.election, entry_of(polls.session, polls.election, name), SIX[:1])
    counting.freeze_dispositions(polls.session, polls.election, SECRET, now=CLOSES)
    polls.session.commit()


@pytest.mark.parametrize("press", ["link", "card"])
def test_a_ballot_that_meets_the_count_is_told_that_voting_is_over(polls: Polls, press: str) -> None:
    draws(polls.session, polls.election, "Voter0")
    _counting(polls)
    ballot = polls.by_link("Voter3") if press == "link" else polls.with_card(polls.box[0])
    assert polls.press(polls.counts(), ballot) == (DONE, "VotingNotOpen")
    assert polls.number(Envelope) == 2


def test_a_card_is_not_handed_back_while_the_votes_are_counted(polls: Polls) -> None:
    """Who drew a card is credited by the count; a card that comes back after it would take the credit's reason away."""
    draws(polls.session, polls.election, "Voter0")
    _counting(polls)
    counted, back = polls.press(polls.counts(), polls.hands_back("Voter0", polls.box[0]))
    assert (counted, back) == (DONE, "cards_after_close")
    account = ballot_account(polls.session, polls.election)
    assert "credit_differs" not in ballots_reconcile(account).codes


def test_nobody_draws_a_card_while_the_votes_are_counted(polls: Polls) -> None:
    _counting(polls)
    counted, drew = polls.press(polls.counts(), polls.draws("Voter0"))
    assert counted == DONE
    assert drew == "table_closed"
    assert polls.number(TableSignIn) == 0


def test_a_card_handed_back_before_the_count_is_not_credited(polls: Polls) -> None:
    draws(polls.session, polls.election, "Voter0")
    _counting(polls)
    back, counted = polls.press(polls.hands_back("Voter0", polls.box[0]), polls.counts())
    assert (back, counted) == (DONE, DONE)
    account = ballot_account(polls.session, polls.election)
    assert "credit_differs" not in ballots_reconcile(account).codes


def _meets_count(polls: Polls, *presses: Reader) -> list[str]:
    """Presses while the count holds the election and has not written yet; answers how each ended."""
    words: list[str] = []
    with ThreadPoolExecutor(len(presses)) as pool:
        pressed: list[Future[str]] = []

        def meanwhile(rows: list[object]) -> None:
            pressed.extend(polls.at_once.begin(pool, each) for each in presses)

        counting.count(polls.session, polls.election, SECRET, now=CLOSES, shuffle=meanwhile)
        polls.session.commit()
        words += [each.result(LONGEST) for each in pressed]
    return words


def test_a_refusal_that_is_kept_while_the_votes_are_counted_stops_nobody(polls: Polls) -> None:
    """Both write the trail and both need the election: each waits for the other, or one after the other does it."""
    _counting(polls)
    entry_id = entry_of(polls.session, polls.election, "Voter1").id

    def refused(session: Session) -> Press:
        election, entry = _rows(session, polls.election.id, entry_id)

        def press() -> None:
            with acting(session, LAST_SECOND):
                ask = PaperWish(way=PaperWay.PHONE, delivery=PaperDelivery.BY_HAND, language="en")
                paper.ask_for_paper(
                    session, election, entry, ask, asked_at=LAST_SECOND, now=LAST_SECOND, by=OTHER
                )

        return press

    assert _meets_count(polls, refused) == ["paper_voted_already"]


def test_stock_that_is_entered_while_the_votes_are_counted_stops_nobody(polls: Polls) -> None:
    _counting(polls)

    def spoils(session: Session) -> Press:
        election = session.get_one(Election, polls.election.id)
        return lambda: paper.change_stock(
            session, election, PLAIN, StockKind.SPOILED, 1, "Torn", now=NIGHT, by=OTHER
        )

    assert _meets_count(polls, spoils) == [DONE]


def test_who_chooses_again_while_the_votes_are_counted_is_told_that_voting_is_over(polls: Polls) -> None:
    session, election = polls.session, polls.election
    cast(session, election, entry_of(session, election, "Voter1"), SIX[:1])
    Desk(polls.creek, election).correct({election.contests[0]: ["Gil Rey"]})
    cast(session, election, entry_of(session, election, "Voter2"), SIX[:1], at(11, 22))
    counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    session.commit()
    entry_id = entry_of(session, election, "Voter1").id

    def again(own: Session) -> Press:
        here, entry = _rows(own, election.id, entry_id)
        return lambda: _receipt(cast_again(own, opened(entry, here), {}, now=LAST_SECOND))

    assert _meets_count(polls, again) == ["VotingNotOpen"]
    assert polls.number(Envelope) == 2
