"""Numbers that must agree, turnout, windows, and when to count and publish (1.14, 1.15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.ballot_account import BallotAccount, RejectedCount, RejectionKind, turnout
from ballot_service.rules.calendar import at_local
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.count_time import (
    CountTimeFacts,
    ResultsStatus,
    may_count,
    may_publish_votes,
    may_still_be_added,
    results_status,
)
from ballot_service.rules.decision import Outcome
from ballot_service.rules.election_settings import CountWhen
from ballot_service.rules.windows import (
    MailedBallotFacts,
    WindowFacts,
    mailed_in_time,
    window_dates,
    windows_after,
)
from ballot_service.sealing.shapes import read_shape

CHICAGO = "America/Chicago"
CLOSES = at_local(date(2025, 12, 5), "19:00", CHICAGO)
CURE_END = at_local(date(2025, 12, 12), "17:00", CHICAGO)
WINDOWS = WindowFacts(closes_at=CLOSES, zone=CHICAGO)
SECOND = timedelta(seconds=1)

ACCOUNT = BallotAccount(
    roll=1140,
    issued=1000,
    received=75,
    accepted=72,
    counted=72,
    credited=72,
    rejected=(
        RejectedCount(kind=RejectionKind.DUPLICATE, ballots=2),
        RejectedCount(kind=RejectionKind.LATE, ballots=1),
    ),
)


def test_received_is_counted_and_each_kind_of_rejected() -> None:
    decision = ballots_reconcile(ACCOUNT)
    assert decision.allowed
    assert [str(reason.sentence) for reason in decision.reasons] == [
        "The sum agrees. Received 75 = counted 72 + rejected 3 + waiting 0.",
        "Rejected (second ballot of the same voter): 2.",
        "Rejected (came too late): 1.",
    ]


def test_one_ballot_too_few_is_refused_with_the_difference() -> None:
    decision = ballots_reconcile(replace(ACCOUNT, received=76))
    assert not decision.allowed
    assert decision.objections[0].code == "sum_differs"
    assert str(decision.objections[0].remedy) == "Look for the difference of 1."


def test_a_provisional_ballot_on_hold_is_in_the_sum_and_holds_it() -> None:
    decision = ballots_reconcile(replace(ACCOUNT, received=76, undecided=1))
    assert decision.outcome is Outcome.HELD
    assert [reason.code for reason in decision.objections] == ["ballots_undecided"]
    assert "Received 76 = counted 72 + rejected 3 + waiting 1." in str(decision.reasons[1].sentence)


@pytest.mark.parametrize(
    ("change", "code", "outcome"),
    [
        ({"counted": 70, "credited": 70}, "accepted_not_counted", Outcome.HELD),
        ({"counted": 73, "credited": 73}, "more_counted_than_accepted", Outcome.REFUSED),
        ({"credited": 71}, "credit_differs", Outcome.REFUSED),
        ({"roll": 71}, "more_voters_than_roll", Outcome.REFUSED),
    ],
)
def test_every_other_way_in_which_numbers_disagree(
    change: dict[str, int], code: str, outcome: Outcome
) -> None:
    decision = ballots_reconcile(replace(ACCOUNT, **change))  # type: ignore[arg-type]  # whole numbers only
    assert [reason.code for reason in decision.objections] == [code]
    assert decision.outcome is outcome


def test_every_ballot_may_come_back_and_everybody_on_the_roll_may_vote() -> None:
    whole = replace(ACCOUNT, issued=75, roll=72)
    assert ballots_reconcile(whole) == ballots_reconcile(ACCOUNT)


def test_numbers_from_before_paper_and_cards_were_counted_are_read() -> None:
    """Bundles sealed then have no place for them."""
    numbers = dict.fromkeys(("roll", "issued", "received", "accepted", "counted", "credited", "undecided"), 0)
    account = read_shape(BallotAccount, {**numbers, "rejected": []})
    assert (account.paper, account.added, account.cards) == (None, (), None)


def test_more_received_than_issued_is_a_warning() -> None:
    decision = ballots_reconcile(replace(ACCOUNT, issued=74))
    assert decision.allowed
    assert [reason.code for reason in decision.warnings] == ["more_received_than_issued"]


@given(st.integers(0, 500), st.integers(0, 500), st.lists(st.integers(0, 50), max_size=7), st.integers(-3, 3))
def test_the_sum_agrees_exactly_when_it_does(
    counted: int, undecided: int, rejected: list[int], off: int
) -> None:
    lines = tuple(
        RejectedCount(kind=kind, ballots=ballots)
        for kind, ballots in zip(RejectionKind, rejected, strict=False)
    )
    received = counted + undecided + sum(rejected) + off
    account = BallotAccount(
        roll=2000,
        issued=5000,
        received=received,
        accepted=counted,
        counted=counted,
        credited=counted,
        undecided=undecided,
        rejected=lines,
    )
    codes = ballots_reconcile(account).codes
    assert ("sum_agrees" in codes) is (off == 0)
    assert ("sum_differs" in codes) is (off != 0)


@pytest.mark.parametrize(
    ("credited", "roll", "tenths"),
    [(72, 1140, 63), (0, 10, 0), (10, 10, 1000), (1, 2000, 1), (1, 2001, 0), (0, 0, None)],
)
def test_turnout_is_credited_voters_of_the_roll(credited: int, roll: int, tenths: int | None) -> None:
    assert turnout(replace(ACCOUNT, credited=credited, roll=roll)).tenths_of_percent == tenths


def test_five_business_days_after_friday_5_december_end_on_friday_12_at_five() -> None:
    ends = windows_after(replace(WINDOWS, first_result_at=CLOSES + timedelta(hours=1)))
    assert (ends.cure_ends_at, ends.mail_ends_at, ends.challenge_ends_at) == (CURE_END, CURE_END, CURE_END)
    assert ends.cure_ends_at == datetime(2025, 12, 12, 23, 0, tzinfo=UTC)


def test_windows_skip_holidays_and_are_named_in_local_time() -> None:
    facts = WindowFacts(
        closes_at=at_local(date(2025, 11, 21), "19:00", CHICAGO),
        zone=CHICAGO,
        holidays=(date(2025, 11, 27),),
        first_result_at=at_local(date(2025, 11, 24), "10:00", CHICAGO),
    )
    decision = window_dates(facts)
    assert [str(reason.sentence) for reason in decision.reasons] == [
        "Ballots on hold can be put right until Mon 1 Dec 2025, 5:00 p.m. Central time.",
        "Ballots mailed in time can arrive until Fri 28 Nov 2025, 5:00 p.m. Central time.",
        "The result can be challenged until Tue 2 Dec 2025, 5:00 p.m. Central time.",
    ]
    assert set(decision.dates) == {"cure_ends", "mail_ends", "challenge_ends"}


def test_without_a_result_no_challenge_window_is_known() -> None:
    assert windows_after(WINDOWS).challenge_ends_at is None
    assert set(window_dates(WINDOWS).dates) == {"cure_ends", "mail_ends"}


@pytest.mark.parametrize(
    ("postmark", "received", "codes"),
    [
        (date(2025, 12, 5), CURE_END - SECOND, ()),
        (date(2025, 12, 5), CURE_END, ("received_late",)),
        (date(2025, 12, 6), CURE_END - SECOND, ("posted_late",)),
        (None, CLOSES - SECOND, ()),
        (None, at_local(date(2025, 12, 6), "09:00", CHICAGO), ("posted_late",)),
        (date(2025, 12, 6), CURE_END, ("posted_late", "received_late")),
    ],
)
def test_mail_posted_by_close_and_received_within_seven_days(
    postmark: date | None, received: datetime, codes: tuple[str, ...]
) -> None:
    facts = MailedBallotFacts(windows=WINDOWS, postmarked_on=postmark, received_at=received)
    assert mailed_in_time(facts).codes == codes


READY = CountTimeFacts(asked_at=CLOSES, windows=WINDOWS, dispositions_frozen=True)


def test_nobody_counts_before_the_close_and_anybody_waiting_is_told_when() -> None:
    decision = may_count(replace(READY, asked_at=CLOSES - SECOND))
    assert not decision.allowed
    assert str(decision.objections[0].sentence) == (
        "Voting is open until Fri 5 Dec 2025, 7:00 p.m. Central time. Nobody sees any count before then."
    )
    assert may_publish_votes(replace(READY, asked_at=CLOSES - SECOND)).codes == ("voting_still_open",)


def test_at_close_when_nothing_can_be_added() -> None:
    assert may_count(READY).reasons == ()


def test_only_after_the_list_of_accepted_ballots_is_fixed() -> None:
    assert may_count(CountTimeFacts(asked_at=CLOSES, windows=WINDOWS)).codes == ("list_not_fixed",)


def test_all_decided_waits_for_provisional_ballots_and_mail() -> None:
    waiting = replace(READY, undecided=1, mail_outstanding=3)
    assert may_count(waiting).codes == ("ballots_undecided", "mail_may_arrive")
    assert may_count(replace(waiting, asked_at=CURE_END - SECOND)).codes == (
        "ballots_undecided",
        "mail_may_arrive",
    )
    # The mail window ends by itself; an undecided ballot needs a person.
    assert may_count(replace(waiting, asked_at=CURE_END)).codes == ("ballots_undecided",)
    assert may_count(replace(waiting, asked_at=CURE_END, undecided=0)).allowed


def test_at_close_counts_now_and_warns_of_the_second_count() -> None:
    decision = may_count(replace(READY, count_when=CountWhen.AT_CLOSE, undecided=1))
    assert decision.allowed
    assert [reason.code for reason in decision.warnings] == ["counted_again_later"]
    assert may_count(replace(READY, count_when=CountWhen.AT_CLOSE)).reasons == ()


@pytest.mark.parametrize(
    ("undecided", "mail", "uncounted", "codes"),
    [
        (0, 0, 0, ()),
        (1, 0, 0, ("ballots_may_be_added",)),
        (12, 0, 0, ("ballots_may_be_added",)),
        (4, 6, 0, ("ballots_may_be_added",)),
        (0, 0, 1, ("ballots_not_counted",)),
        (2, 0, 11, ("ballots_may_be_added", "ballots_not_counted")),
    ],
)
def test_votes_wait_while_any_ballot_may_be_added_or_waits_to_be_counted(
    undecided: int, mail: int, uncounted: int, codes: tuple[str, ...]
) -> None:
    """Twelve on hold may come down to one: the difference of two results would show how it was marked."""
    facts = replace(
        READY,
        count_when=CountWhen.AT_CLOSE,
        undecided=undecided,
        mail_outstanding=mail,
        uncounted=uncounted,
    )
    assert may_publish_votes(facts).codes == codes
    assert may_still_be_added(facts) == undecided + mail


def test_votes_are_published_when_nothing_is_said_to_wait() -> None:
    assert may_publish_votes(READY).reasons == ()


def test_votes_that_wait_name_the_day() -> None:
    decision = may_publish_votes(replace(READY, undecided=1))
    assert str(decision.objections[0].remedy).endswith(
        "at the latest after Fri 12 Dec 2025, 5:00 p.m. Central time."
    )
    assert decision.dates["windows_end"] == CURE_END


def test_the_state_of_a_result() -> None:
    assert results_status(may_be_added=1, is_certified=False) is ResultsStatus.UNOFFICIAL_PARTIAL
    assert results_status(may_be_added=0, is_certified=False) is ResultsStatus.UNOFFICIAL_COMPLETE
    assert results_status(may_be_added=0, is_certified=True) is ResultsStatus.CERTIFIED
