"""The windows after voting closes: curing a ballot, mail on its way, challenging a result; and mail in time.

Each ends at a set hour of the district's clock. Moments are aware UTC; the sentences show local time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ballot_service.rules.calendar import at_local, business_days_after, check_clock, local_date
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_days, check_moments, check_zone
from ballot_service.rules.words import Sentence, say

CURE_SOURCE = "Requirements 1.14, provisional and cure"
MAIL_SOURCE = "Requirements 1.14, late mail ballots"
CHALLENGE_SOURCE = "Requirements 1.14, challenge window; Requirements 1.15, voting and counting"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowFacts:
    """When voting closes, when the first unofficial result came (None before), and the windows' settings.

    `closes_at` and `first_result_at` are moments with a time zone; `zone` is the district's IANA zone;
    `holidays` has to cover the days that follow; `windows_end_at` is "HH:MM" on the district's clock.
    """

    closes_at: datetime
    zone: str
    first_result_at: datetime | None = None
    holidays: tuple[date, ...] = ()
    cure_business_days: int = 5
    challenge_business_days: int = 5
    mail_grace_days: int = 7
    windows_end_at: str = "17:00"

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"closes_at": self.closes_at, "first_result_at": self.first_result_at})
        check_clock("windows_end_at", self.windows_end_at)
        check_days(
            cure_business_days=self.cure_business_days,
            challenge_business_days=self.challenge_business_days,
            mail_grace_days=self.mail_grace_days,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The moments at which the windows end, aware UTC. A window is over at that moment, not a second
    later."""

    cure_ends_at: datetime
    mail_ends_at: datetime
    challenge_ends_at: datetime | None

    @property
    def last_ends_at(self) -> datetime:
        """The end of the last window that is known."""
        return max(self.cure_ends_at, self.mail_ends_at, self.challenge_ends_at or self.cure_ends_at)


def windows_after(facts: WindowFacts) -> Windows:
    """When each window ends.

    Source: settled in 1.14 (cure: 5 business days after close; late mail ballots: 7 days; challenge: 5
    business days after the first unofficial result) and 1.15 (each at its set hour)."""
    closes_on = local_date(facts.closes_at, facts.zone)
    cure_on = business_days_after(closes_on, facts.cure_business_days, facts.holidays)
    mail_on = closes_on + timedelta(days=facts.mail_grace_days)
    return Windows(
        cure_ends_at=at_local(cure_on, facts.windows_end_at, facts.zone),
        mail_ends_at=at_local(mail_on, facts.windows_end_at, facts.zone),
        challenge_ends_at=_challenge_end(facts),
    )


def local_time(at: datetime, facts: WindowFacts) -> datetime:
    """The moment on the district's clock, as sentences show it."""
    return at.astimezone(ZoneInfo(facts.zone))


def window_dates(facts: WindowFacts) -> Decision:
    """When do the windows for cure, mail and challenges end? Always allowed; the answer is in the dates.

    Source: as `windows_after`.
    """
    ends = windows_after(facts)
    reasons = [
        _ends(
            "cure_window",
            say("Ballots on hold can be put right until {end}.", end=local_time(ends.cure_ends_at, facts)),
            CURE_SOURCE,
        ),
        _ends(
            "mail_window",
            say("Ballots mailed in time can arrive until {end}.", end=local_time(ends.mail_ends_at, facts)),
            MAIL_SOURCE,
        ),
    ]
    dates = {"cure_ends": ends.cure_ends_at, "mail_ends": ends.mail_ends_at}
    if ends.challenge_ends_at is not None:
        sentence = say(
            "The result can be challenged until {end}.", end=local_time(ends.challenge_ends_at, facts)
        )
        reasons.append(_ends("challenge_window", sentence, CHALLENGE_SOURCE))
        dates["challenge_ends"] = ends.challenge_ends_at
    return Decision(
        reasons=tuple(reasons),
        dates={name: local_time(end, facts) for name, end in dates.items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailedBallotFacts:
    """A mailed ballot's postmark day (None if it cannot be read) and the moment it came."""

    windows: WindowFacts
    postmarked_on: date | None
    received_at: datetime

    def __post_init__(self) -> None:
        check_moments({"received_at": self.received_at})


def mailed_in_time(facts: MailedBallotFacts) -> Decision:
    """Was a mailed ballot posted by the close of voting and received in the days of grace after it?

    A postmark that cannot be read counts as the day the ballot came.
    Source: settled in 1.14 (late mail ballots).
    """
    closes_on = local_date(facts.windows.closes_at, facts.windows.zone)
    received_on = local_date(facts.received_at, facts.windows.zone)
    posted_on = facts.postmarked_on or received_on
    mail_ends_at = windows_after(facts.windows).mail_ends_at
    reasons = []
    if posted_on > closes_on:
        sentence = say(
            "This ballot was posted on {posted}. Voting closed on {closed}.",
            posted=posted_on,
            closed=closes_on,
        )
        reasons.append(_late("posted_late", sentence))
    if facts.received_at >= mail_ends_at:
        sentence = say("This ballot came after {end}.", end=local_time(mail_ends_at, facts.windows))
        reasons.append(_late("received_late", sentence))
    return Decision(reasons=tuple(reasons), dates={"mail_ends": local_time(mail_ends_at, facts.windows)})


def _challenge_end(facts: WindowFacts) -> datetime | None:
    if facts.first_result_at is None:
        return None
    result_on = local_date(facts.first_result_at, facts.zone)
    end_on = business_days_after(result_on, facts.challenge_business_days, facts.holidays)
    return at_local(end_on, facts.windows_end_at, facts.zone)


def _ends(code: str, sentence: Sentence, source: str) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, weight=Weight.NOTES)


def _late(code: str, sentence: Sentence) -> Reason:
    return Reason(
        code=code,
        sentence=sentence,
        source=MAIL_SOURCE,
        remedy=say(
            "The ballot stays sealed and is kept and listed as late. Nothing else can be done for it."
        ),
    )
