"""Quiet hours that cost a day of notice are warned about before anything is sent (requirements 1.15, notice)."""

from datetime import date, datetime

import pytest

from ballot_service.rules.calendar import at_local, local_date
from ballot_service.rules.sending_hours import SendingTimes, quiet_hours_cost

CHICAGO = "America/Chicago"


def at(day: int, clock: str) -> datetime:
    return at_local(date(2025, 11, day), clock, CHICAGO)


@pytest.mark.parametrize(
    ("finishes", "without", "codes"),
    [
        (at(4, "19:59"), at(4, "19:59"), ()),
        (at(5, "08:10"), at(4, "20:10"), ("quiet_hours_cost_a_day",)),
        (at(10, "08:10"), at(8, "21:00"), ("quiet_hours_cost_a_day",)),  # Saturday evening to Monday
        (at(5, "08:10"), at(5, "01:00"), ()),  # after midnight: the same day
    ],
)
def test_a_day_that_quiet_hours_cost_is_named(
    finishes: datetime, without: datetime, codes: tuple[str, ...]
) -> None:
    decision = quiet_hours_cost(SendingTimes(finishes_at=finishes, without_quiet_at=without, zone=CHICAGO))
    assert decision.codes == codes
    assert decision.allowed
    assert decision.dates["published_on"] == local_date(finishes, CHICAGO)
