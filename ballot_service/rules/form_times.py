"""When an interest form is in time: by web and in person until the close, by mail by its postmark and days of grace.

Moments have an offset; sentences show the district's clock. Deadlines are half-open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ballot_service.rules.calendar import at_local, check_clock, local_date
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_days, check_moments, check_zone
from ballot_service.rules.words import Sentence, say

PERIOD_SOURCE = "R029, R030; CEC Guidance 2022, pp. 8, 9"
MAIL_SOURCE = "Requirements 1.14, late mail forms"
BALLOT_SOURCE = "Requirements 1.14, late mail forms; Requirements 1.15"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTimeFacts:
    """When a form came, and the period it came in.

    `by_mail` forms are judged by `postmarked_on`, None where the postmark cannot be read; other forms by the
    moment they came. `windows_end_at` is "HH:MM" on the district's clock.
    """

    opens_at: datetime
    closes_at: datetime
    zone: str
    received_at: datetime
    by_mail: bool = False
    postmarked_on: date | None = None
    mail_grace_days: int = 7
    windows_end_at: str = "17:00"
    is_frozen: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        moments = {
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "received_at": self.received_at,
        }
        check_moments(moments)
        check_clock("windows_end_at", self.windows_end_at)
        check_days(mail_grace_days=self.mail_grace_days)


def mail_ends_at(closes_at: datetime, zone: str, grace_days: int, ends_at: str) -> datetime:
    """The moment until which a form mailed in time may still come, and anything missing be put right.

    On the district's clock. Source: settled in 1.14 (late mail forms).
    """
    last_day = local_date(closes_at, zone) + timedelta(days=grace_days)
    return at_local(last_day, ends_at, zone).astimezone(ZoneInfo(zone))


def form_in_time(facts: FormTimeFacts) -> Decision:
    """Did this interest form come in time?

    A postmark that cannot be read counts as the day the form came. A late form is kept, and stays off the ballot.
    `dates` has "mail_ends". Source: R029, R030; settled in 1.14 (late mail forms); S5.
    """
    ends_at = mail_ends_at(facts.closes_at, facts.zone, facts.mail_grace_days, facts.windows_end_at)
    judged = _by_mail(facts, ends_at) if facts.by_mail else _by_hand(facts)
    return Decision(reasons=(*judged, *_around(facts)), dates={"mail_ends": ends_at})


def _by_mail(facts: FormTimeFacts, ends_at: datetime) -> Iterator[Reason]:
    closed_on = local_date(facts.closes_at, facts.zone)
    posted_on = facts.postmarked_on or local_date(facts.received_at, facts.zone)
    if posted_on > closed_on and facts.postmarked_on is None:
        yield _late(
            "unreadable_and_late",
            say(
                "The postmark cannot be read, so the day the form came counts: {received}. Forms closed on {closed}.",
                received=posted_on,
                closed=closed_on,
            ),
            MAIL_SOURCE,
        )
    elif posted_on > closed_on:
        yield _late(
            "form_posted_late",
            say(
                "This form was posted on {posted}. Interest forms closed on {closed}.",
                posted=posted_on,
                closed=closed_on,
            ),
            MAIL_SOURCE,
        )
    if facts.received_at >= ends_at:
        yield _late("form_received_late", say("This form came after {end}.", end=ends_at), MAIL_SOURCE)


def _by_hand(facts: FormTimeFacts) -> Iterator[Reason]:
    if facts.received_at >= facts.closes_at:
        yield _late(
            "form_after_close",
            say(
                "This form came on {received}. Interest forms closed on {closed}.",
                received=_local(facts.received_at, facts),
                closed=_local(facts.closes_at, facts),
            ),
            PERIOD_SOURCE,
        )


def _around(facts: FormTimeFacts) -> Iterator[Reason]:
    if facts.is_frozen:
        yield _late("ballot_is_final", say("The ballot is final, so no name can be added."), BALLOT_SOURCE)
    if facts.received_at < facts.opens_at:
        yield Reason(
            code="form_before_opening",
            sentence=say(
                "This form came before {opens}, when interest forms opened.",
                opens=_local(facts.opens_at, facts),
            ),
            source=PERIOD_SOURCE,
            weight=Weight.NOTES,
        )


def _local(at: datetime, facts: FormTimeFacts) -> datetime:
    return at.astimezone(ZoneInfo(facts.zone))


def _late(code: str, sentence: Sentence, source: str) -> Reason:
    return Reason(
        code=code,
        sentence=sentence,
        source=source,
        remedy=say("The form is kept. A new form is possible for the next election."),
    )
