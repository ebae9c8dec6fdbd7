"""A tie that a run-off decides: what the council chose, when it may be called, and what the certificate leaves open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ballot_service.rules.calendar import at_local
from ballot_service.rules.certification import LotState, may_certify
from ballot_service.rules.decision import Decision, Weight
from ballot_service.rules.election_settings import NoticeCounting, TieMethod
from ballot_service.rules.lots import may_record_lot
from ballot_service.rules.naming import decision_with_names
from ballot_service.rules.runoffs import (
    RunoffFacts,
    RunoffOpeningFacts,
    earliest_runoff_on,
    may_call_runoff,
    may_open_runoff,
)
from tests.rules.test_certification import (
    CHICAGO,
    CLOSES,
    LOT,
    NOT_CURED,
    NOTHING_OPEN,
    PARENTS,
    SECOND,
    TIED,
    WINDOWS_END,
)

FRIDAY_26 = date(2025, 12, 26)
"""Two weeks after Friday 12 December, when the last window ends."""


def at(day: date, clock: str = "07:00") -> datetime:
    return at_local(day, clock, CHICAGO)


RUNOFF = RunoffFacts(
    contest=PARENTS,
    tied=("four", "five"),
    tie_method=TieMethod.RUNOFF,
    opens_at=at(FRIDAY_26),
    closes_at=at(FRIDAY_26 + timedelta(days=7), "19:00"),
    still_open=NOTHING_OPEN,
)


def test_a_run_off_with_two_weeks_for_the_notice_may_be_called() -> None:
    decision = may_call_runoff(RUNOFF)
    assert decision.reasons == ()
    assert decision.dates == {"earliest_opening": FRIDAY_26}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tied": ()}, "nothing_to_run_off"),
        ({"tie_method": TieMethod.LOT}, "lot_chosen"),
        ({"is_runoff": True}, "tie_in_runoff"),
        ({"is_runoff": True, "tie_method": TieMethod.LOT}, "tie_in_runoff"),
        ({"runoff_called": True}, "runoff_called"),
        ({"has_lot": True}, "lot_on_record"),
        ({"is_being_changed": True}, "result_being_changed"),
        ({"still_open": replace(NOTHING_OPEN, undecided=1)}, "ballots_may_be_added"),
        ({"still_open": replace(NOTHING_OPEN, uncounted=1)}, "ballots_may_be_added"),
        ({"opens_at": at(FRIDAY_26 - timedelta(days=1), "23:59")}, "runoff_too_soon"),
        ({"min_notice_days": 15}, "runoff_too_soon"),
        ({"notice_counting": NoticeCounting.CLEAR_DAYS}, "runoff_too_soon"),
        ({"closes_at": at(FRIDAY_26)}, "runoff_closes_early"),
    ],
)
def test_a_run_off_that_is_not_in_order(change: dict[str, object], code: str) -> None:
    decision = may_call_runoff(replace(RUNOFF, **change))  # type: ignore[arg-type]  # each value is its field's own type
    assert decision.codes == (code,)
    assert not decision.allowed


def test_the_first_minute_of_the_first_day_is_in_time_and_one_second_is_long_enough() -> None:
    opens = at(FRIDAY_26, "00:00")
    assert may_call_runoff(replace(RUNOFF, opens_at=opens, closes_at=opens + SECOND)).allowed
    assert may_call_runoff(replace(RUNOFF, opens_at=opens - SECOND)).codes == ("runoff_too_soon",)


def test_every_objection_is_named_at_once() -> None:
    wrong = replace(RUNOFF, tied=(), tie_method=TieMethod.LOT, has_lot=True, runoff_called=True)
    codes = may_call_runoff(wrong).codes
    assert codes == ("nothing_to_run_off", "lot_chosen", "runoff_called", "lot_on_record")


def test_a_run_off_called_early_waits_for_the_windows_of_the_first_result() -> None:
    """Notice of one day would do, but until 12 December at 17:00 a challenge may change who is tied."""
    early = replace(RUNOFF, min_notice_days=1, still_open=replace(NOTHING_OPEN, asked_at=CLOSES + SECOND))
    assert earliest_runoff_on(early) == date(2025, 12, 13)
    assert earliest_runoff_on(replace(early, still_open=NOTHING_OPEN)) == date(2025, 12, 13)


def test_mail_that_can_still_settle_the_tie_is_waited_for_and_no_longer() -> None:
    mail = replace(NOTHING_OPEN, asked_at=WINDOWS_END - SECOND, mail_outstanding=2)
    refused = may_call_runoff(replace(RUNOFF, still_open=mail))
    assert [str(reason.sentence) for reason in refused.objections] == [
        "Ballots that may still be added: 2. They may settle the tie."
    ]
    assert "Fri 12 Dec 2025, 5:00 p.m. Central time" in str(refused.objections[0].remedy)
    assert may_call_runoff(replace(RUNOFF, still_open=replace(mail, asked_at=WINDOWS_END))).allowed


def test_where_the_council_chose_a_run_off_a_lot_waits_until_it_was_called_off() -> None:
    chosen = replace(LOT, tie_method=TieMethod.RUNOFF)
    decision = may_record_lot(chosen)
    assert decision.codes == ("runoff_chosen",)
    assert "Call the run-off." in str(decision.objections[0].remedy)
    assert may_record_lot(replace(chosen, runoff_called_off=True)).reasons == ()


def test_a_certificate_waits_for_the_call_and_not_for_the_vote() -> None:
    by_runoff = replace(TIED, tie_method=TieMethod.RUNOFF)
    (waits,) = may_certify(replace(NOT_CURED, contests=(by_runoff,))).objections
    assert waits.code == "tie_for_last_seat"
    assert str(waits.remedy).endswith("If the tie stands, call a run-off.")
    called = replace(NOT_CURED, contests=(replace(by_runoff, runoff_called=True),))
    decision = decision_with_names(may_certify(called), {"four": "Ana Four", "five": "Ben Five"})
    assert decision.allowed
    (left_open,) = (reason for reason in decision.reasons if reason.code == "runoff_decides")
    assert left_open.weight is Weight.WARNS
    assert str(left_open.sentence) == "Parents: a run-off decides these seats: 4. Tied: Ana Four, Ben Five."


def test_a_lot_that_was_confirmed_counts_before_a_run_off() -> None:
    """Only a run-off that was called off leaves room for a lot; its certificate is then an ordinary one."""
    drawn = replace(TIED, tie_method=TieMethod.RUNOFF, lot=LotState.CONFIRMED)
    decision = may_certify(replace(NOT_CURED, contests=(drawn,)))
    assert decision.allowed
    assert not {"runoff_decides", "tie_for_last_seat"} & set(decision.codes)


def test_a_run_off_that_is_called_opens_once_no_window_of_the_first_result_is_open() -> None:
    """The last window ends on Friday 12 December; the notice is not this rule's to judge."""
    opening = RunoffOpeningFacts(opens_at=at(date(2025, 12, 13), "00:00"), windows=NOTHING_OPEN.windows)
    assert may_open_runoff(opening) == Decision(dates={"earliest_opening": date(2025, 12, 13)})
    too_soon = may_open_runoff(replace(opening, opens_at=opening.opens_at - SECOND))
    assert too_soon.codes == ("runoff_too_soon",)
    assert not too_soon.allowed
    assert str(too_soon.objections[0].remedy) == "Choose Sat 13 Dec 2025 or a later day."
    assert too_soon.dates == {"earliest_opening": date(2025, 12, 13)}
    later = replace(NOTHING_OPEN.windows, challenge_business_days=10)
    assert may_open_runoff(replace(opening, windows=later)).codes == ("runoff_too_soon",)
