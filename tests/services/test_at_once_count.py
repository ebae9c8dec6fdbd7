"""Two people settle the same thing of the count at the same moment: one passes, the other is refused in words."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Account,
    Certificate,
    CertificationSignature,
    Contest,
    Correction,
    DifferenceReason,
    Election,
    LotDrawing,
    PaperBatch,
    PaperOpening,
    PaperSheet,
    Recount,
    RecountBatch,
    Result,
    Runoff,
)
from ballot_service.rules.recounts import AskedAs, Stands
from ballot_service.services import (
    certifying,
    correcting_result,
    counting,
    lots,
    paper_count,
    recounting,
)
from ballot_service.services.lots import Witness, tied_in
from ballot_service.services.runoffs.calling import call_runoff
from ballot_service.storage import Storage
from tests.databases import ON_POSTGRESQL, Database
from tests.services.at_once import DONE, AtOnce, Reader, by_id, number, unconcerned
from tests.services.recount_night import AGAIN, SIGNED, RecountNight, TiedNight
from tests.services.steps import account, sign
from tests.services.test_paper_count import CLERK, FOUR, NIGHT, Night
from tests.services.test_runoffs_recounted import LATE, RunoffNight
from tests.tallow_creek import SECRET, TallowCreek, at

pytestmark = ON_POSTGRESQL
ORDERS = pytest.mark.parametrize("swapped", [False, True], ids=["as named", "the other first"])


@pytest.fixture
def at_once(database: Database) -> AtOnce:
    return AtOnce(database.engine())


# paper


def test_two_people_open_the_envelopes_at_once(creek: TallowCreek, at_once: AtOnce) -> None:
    night = Night(creek)

    def opens(session: Session, election: object) -> object:
        assert isinstance(election, Election)
        return paper_count.open_paper(session, election, place="Library", present="Pat", now=NIGHT, by=CLERK)

    page = by_id(Election, night.election.id, opens)
    assert at_once.press(page, page) == (DONE, "paper_none_to_open")
    assert number(night.session, PaperOpening) == 1


def test_two_people_are_the_second_to_enter_a_batch(creek: TallowCreek, at_once: AtOnce) -> None:
    night = Night(creek)
    night.open()
    batch = night.batch(4)
    read = night.read(FOUR)
    night.enter(batch, night.parent, read)
    third = night.teller("Tess Third", False)

    def enters(who: Account) -> Reader:
        def act(session: Session, row: object) -> object:
            assert isinstance(row, PaperBatch)
            return paper_count.enter_batch(session, row, SECRET, read, now=NIGHT, by=who.id)

        return by_id(PaperBatch, batch.id, act)

    first, second = at_once.press(enters(night.clerk), enters(third))
    assert first == DONE
    assert "batch_agreed" in second
    assert number(night.session, PaperSheet) == 4


def test_one_sheet_goes_into_two_batches_at_once(creek: TallowCreek, at_once: AtOnce) -> None:
    night = Night(creek)
    night.open()
    batches = [night.batch(1), night.batch(1)]
    read = night.read({0: FOUR[0]})
    for batch in batches:
        night.enter(batch, night.parent, read)

    def act(session: Session, row: object) -> object:
        assert isinstance(row, PaperBatch)
        return paper_count.enter_batch(session, row, SECRET, read, now=NIGHT, by=night.clerk.id)

    answers = at_once.press(*(by_id(PaperBatch, batch.id, act) for batch in batches))
    assert answers == (DONE, "ballot_entered_before")
    assert number(night.session, PaperSheet) == 1


@ORDERS
def test_a_batch_is_taken_out_while_its_second_teller_enters_it(
    creek: TallowCreek, at_once: AtOnce, swapped: bool
) -> None:
    night = Night(creek)
    night.open()
    batch = night.batch(4)
    read = night.read(FOUR)
    night.enter(batch, night.parent, read)

    def enters(session: Session, row: object) -> object:
        assert isinstance(row, PaperBatch)
        return paper_count.enter_batch(session, row, SECRET, read, now=NIGHT, by=night.clerk.id)

    def takes_out(session: Session, row: object) -> None:
        assert isinstance(row, PaperBatch)
        paper_count.withdraw_batch(session, row, "By mistake.", now=NIGHT, by=CLERK)

    pages = [by_id(PaperBatch, batch.id, enters), by_id(PaperBatch, batch.id, takes_out)]
    answers = at_once.press(*(reversed(pages) if swapped else pages))
    assert answers == (DONE, "batch_withdrawn" if swapped else "batch_settled")
    assert number(night.session, PaperSheet) == (0 if swapped else 4)


def test_two_people_confirm_one_reason(creek: TallowCreek, at_once: AtOnce) -> None:
    night = Night(creek)
    night.open()
    night.both(night.batch(3), night.read({place: FOUR[place] for place in range(3)}))
    (line,) = paper_count.differences(night.session, night.election)
    row = paper_count.write_difference(
        night.session, night.election, line, "One was empty.", now=NIGHT, by=night.clerk.id
    )
    third = night.teller("Tess Third", False)
    night.session.commit()

    def confirms(who: Account) -> Reader:
        def act(session: Session, found: object) -> None:
            assert isinstance(found, DifferenceReason)
            election = session.get_one(Election, found.election_id)
            paper_count.confirm_reason(session, election, found, now=NIGHT, by=who.id)

        return by_id(DifferenceReason, row.id, act)

    answers = at_once.press(confirms(night.parent), confirms(third))
    assert answers == (DONE, "explanation_too_late")


# recounts


class Again(RecountNight):
    """The second pair reads two sheets of the first batch in another way."""

    def __init__(self, creek: TallowCreek, at_once: AtOnce) -> None:
        super().__init__(creek)
        self.at_once = at_once
        self.recount = self.ask()
        self.second_pair(self.recount, {0: ["Bo Lee"], 1: ["Bo Lee"]})
        self.row = recounting.agreed_again(self.session, self.recount)[self.batches[0].id]

    def write(self, stands: Stands = Stands.SECOND) -> None:
        recounting.write_stands(self.session, self.row, stands, "Two crosses.", now=AGAIN, by=self.second.id)
        self.session.commit()

    def writes(self, stands: Stands) -> Reader:
        def act(session: Session, row: object) -> None:
            assert isinstance(row, RecountBatch)
            recounting.write_stands(session, row, stands, "Another.", now=SIGNED, by=self.witness.id)

        return by_id(RecountBatch, self.row.id, act)

    def confirms(self, who: Account) -> Reader:
        shown = self.row.written_at

        def act(session: Session, row: object) -> None:
            assert isinstance(row, RecountBatch)
            recounting.confirm_stands(session, row, shown=shown, now=AGAIN, by=who.id)

        return by_id(RecountBatch, self.row.id, act)

    def ends(self) -> Reader:
        def act(session: Session, recount: object) -> object:
            assert isinstance(recount, Recount)
            result = recounting.end_recount(session, recount, SECRET, now=AGAIN, by=self.clerk.id)
            return DONE if result else None

        return by_id(Recount, self.recount.id, act)


def test_two_people_confirm_one_batch_of_a_recount(creek: TallowCreek, at_once: AtOnce) -> None:
    night = Again(creek, at_once)
    night.write()
    answers = at_once.press(night.confirms(night.clerk), night.confirms(night.parent))
    assert answers == (DONE, "recount_settled")


@ORDERS
def test_a_batch_of_a_recount_is_written_again_while_it_is_confirmed(
    creek: TallowCreek, at_once: AtOnce, swapped: bool
) -> None:
    night = Again(creek, at_once)
    night.write()
    pages = [night.confirms(night.clerk), night.writes(Stands.FIRST)]
    answers = at_once.press(*(reversed(pages) if swapped else pages))
    assert answers == (DONE, "recount_written_since" if swapped else "recount_settled")
    night.session.expire_all()
    assert night.row.stands is (Stands.FIRST if swapped else Stands.SECOND)
    assert (night.row.confirmed_at is None) is swapped


def test_what_was_written_since_it_was_read_is_not_confirmed(creek: TallowCreek, at_once: AtOnce) -> None:
    """One after the other, the page long open: what the confirming person read is not what stands there now."""
    night = Again(creek, at_once)
    night.write(Stands.FIRST)
    read = night.confirms(night.clerk)
    assert at_once.press(night.writes(Stands.SECOND), by_id(Recount, night.recount.id, lambda *_: None)) == (
        DONE,
        DONE,
    )
    assert (
        at_once.press(read, by_id(Recount, night.recount.id, lambda *_: None))[0] == "recount_written_since"
    )
    night.session.expire_all()
    assert at_once.press(night.confirms(night.clerk), night.writes(Stands.FIRST)) == (DONE, "recount_settled")
    night.session.expire_all()
    assert night.end(night.recount)["Bo Lee"] == 7


def test_two_people_end_one_recount(creek: TallowCreek, at_once: AtOnce) -> None:
    night = Again(creek, at_once)
    night.settle(night.recount, night.batches[0], Stands.SECOND)
    assert at_once.press(night.ends(), night.ends()) == (DONE, "recount_ended")
    night.session.expire_all()
    assert number(night.session, Result) == 2
    newest = counting.newest_result(night.session, night.election)
    assert newest is not None
    assert night.votes(newest.document) == {"Ana Ruiz": 4, "Bo Lee": 7, "Cy Hart": 4, "Di Voss": 1}


def test_two_requests_for_a_recount_at_once(creek: TallowCreek, at_once: AtOnce) -> None:
    night = RecountNight(creek)
    request = recounting.Request(asked_as=AskedAs.VOTER, name="V", reason="Sure?", asked_at=AGAIN)

    def act(session: Session, election: object) -> object:
        assert isinstance(election, Election)
        return recounting.begin_recount(session, election, request, now=AGAIN, by=night.clerk.id)

    page = by_id(Election, night.election.id, act)
    assert at_once.press(page, page) == (DONE, "recount_running")
    assert number(night.session, Recount) == 1


# lots, signatures, certificates


class Tied:
    """A tie for the last seat, and lots that are entered and confirmed."""

    def __init__(self, creek: TallowCreek) -> None:
        self.night = TiedNight(creek)
        self.session, self.election = self.night.session, self.night.election
        self.contest = self.election.contests[0]
        self.tied = tied_in(self.session, self.contest)
        self.other = account(self.session, "Omar Other")

    def enters(self, *, reverse: bool = False) -> Reader:
        """The one that is drawn the other way round is entered a minute later."""
        drawn = self.tied[::-1] if reverse else self.tied
        now = AGAIN + timedelta(minutes=reverse)
        seen = [
            Witness(name=name, is_employee=False, is_nominee=False, is_close_relative=False)
            for name in ("Wanda One", "Walt Two")
        ]

        def act(session: Session, contest: object) -> object:
            assert isinstance(contest, Contest)
            return lots.record_lot(
                session,
                contest,
                drawn=drawn,
                drawn_at=NIGHT,
                place="Library",
                method="Hat",
                witnesses=seen,
                now=now,
                by=self.night.clerk.id,
            )

        return by_id(Contest, self.contest.id, act)

    def lot(self) -> LotDrawing:
        return lots.lots_of(self.session, self.election)[self.contest.id]

    def confirms(self, who: Account) -> Reader:
        def act(session: Session, lot: object) -> None:
            assert isinstance(lot, LotDrawing)
            lots.confirm_lot(session, lot, unconcerned(who), now=SIGNED, by=who.id)

        return by_id(LotDrawing, self.lot().id, act)

    def confirmed(self) -> int:
        self.session.expire_all()
        rows = select(func.count()).select_from(LotDrawing).where(LotDrawing.confirmed_at.is_not(None))
        return self.session.scalar(rows) or 0


NOTHING = partial(by_id, act=lambda _session, _row: None)


def test_two_people_confirm_one_lot(creek: TallowCreek, at_once: AtOnce) -> None:
    tied = Tied(creek)
    assert at_once.press(tied.enters(), NOTHING(Election, tied.election.id)) == (DONE, DONE)
    answers = at_once.press(tied.confirms(tied.night.parent), tied.confirms(tied.other))
    assert answers == (DONE, "lot_settled")
    assert (tied.confirmed(), number(tied.session, Result)) == (1, 2)


@ORDERS
def test_another_lot_is_entered_while_the_first_is_confirmed(
    creek: TallowCreek, at_once: AtOnce, swapped: bool
) -> None:
    """Only one order is ever confirmed, and it is the one that the confirming person has read."""
    tied = Tied(creek)
    assert at_once.press(tied.enters(), NOTHING(Election, tied.election.id)) == (DONE, DONE)
    pages = [tied.confirms(tied.night.parent), tied.enters(reverse=True)]
    answers = at_once.press(*(reversed(pages) if swapped else pages))
    assert answers[0] == DONE
    assert answers[1] == ("lot_settled" if swapped else "no_tie")
    assert tied.confirmed() == (0 if swapped else 1)


def test_a_lot_is_entered_twice_at_once(creek: TallowCreek, at_once: AtOnce) -> None:
    """Two papers lie on the table: the second person is asked to look, and one is confirmed."""
    tied = Tied(creek)
    first, _second = at_once.press(tied.enters(), tied.enters(reverse=True))
    assert first == DONE
    assert at_once.press(tied.confirms(tied.other), tied.confirms(tied.night.parent)) == (DONE, "lot_settled")
    assert tied.confirmed() == 1


def test_one_person_signs_twice_at_once(creek: TallowCreek, at_once: AtOnce) -> None:
    night = RecountNight(creek)
    who = account(night.session, "Will Witness")

    def act(session: Session, election: object) -> object:
        assert isinstance(election, Election)
        return certifying.sign(
            session,
            election,
            name=who.name,
            capacity="Witness",
            is_employee=False,
            is_nominee=False,
            is_close_relative=False,
            now=SIGNED,
            by=who.id,
        )

    page = by_id(Election, night.election.id, act)
    first, second = at_once.press(page, page)
    assert first == DONE
    assert "signed_already" in second
    assert number(night.session, CertificationSignature) == 1


def test_two_clerks_call_one_run_off_at_once(creek: TallowCreek, at_once: AtOnce) -> None:
    night = RunoffNight(creek)

    def calls(session: Session, contest: object) -> object:
        assert isinstance(contest, Contest)
        return call_runoff(
            session,
            contest,
            title="Run-off: Parents",
            titles={},
            opens_at=at(12, 29, 7),
            closes_at=at(1, 5, 19, year=2026),
            now=AGAIN,
            by=night.clerk.id,
        )

    page = by_id(Contest, night.election.contests[0].id, calls)
    assert at_once.press(page, page) == (DONE, "runoff_called")
    assert (number(night.session, Runoff), number(night.session, Election)) == (1, 2)


def test_a_recount_begins_while_its_run_off_is_certified(
    creek: TallowCreek, at_once: AtOnce, tmp_path: Path
) -> None:
    night = RunoffNight(creek)
    runoff = night.call()
    night.hold(runoff)
    for name, employee in (("Carla Clerk", True), ("Will Witness", False)):
        sign(night.session, runoff, account(night.session, name), LATE, employee=employee)
    request = recounting.Request(asked_as=AskedAs.VOTER, name="V", reason="Sure?", asked_at=AGAIN)

    def begins(session: Session, election: object) -> object:
        assert isinstance(election, Election)
        return recounting.begin_recount(session, election, request, now=LATE, by=night.clerk.id)

    def certifies(session: Session, election: object) -> object:
        assert isinstance(election, Election)
        return certifying.certify(session, election, SECRET, Storage(tmp_path), now=LATE) and DONE

    pages = by_id(Election, night.election.id, begins), by_id(Election, runoff.id, certifies)
    assert at_once.press(*pages) == (DONE, "first_result_being_changed")
    assert number(night.session, Certificate) == 0


def test_two_people_certify_at_once(creek: TallowCreek, at_once: AtOnce, tmp_path: Path) -> None:
    night = RecountNight(creek)
    for name, employee in (("Carla Clerk", True), ("Will Witness", False)):
        sign(night.session, night.election, account(night.session, name), SIGNED, employee=employee)

    def act(session: Session, election: object) -> object:
        assert isinstance(election, Election)
        return certifying.certify(session, election, SECRET, Storage(tmp_path), now=SIGNED) and DONE

    page = by_id(Election, night.election.id, act)
    assert at_once.press(page, page) == (DONE, "certified_already")
    assert (number(night.session, Certificate), number(night.session, Result)) == (1, 2)


def test_two_people_confirm_one_correction_of_the_result(
    creek: TallowCreek, at_once: AtOnce, tmp_path: Path
) -> None:
    night = RecountNight(creek)
    assert night.certify(tmp_path, day=15).is_good
    row = correcting_result.write_correction(
        night.session, night.election, "A name is misspelled.", now=SIGNED, by=night.clerk.id
    )
    other = account(night.session, "Omar Other")
    night.session.commit()

    def confirms(who: Account) -> Reader:
        def act(session: Session, found: object) -> None:
            assert isinstance(found, Correction)
            correcting_result.confirm_correction(session, found, unconcerned(who), now=SIGNED, by=who.id)

        return by_id(Correction, row.id, act)

    answers = at_once.press(confirms(night.parent), confirms(other))
    assert answers == (DONE, "correction_confirmed")
    assert number(night.session, Result) == 3
