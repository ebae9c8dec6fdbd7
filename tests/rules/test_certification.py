"""S6: a tie for the last parent seat, from the close of voting to the certificate; and who may sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ballot_service.rules.ballot_account import BallotAccount
from ballot_service.rules.calendar import at_local
from ballot_service.rules.certification import (
    CertificationFacts,
    ContestAccount,
    LotState,
    may_certify,
    ready_to_certify,
)
from ballot_service.rules.contests import Contest
from ballot_service.rules.councils import Grade, SchoolGrade
from ballot_service.rules.count_time import CountTimeFacts
from ballot_service.rules.coverage import CoverageFacts
from ballot_service.rules.election_settings import CountWhen
from ballot_service.rules.lots import LotConfirmationFacts, LotFacts, may_confirm_lot, may_record_lot
from ballot_service.rules.naming import decision_with_names
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.signatures import Signer, SigningFacts, may_sign
from ballot_service.rules.windows import WindowFacts

CHICAGO = "America/Chicago"
CLOSES = at_local(date(2025, 12, 5), "19:00", CHICAGO)
CURED = at_local(date(2025, 12, 10), "10:00", CHICAGO)
WINDOWS_END = at_local(date(2025, 12, 12), "17:00", CHICAGO)
SECOND = timedelta(seconds=1)

PARENTS = Contest(
    contest="parents",
    group=SeatGroupKind.PARENTS,
    seats=4,
    candidates=("one", "two", "three", "four", "five", "six"),
)
WINDOWS = WindowFacts(closes_at=CLOSES, zone=CHICAGO, first_result_at=CLOSES + timedelta(hours=1))
TIED = ContestAccount(
    contest=PARENTS,
    ballots=72,
    votes=258,
    overvotes=0,
    undervotes=30,
    elected=3,
    tied=("four", "five"),
    tied_seats=1,
)
CLERK = Signer(person="clerk", is_employee=True, is_nominee=False, is_close_relative=False)
WITNESS = Signer(person="witness", is_employee=False, is_nominee=False, is_close_relative=False)
SECOND_WITNESS = replace(WITNESS, person="second-witness")
ON_5_DECEMBER = CertificationFacts(
    asked_at=CLOSES + timedelta(hours=2),
    windows=WINDOWS,
    account=BallotAccount(
        roll=300, issued=300, received=73, accepted=72, counted=72, credited=72, undecided=1
    ),
    contests=(TIED,),
    signers=(CLERK, WITNESS),
)
NOT_CURED = replace(
    ON_5_DECEMBER,
    asked_at=WINDOWS_END,
    account=replace(ON_5_DECEMBER.account, received=72, undecided=0),
)


def test_on_5_december_every_open_point_is_named_at_once() -> None:
    decision = decision_with_names(may_certify(ON_5_DECEMBER), {"four": "Ana Four", "five": "Ben Five"})
    assert not decision.allowed
    assert [str(reason.sentence) for reason in decision.objections] == [
        "Ballots on hold can still be put right until Fri 12 Dec 2025, 5:00 p.m. Central time.",
        "Ballots mailed in time can still arrive until Fri 12 Dec 2025, 5:00 p.m. Central time.",
        "The result can still be challenged until Fri 12 Dec 2025, 5:00 p.m. Central time.",
        "Parents: a tie for seat 4 between Ana Four, Ben Five.",
        "Ballots on hold without a decision: 1.",
    ]
    assert all(reason.remedy for reason in decision.objections)
    assert decision.dates["earliest_certification"] == WINDOWS_END


def test_cured_with_a_vote_for_candidate_five_the_tie_is_gone_and_only_the_windows_are_waited_for() -> None:
    settled = ContestAccount(contest=PARENTS, ballots=73, votes=259, overvotes=0, undervotes=33, elected=4)
    facts = replace(
        ON_5_DECEMBER,
        asked_at=CURED,
        account=replace(ON_5_DECEMBER.account, accepted=73, counted=73, credited=73, undecided=0),
        contests=(settled,),
    )
    assert [reason.code for reason in may_certify(facts).objections] == [
        "cure_window_open",
        "mail_window_open",
        "challenge_window_open",
    ]
    assert may_certify(replace(facts, asked_at=WINDOWS_END)).allowed


def test_not_cured_the_tie_stands_after_12_december_and_a_confirmed_lot_lets_it_be_certified() -> None:
    assert [reason.code for reason in may_certify(NOT_CURED).objections] == ["tie_for_last_seat"]
    entered = replace(NOT_CURED, contests=(replace(TIED, lot=LotState.ENTERED),))
    assert [reason.code for reason in may_certify(entered).objections] == ["lot_not_confirmed"]
    confirmed = replace(NOT_CURED, contests=(replace(TIED, lot=LotState.CONFIRMED),))
    assert may_certify(confirmed).allowed


def test_two_open_seats_are_both_named() -> None:
    facts = replace(
        NOT_CURED, contests=(replace(TIED, elected=2, tied=("three", "four", "five"), tied_seats=2),)
    )
    assert (
        str(may_certify(facts).objections[0].sentence)
        == "Parents: a tie for seats 3, 4 between three, four, five."
    )


SETTLED = replace(NOT_CURED, contests=(replace(TIED, lot=LotState.CONFIRMED),))


def test_windows_are_half_open() -> None:
    assert not may_certify(replace(SETTLED, asked_at=WINDOWS_END - SECOND)).allowed
    assert may_certify(SETTLED).allowed


@pytest.mark.parametrize(
    ("votes", "ballots", "codes"),
    [(257, 72, ["contest_sum_differs"]), (254, 71, ["contest_ballots_differ"])],
)
def test_a_contest_whose_numbers_do_not_agree_is_not_certified(
    votes: int, ballots: int, codes: list[str]
) -> None:
    contest = replace(SETTLED.contests[0], votes=votes, ballots=ballots)
    assert [r.code for r in may_certify(replace(SETTLED, contests=(contest,))).objections] == codes


def test_ballots_that_do_not_add_up_are_not_certified() -> None:
    facts = replace(SETTLED, account=replace(SETTLED.account, received=74))
    assert [reason.code for reason in may_certify(facts).objections] == ["sum_differs"]


def test_an_open_challenge_and_a_missing_result_are_named() -> None:
    assert [r.code for r in may_certify(replace(SETTLED, challenges_open=2)).objections] == ["challenge_open"]
    uncounted = replace(SETTLED, windows=replace(WINDOWS, first_result_at=None))
    decision = may_certify(uncounted)
    assert [reason.code for reason in decision.objections] == ["no_result"]
    assert decision.dates == {}


@pytest.mark.parametrize(
    ("seats", "warnings"),
    [(2, ["Students: seats unfilled 2."]), (1, ["Students: seats unfilled 1."]), (0, [])],
)
def test_unfilled_seats_do_not_stop_it(seats: int, warnings: list[str]) -> None:
    students = Contest(contest="students", group=SeatGroupKind.STUDENTS, seats=seats)
    nobody = ContestAccount(contest=students, ballots=0, votes=0, overvotes=0, undervotes=0, elected=0)
    decision = may_certify(replace(SETTLED, contests=(*SETTLED.contests, nobody)))
    assert decision.allowed
    assert [str(reason.sentence) for reason in decision.warnings] == warnings


def test_a_school_nobody_speaks_for_needs_its_written_reason() -> None:
    nobody = CoverageFacts(schools=(SchoolGrade(school="Oak", grade=Grade.D),))
    facts = replace(SETTLED, coverage=nobody)
    assert [str(reason.sentence) for reason in may_certify(facts).objections] == ["Oak: not represented."]
    assert may_certify(replace(facts, coverage=replace(nobody, reasons_written=("Oak",)))).allowed


@pytest.mark.parametrize(
    ("signers", "codes"),
    [
        ((), ["signatures_missing"]),
        ((WITNESS,), ["signatures_missing"]),
        ((WITNESS, WITNESS), ["signatures_missing"]),
        ((CLERK, replace(CLERK, person="teller")), ["only_employees_sign"]),
        ((CLERK, replace(WITNESS, is_nominee=True)), ["signer_is_candidate"]),
        ((CLERK, replace(WITNESS, is_close_relative=True)), ["signer_is_relative"]),
        ((WITNESS, SECOND_WITNESS), []),
    ],
)
def test_two_people_sign_one_of_them_from_outside(signers: tuple[Signer, ...], codes: list[str]) -> None:
    facts = replace(SETTLED, signers=signers)
    assert ready_to_certify(facts).allowed
    assert [reason.code for reason in may_certify(facts).objections] == codes


@pytest.mark.parametrize(
    ("signer", "already", "codes"),
    [
        (CLERK, (), ()),
        (WITNESS, (CLERK,), ()),
        (CLERK, (WITNESS,), ()),
        (CLERK, (CLERK,), ("signed_already", "only_employees_sign")),
        (WITNESS, (WITNESS,), ("signed_already",)),
        (replace(CLERK, person="teller"), (CLERK,), ("only_employees_sign",)),
        (replace(WITNESS, is_nominee=True), (), ("signer_is_candidate",)),
        (replace(WITNESS, is_close_relative=True), (), ("signer_is_relative",)),
        (replace(WITNESS, is_close_relative=None), (), ("declaration_missing",)),
    ],
)
def test_who_may_sign(signer: Signer, already: tuple[Signer, ...], codes: tuple[str, ...]) -> None:
    decision = may_sign(SigningFacts(signer=signer, already_signed=already))
    assert decision.codes == codes
    assert decision.allowed is (codes == ())


NOTHING_OPEN = CountTimeFacts(asked_at=WINDOWS_END, windows=WINDOWS, count_when=CountWhen.AT_CLOSE)
LOT = LotFacts(
    contest=PARENTS,
    tied=("four", "five"),
    drawn=("five", "four"),
    drawn_at=WINDOWS_END - timedelta(minutes=5),
    names_place=True,
    names_method=True,
    entered_by="clerk",
    witnesses=(WITNESS, SECOND_WITNESS),
    still_open=NOTHING_OPEN,
)


def test_a_lot_with_two_witnesses_is_recorded() -> None:
    assert may_record_lot(LOT).reasons == ()


@pytest.mark.parametrize("drawn_at", [CLOSES, WINDOWS_END])
def test_a_lot_may_be_drawn_from_the_close_of_voting_until_the_moment_it_is_entered(
    drawn_at: datetime,
) -> None:
    assert may_record_lot(replace(LOT, drawn_at=drawn_at)).allowed


def test_no_lot_while_a_provisional_or_mailed_ballot_can_settle_the_tie() -> None:
    early = replace(NOTHING_OPEN, asked_at=CURED, undecided=1)
    decision = may_record_lot(replace(LOT, drawn_at=CURED - SECOND, still_open=early))
    assert [str(reason.sentence) for reason in decision.objections] == [
        "Ballots that may still be added: 1. They may settle the tie."
    ]
    assert "Fri 12 Dec 2025, 5:00 p.m. Central time" in str(decision.objections[0].remedy)
    mail = replace(NOTHING_OPEN, asked_at=CURED, mail_outstanding=1)
    assert may_record_lot(replace(LOT, drawn_at=CURED - SECOND, still_open=mail)).codes == (
        "ballots_may_be_added",
    )
    assert may_record_lot(replace(LOT, still_open=replace(mail, asked_at=WINDOWS_END))).allowed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tied": (), "drawn": ()}, "no_tie"),
        ({"drawn": ("five",)}, "wrong_names_drawn"),
        ({"drawn": ("five", "six")}, "wrong_names_drawn"),
        ({"drawn": ("five", "five", "four")}, "wrong_names_drawn"),
        ({"names_place": False}, "lot_not_described"),
        ({"names_method": False}, "lot_not_described"),
        ({"drawn_at": CLOSES - SECOND}, "lot_at_wrong_time"),
        ({"drawn_at": WINDOWS_END + SECOND}, "lot_at_wrong_time"),
        ({"witnesses": (WITNESS,)}, "witnesses_missing"),
        ({"witnesses": (WITNESS, WITNESS)}, "witnesses_missing"),
        ({"witnesses": (WITNESS, CLERK)}, "witnesses_missing"),
        ({"witnesses": (WITNESS, SECOND_WITNESS, replace(WITNESS, is_nominee=True))}, "signer_is_candidate"),
    ],
)
def test_a_lot_that_is_not_in_order(change: dict[str, object], code: str) -> None:
    decision = may_record_lot(replace(LOT, **change))  # type: ignore[arg-type]  # each value is its field's own type
    assert decision.codes == (code,)
    assert not decision.allowed


@pytest.mark.parametrize(
    ("confirmer", "codes"),
    [
        (WITNESS, ()),
        (CLERK, ("confirmed_by_same_person",)),
        (replace(WITNESS, is_close_relative=True), ("signer_is_relative",)),
    ],
)
def test_a_second_person_confirms_the_lot(confirmer: Signer, codes: tuple[str, ...]) -> None:
    assert may_confirm_lot(LotConfirmationFacts(entered_by="clerk", confirmed_by=confirmer)).codes == codes
