"""Paper into one count with the web: opened together, entered by two people who agree, sealed, counted, verified."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from ballot_service.models import (
    Account,
    CastVoteRecord,
    DispositionKind,
    Envelope,
    PaperBatch,
    PaperBatchEntry,
    PaperSheet,
    StockKind,
)
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.rules.signatures import Signer
from ballot_service.services import certifying, counting, paper, paper_count, receiving
from ballot_service.services.acting import Refused
from ballot_service.services.facts import voted_contests
from ballot_service.services.paper import Issuing, PaperKind
from ballot_service.services.paper_count import Read, Reading
from ballot_service.services.receiving import Arrival
from ballot_service.services.reconciling import ballot_account
from tests.services.steps import SIX, account, cast, close_and_count, entry_of, sign_and_certify, up_to_open
from tests.tallow_creek import SECRET, TallowCreek, at

CLERK, NOW, NIGHT = uuid4(), at(11, 20), at(12, 5, 20)
PLAIN = PaperKind(language="en")
VOTERS = 8


class Night:
    """Count night: voters 0 to 3 came on paper, 4 to 6 on the web; a parent and the clerk are tellers."""

    settings: ElectionSettings | None = None
    voters, on_paper, printed = VOTERS, 4, 6
    web: tuple[tuple[int, list[str]], ...] = ((4, ["Ana Ruiz"]), (5, ["Bo Lee", "Cy Hart"]), (6, []))

    def __init__(self, creek: TallowCreek) -> None:
        self.creek, self.session = creek, creek.session
        self.election = up_to_open(creek, creek.election(settings=self.settings), voters=self.voters)
        self.run = paper.print_run(self.session, self.election, PLAIN, self.printed, now=NOW, by=CLERK)
        self.numbers: list[str] = self.run.numbers["numbers"]
        for number in range(self.on_paper):
            self.back(f"Voter{number}")
        for number, names in self.web:
            cast(self.session, self.election, entry_of(self.session, self.election, f"Voter{number}"), names)
        self.parent, self.clerk = self.teller("Pat Parent", False), self.teller("Cleo Clerk", True)

    def back(self, name: str) -> None:
        entry = entry_of(self.session, self.election, name)
        envelope = paper.issue_paper(
            self.session, self.election, entry, Issuing(kind=PLAIN), now=NOW, by=CLERK
        )
        arrival = Arrival(way=EnvelopeWay.DROP, received_at=NOW, is_signed=True)
        receiving.receive_envelope(self.session, self.election, envelope, arrival, now=NOW, by=CLERK)
        self.session.commit()

    def teller(self, name: str, is_employee: bool) -> Account:
        row = account(self.session, name)
        signer = Signer(
            person=str(row.id), is_employee=is_employee, is_nominee=False, is_close_relative=False
        )
        paper_count.declare_teller(self.session, self.election, signer, name, now=NIGHT, by=row.id)
        self.session.commit()
        return row

    def open(self) -> None:
        paper_count.open_paper(
            self.session, self.election, place="Library", present="Pat, Cleo", now=NIGHT, by=CLERK
        )
        self.session.commit()

    def batch(self, sheets: int) -> PaperBatch:
        made = paper_count.add_batch(self.session, self.election, sheets, now=NIGHT, by=CLERK)
        self.session.commit()
        return made

    def read(self, sheets: dict[int, list[str]], set_aside: int = 0) -> Read:
        """Place in the run to the names marked."""
        (contest,) = voted_contests(self.election)
        ids = dict(zip(SIX, (str(c.id) for c in self.on_ballot()), strict=True))
        return Read(
            sheets={
                self.numbers[place]: {contest.contest: tuple(ids[name] for name in names)}
                for place, names in sheets.items()
            },
            set_aside=set_aside,
            set_aside_reason="A shopping list" if set_aside else "",
        )

    def on_ballot(self) -> list[object]:
        by_name = {c.name: c for c in self.election.contests[0].candidates}
        return [by_name[name] for name in SIX]

    def enter(self, batch: PaperBatch, who: Account, read: Read) -> Reading:
        reading = paper_count.enter_batch(self.session, batch, SECRET, read, now=NIGHT, by=who.id)
        self.session.commit()
        return reading

    def both(self, batch: PaperBatch, read: Read) -> Reading:
        self.enter(batch, self.parent, read)
        return self.enter(batch, self.clerk, read)

    def left_over(self, left: int, spoiled: int = 0) -> None:
        count = (self.session, self.election, PLAIN)
        if spoiled:
            paper.change_stock(*count, StockKind.SPOILED, spoiled, "Torn", now=NIGHT, by=CLERK)
        paper.change_stock(*count, StockKind.LEFT, left, "By hand", now=at(12, 5, 21), by=CLERK)
        self.session.commit()


@pytest.fixture
def night(creek: TallowCreek) -> Night:
    return Night(creek)


FOUR = {0: ["Ana Ruiz"], 1: ["Ana Ruiz", "Bo Lee"], 2: [], 3: ["Di Voss"]}


def test_paper_and_web_in_one_certified_result_that_verifies(night: Night, tmp_path: Path) -> None:
    session, election = night.session, night.election
    with pytest.raises(Refused, match="paper_not_opened"):
        counting.freeze_dispositions(session, election, SECRET, now=NIGHT)
    session.rollback()
    night.open()
    with pytest.raises(Refused, match="paper_not_entered"):
        counting.freeze_dispositions(session, election, SECRET, now=NIGHT)
    session.rollback()
    first, second = night.batch(3), night.batch(1)
    night.enter(first, night.parent, night.read({0: FOUR[0], 1: FOUR[1], 2: FOUR[2]}))
    assert "batch_waits" in night.enter(second, night.parent, night.read({3: FOUR[3]})).decision.codes
    night.enter(first, night.clerk, night.read({0: FOUR[0], 1: FOUR[1], 2: FOUR[2]}))
    night.enter(second, night.clerk, night.read({3: FOUR[3]}))
    assert session.scalar(select(func.count()).select_from(PaperSheet)) == 4
    result = close_and_count(session, election, NIGHT)
    assert result.document["ballots_counted"] == 7
    votes = {each["candidate"]: each["votes"] for each in result.document["contests"][0]["votes"]}
    names = {str(c.id): c.name for c in election.contests[0].candidates}
    assert {names[each]: number for each, number in votes.items()} == {
        "Ana Ruiz": 3, "Bo Lee": 2, "Cy Hart": 1, "Di Voss": 1, "Ed Poe": 0, "Flo Nix": 0,
    }  # fmt: skip
    numbers = ballot_account(session, election)
    assert (numbers.received, numbers.accepted, numbers.counted, numbers.credited) == (7, 7, 7, 7)
    night.left_over(2)
    report = sign_and_certify(session, election, tmp_path, at(12, 20)).verified()
    assert report.is_good, report.first_wrong


def test_what_was_read_differently_is_shown_to_both_and_settled_by_entering_it_again(night: Night) -> None:
    night.open()
    batch = night.batch(4)
    wrong = night.read({**FOUR, 2: ["Flo Nix"]})
    mine = night.enter(batch, night.parent, night.read(FOUR))
    assert mine.other is None, "nobody sees what the other wrote before both have entered"
    reading = night.enter(batch, night.clerk, wrong)
    assert (reading.decision.codes, reading.different) == (("batch_marks_differ",), (night.numbers[2],))
    assert batch.agreed_at is None
    night.enter(batch, night.clerk, night.read(FOUR))
    assert batch.agreed_at == NIGHT
    attempts = night.session.execute(select(PaperBatchEntry.attempt).order_by(PaperBatchEntry.attempt)).all()
    assert [attempt for (attempt,) in attempts] == [1, 1, 2]
    assert not any(night.session.scalars(select(PaperBatchEntry.sealed))), "no mark stays beside a number"
    with pytest.raises(Refused, match="batch_agreed"):
        night.enter(batch, night.clerk, wrong)


def test_what_the_page_showed_is_opened_and_one_person_with_two_accounts_is_one_teller(night: Night) -> None:
    act = {"place": "Library", "present": "Pat", "now": NIGHT, "by": CLERK}
    with pytest.raises(Refused, match="opening_changed"):
        paper_count.open_paper(night.session, night.election, **act, expected=3)
    night.session.rollback()
    paper_count.open_paper(night.session, night.election, **act, expected=4)
    batch, twin = night.batch(4), night.teller("Cleo  CLERK", False)
    night.enter(batch, night.clerk, night.read(FOUR))
    with pytest.raises(Refused, match="teller_same_person"):
        night.enter(batch, twin, night.read(FOUR))


def test_a_number_typed_by_mistake_and_corrected_locks_no_other_batch(night: Night) -> None:
    night.open()
    first, second = night.batch(2), night.batch(2)
    night.enter(first, night.parent, night.read({0: [], 2: []}))
    night.both(second, night.read({2: [], 3: FOUR[3]}))
    night.enter(first, night.parent, night.read({0: [], 1: []}))
    assert night.enter(first, night.clerk, night.read({0: [], 1: []})).decision.allowed
    assert (first.agreed_at, second.agreed_at) == (NIGHT, NIGHT)


def test_nothing_that_two_people_entered_can_be_read_in_the_database(night: Night) -> None:
    night.open()
    night.both(night.batch(4), night.read(FOUR))
    ids = [str(c.id) for c in night.election.contests[0].candidates]
    for row in night.session.scalars(select(PaperBatchEntry)):
        assert not any(one in repr((row.sealed, row.numbers)) for one in ids)
    sealed = night.session.scalars(select(Envelope.sealed)).all()
    assert len({len(each) for each in sealed}) == 1, "a sheet is as long as a ballot from the web"
    assert night.session.scalar(select(func.count()).select_from(CastVoteRecord)) == 0


def test_a_stack_entered_twice_is_found_by_its_numbers(night: Night) -> None:
    night.open()
    night.both(night.batch(4), night.read(FOUR))
    again = night.batch(2)
    with pytest.raises(Refused, match="ballot_entered_before"):
        night.enter(again, night.parent, night.read({4: [], 1: FOUR[1]}))
    night.session.rollback()
    paper_count.withdraw_batch(night.session, again, "Entered before.", now=NIGHT, by=CLERK)
    night.session.commit()
    with pytest.raises(Refused, match="batch_withdrawn"):
        night.enter(again, night.parent, night.read({4: [], 5: []}))
    night.session.rollback()
    with pytest.raises(Refused, match="batch_settled"):
        paper_count.withdraw_batch(night.session, again, "Again", now=NIGHT, by=CLERK)


def test_who_has_a_stake_or_has_not_declared_enters_nothing(night: Night) -> None:
    night.open()
    batch, stranger = night.batch(4), account(night.session, "Sam Stranger")
    with pytest.raises(Refused, match="declaration_missing"):
        night.enter(batch, stranger, night.read(FOUR))
    night.session.rollback()
    nominee = account(night.session, "Ana Ruiz")
    signer = Signer(person=str(nominee.id), is_employee=False, is_nominee=False, is_close_relative=False)
    with pytest.raises(Refused, match="signer_is_candidate"):
        paper_count.declare_teller(
            night.session, night.election, signer, "Ana Ruiz", now=NIGHT, by=nominee.id
        )
    night.session.rollback()
    colleague = night.teller("Cora Clerk", True)
    night.enter(batch, night.clerk, night.read(FOUR))
    with pytest.raises(Refused, match="tellers_are_employees"):
        night.enter(batch, colleague, night.read(FOUR))


def test_an_empty_envelope_and_a_shopping_list_are_in_the_sum_and_need_two_people(
    night: Night, tmp_path: Path
) -> None:
    session, election = night.session, night.election
    night.open()
    night.both(night.batch(3), night.read({0: FOUR[0], 1: ["Ana Ruiz", "Bo Lee", "Di Voss"]}, set_aside=1))
    (missing,) = paper_count.differences(session, election)
    assert (missing.line, missing.difference, missing.is_explained) == ("paper", 1, False)
    row = paper_count.write_difference(
        session, election, missing, "One envelope was empty.", now=NIGHT, by=night.clerk.id
    )
    session.commit()
    with pytest.raises(Refused, match="explanation_same_person"):
        paper_count.confirm_reason(session, election, row, now=NIGHT, by=night.clerk.id)
    session.rollback()
    with pytest.raises(Refused, match="paper_not_entered"):
        counting.freeze_dispositions(session, election, SECRET, now=NIGHT)
    session.rollback()
    paper_count.confirm_reason(session, election, row, now=NIGHT, by=night.parent.id)
    session.commit()
    assert close_and_count(session, election, NIGHT).document["ballots_counted"] == 5
    numbers = ballot_account(session, election)
    assert (numbers.received, numbers.counted, numbers.rejected_in_all, numbers.explained) == (7, 5, 1, 1)
    assert numbers.credited == 7, "nobody can tell whose envelope was empty"
    assert {each.kind for each in numbers.rejected} == {DispositionKind.UNREADABLE}
    night.left_over(1)
    assert "stock_differs" in certifying.open_points(session, election, at(12, 20)).codes
    (stock,) = paper_count.differences(session, election)[1:]
    torn = paper_count.write_difference(
        session, election, stock, "One sheet blew away.", now=NIGHT, by=night.parent.id
    )
    paper_count.confirm_reason(session, election, torn, now=NIGHT, by=night.clerk.id)
    report = sign_and_certify(session, election, tmp_path, at(12, 20)).verified()
    assert report.is_good, report.first_wrong


def test_a_ballot_that_comes_after_the_opening_is_opened_in_a_second_round(night: Night) -> None:
    session, election = night.session, night.election
    night.open()
    night.both(night.batch(4), night.read(FOUR))
    envelope = paper.issue_paper(
        session, election, entry_of(session, election, "Voter7"), Issuing(kind=PLAIN), now=NOW, by=CLERK
    )
    arrival = Arrival(way=EnvelopeWay.DROP, received_at=NOW, is_signed=True)
    receiving.receive_envelope(session, election, envelope, arrival, now=NIGHT, by=CLERK)
    session.commit()
    with pytest.raises(Refused, match="paper_not_opened"):
        counting.freeze_dispositions(session, election, SECRET, now=NIGHT)
    session.rollback()
    night.open()
    assert {each.envelopes for each in paper_count.openings_of(session, election)} == {4, 1}
    night.both(night.batch(1), night.read({4: ["Ed Poe"]}))
    assert close_and_count(session, election, NIGHT).document["ballots_counted"] == 8
