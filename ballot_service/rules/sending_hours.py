"""What quiet hours cost: a notice counts from the day on which its last message is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ballot_service.rules.calendar import local_date
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import say

SOURCE = "R048, requirements 1.15, notice; CEC Guidance 2022, p. 8"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingTimes:
    """When a sending would be finished, with quiet hours and without them. Aware; `zone` is the district's."""

    finishes_at: datetime
    without_quiet_at: datetime
    zone: str

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"finishes_at": self.finishes_at, "without_quiet_at": self.without_quiet_at})


def quiet_hours_cost(facts: SendingTimes) -> Decision:
    """Warns when quiet hours move the day on which a notice is published, from which its days are counted.

    Source: requirements 1.15, notice ("Scheduling warns when quiet hours cost a day").
    """
    day, earlier = local_date(facts.finishes_at, facts.zone), local_date(facts.without_quiet_at, facts.zone)
    if day <= earlier:
        return Decision(dates={"published_on": day})
    warning = Reason(
        code="quiet_hours_cost_a_day",
        sentence=say(
            "Because phones do not ring in quiet hours, the last message goes out on {day}, not on {earlier}. "
            "The days of notice are counted from the later day.",
            day=day,
            earlier=earlier,
        ),
        source=SOURCE,
        weight=Weight.WARNS,
        remedy=say("Send earlier in the day, or let the messages go in quiet hours with a reason."),
    )
    return Decision(reasons=(warning,), dates={"published_on": day})
