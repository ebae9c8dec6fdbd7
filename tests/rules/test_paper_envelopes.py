"""Paper envelopes that come back: in time, signed, first; the others stay closed, each with its reason (1.14, 1.15)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from ballot_service.rules.decision import Outcome
from ballot_service.rules.paper_envelopes import (
    REJECTED_AS,
    EnvelopeWay,
    ReturnedEnvelopeFacts,
    screen_envelope,
)
from ballot_service.rules.windows import WindowFacts
from tests.tallow_creek import CLOSES, ZONE, at

WINDOWS = WindowFacts(closes_at=CLOSES, zone=str(ZONE))
CURE_ENDS = at(12, 12, 17)
EARLY = at(11, 25)


def came(received_at: datetime = EARLY, **changed: Any) -> ReturnedEnvelopeFacts:
    told = {"asked_at": received_at, "way": EnvelopeWay.DROP, **changed}
    return ReturnedEnvelopeFacts(windows=WINDOWS, received_at=received_at, **told)


@pytest.mark.parametrize("way", EnvelopeWay)
def test_signed_and_in_time_it_is_accepted(way: EnvelopeWay) -> None:
    assert screen_envelope(came(way=way)).outcome is Outcome.ALLOWED


@pytest.mark.parametrize("way", [EnvelopeWay.DROP, EnvelopeWay.TABLE])
def test_what_is_handed_over_ends_with_the_close(way: EnvelopeWay) -> None:
    assert screen_envelope(came(CLOSES - timedelta(seconds=1), way=way)).codes == ()
    assert screen_envelope(came(CLOSES, way=way)).codes == ("envelope_late",)


@pytest.mark.parametrize(
    ("postmark", "received", "codes"),
    [
        (date(2025, 12, 5), at(12, 12, 16, 59), ()),
        (date(2025, 12, 5), at(12, 12, 17), ("received_late",)),
        (date(2025, 12, 6), at(12, 8), ("posted_late",)),
        (None, at(12, 5, 18), ()),
        (None, at(12, 6), ("posted_late",)),
    ],
)
def test_mail_is_posted_by_the_close_and_an_unreadable_postmark_is_the_day_it_came(
    postmark: date | None, received: datetime, codes: tuple[str, ...]
) -> None:
    facts = came(received, way=EnvelopeWay.MAIL, postmarked_on=postmark)
    assert screen_envelope(facts).codes == codes


def test_without_a_signature_it_waits_until_the_cure_window_ends() -> None:
    waits = screen_envelope(came(is_signed=False, asked_at=CURE_ENDS - timedelta(seconds=1)))
    assert (waits.outcome, waits.codes) == (Outcome.HELD, ("envelope_unsigned",))
    assert waits.dates["cure_ends"] == CURE_ENDS
    assert screen_envelope(came(is_signed=False, asked_at=CURE_ENDS)).codes == ("envelope_not_signed",)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"has_voted": True}, ("envelope_second",)),
        ({"is_cancelled": True}, ("envelope_cancelled",)),
        ({"may_have_a_ballot": False, "is_held": True}, ("envelope_not_eligible",)),
        ({"is_held": True}, ("envelope_provisional",)),
        ({"is_held": True, "is_signed": False}, ("envelope_provisional", "envelope_unsigned")),
        ({"has_voted": True, "is_signed": False}, ("envelope_second", "envelope_unsigned")),
    ],
)
def test_whose_it_is_decides_too(changed: dict[str, bool], codes: tuple[str, ...]) -> None:
    decision = screen_envelope(came(**changed))
    assert decision.codes == codes
    assert (decision.outcome is Outcome.REFUSED) == any(code in REJECTED_AS for code in codes)
