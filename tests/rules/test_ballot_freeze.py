"""Freezing the ballot: once, after nominations have closed (a half-open deadline), with somebody on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ballot_service.rules.ballot_freeze import BallotFreezeFacts, may_freeze_ballot

CLOSES = datetime(2025, 11, 3, 23, tzinfo=UTC)
READY = BallotFreezeFacts(asked_at=CLOSES, nominations_close_at=CLOSES, zone="America/Chicago", qualified=6)


def test_the_ballot_is_frozen_from_the_minute_nominations_close() -> None:
    assert may_freeze_ballot(READY).reasons == ()
    early = may_freeze_ballot(replace(READY, asked_at=CLOSES - timedelta(seconds=1)))
    assert [str(reason.remedy) for reason in early.objections] == [
        "Freeze the ballot after Mon 3 Nov 2025, 5:00 p.m. Central time."
    ]
    assert early.dates == {"nominations_close": CLOSES}


@pytest.mark.parametrize(
    ("facts", "code"),
    [(replace(READY, is_frozen=True), "ballot_frozen"), (replace(READY, qualified=0), "nobody_stands")],
)
def test_what_keeps_a_ballot_from_being_frozen(facts: BallotFreezeFacts, code: str) -> None:
    assert may_freeze_ballot(facts).codes == (code,)


def test_open_cases_about_names_are_warned_about() -> None:
    decision = may_freeze_ballot(replace(READY, cases_open=2))
    assert decision.allowed
    assert decision.codes == ("cases_open",)
    assert may_freeze_ballot(replace(READY, cases_open=2, is_frozen=True)).codes == ("ballot_frozen",)


def test_what_may_still_come_in_time_is_warned_about() -> None:
    """S5: mailed in time on 1 November, in the office on the 5th; a freeze on the 4th would keep it off the ballot."""
    waiting = replace(READY, forms_open=2, mail_ends_at=CLOSES + timedelta(days=7))
    decision = may_freeze_ballot(waiting)
    assert decision.allowed
    assert decision.codes == ("forms_open", "mail_may_come")
    assert str(decision.warnings[1].remedy) == (
        "If you can wait, freeze the ballot after Mon 10 Nov 2025, 5:00 p.m. Central time. "
        "What comes after the freeze is late."
    )
    after = replace(waiting, forms_open=0, asked_at=CLOSES + timedelta(days=7))
    assert may_freeze_ballot(after).codes == ()
    early = replace(waiting, asked_at=CLOSES - timedelta(seconds=1))
    assert may_freeze_ballot(early).codes == ("nominations_open",)
