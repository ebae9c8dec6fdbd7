"""What may be done with an information session: plan it, change it, call it off, sign in at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

PLAN_SOURCE = "R025, R026; CEC Guidance 2022, p. 8"
RECORD_SOURCE = "R027; CEC Guidance 2022, p. 9"
LONGEST = timedelta(hours=12)
LONGEST_AHEAD = timedelta(days=366)
"""A session is held within a year before forms open: a day further away is a slip of the pen."""
BEFORE = AFTER = timedelta(minutes=60)
"""People can sign in from so long before a session until so long after it, on real clocks, not wall clocks."""


class SessionAct(StrEnum):
    CHANGE = "change"
    CANCEL = "cancel"


class SignInWay(StrEnum):
    """How somebody got onto the list: with their own phone, at the table, or from a paper sheet afterwards."""

    QR = "qr"
    CLERK = "clerk"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """A session as somebody wants it to be. All moments are aware; `zone` is the district's IANA zone."""

    starts_at: datetime
    ends_at: datetime
    forms_open_at: datetime
    voting_closes_at: datetime
    asked_at: datetime
    zone: str

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments(
            {
                "starts_at": self.starts_at,
                "ends_at": self.ends_at,
                "forms_open_at": self.forms_open_at,
                "voting_closes_at": self.voting_closes_at,
                "asked_at": self.asked_at,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChange:
    """A session that stands, and what somebody wants to do with it."""

    act: SessionAct
    starts_at: datetime
    asked_at: datetime
    zone: str
    is_cancelled: bool = False
    has_reason: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"starts_at": self.starts_at, "asked_at": self.asked_at})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFacts:
    """Somebody who is about to be put on a session's list."""

    way: SignInWay
    starts_at: datetime
    ends_at: datetime
    asked_at: datetime
    zone: str
    is_cancelled: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"starts_at": self.starts_at, "ends_at": self.ends_at, "asked_at": self.asked_at})


def may_schedule_session(facts: SessionPlan) -> Decision:
    """May a session be entered with these times?

    It ends after it begins, lasts 12 hours at most, and lies between a year before forms open and the end of voting.
    One that was held already may be entered, and is noted as entered afterwards. Source: R025, R027.
    """
    return Decision(reasons=(*_length(facts), *_season(facts), *_afterwards(facts)))


def may_change_session(facts: SessionChange) -> Decision:
    """May this session be changed or called off?

    Nothing of one that has begun is changed any more: it is a record. It can still be cancelled, with a reason.
    Source: R027; requirements 1.15.
    """
    return Decision(reasons=tuple(_change(facts)))


def may_sign_in(facts: SignInFacts) -> Decision:
    """May somebody be put on the list now?

    From an hour before the session until an hour after it; from a paper sheet later too. `dates` has
    "sign_in_opens" and "sign_in_ends". Source: R027; CEC Guidance 2022, p. 9.
    """
    zone = ZoneInfo(facts.zone)
    opens = (facts.starts_at.astimezone(UTC) - BEFORE).astimezone(zone)
    ends = (facts.ends_at.astimezone(UTC) + AFTER).astimezone(zone)
    dates: dict[str, date | datetime] = {"sign_in_opens": opens, "sign_in_ends": ends}
    return Decision(reasons=tuple(_sign_in(facts, opens, ends)), dates=dates)


def _length(facts: SessionPlan) -> Iterator[Reason]:
    starts, ends = facts.starts_at.astimezone(UTC), facts.ends_at.astimezone(UTC)
    if ends <= starts:
        yield _no(
            "session_ends_before_start",
            say("The session ends before it begins."),
            PLAN_SOURCE,
            say("Choose an end after {start}.", start=_local(starts, facts.zone)),
        )
    elif ends - starts > LONGEST:
        yield _no(
            "session_too_long",
            say("The session lasts more than 12 hours."),
            PLAN_SOURCE,
            say(
                "Choose an end by {latest}, or enter two sessions.",
                latest=_local(starts + LONGEST, facts.zone),
            ),
        )


def _season(facts: SessionPlan) -> Iterator[Reason]:
    starts = facts.starts_at.astimezone(UTC)
    first = facts.forms_open_at.astimezone(UTC) - LONGEST_AHEAD
    last = facts.voting_closes_at.astimezone(UTC)
    if not first <= starts < last:
        yield _no(
            "session_out_of_season",
            say("The session of {start} does not belong to this election.", start=_local(starts, facts.zone)),
            PLAN_SOURCE,
            say(
                "Choose a day between {first} and {last}.",
                first=_local(first, facts.zone).date(),
                last=_local(last, facts.zone).date(),
            ),
        )


def _afterwards(facts: SessionPlan) -> Iterator[Reason]:
    if facts.starts_at <= facts.asked_at:
        yield Reason(
            code="session_entered_afterwards",
            sentence=say("Entered on {day}, after it began.", day=_local(facts.asked_at, facts.zone).date()),
            source=RECORD_SOURCE,
            weight=Weight.NOTES,
        )


def _change(facts: SessionChange) -> Iterator[Reason]:
    if facts.is_cancelled:
        yield _no(
            "session_is_cancelled",
            say("This session was cancelled."),
            RECORD_SOURCE,
            say("Enter a new session if there is another one."),
        )
    elif facts.act is SessionAct.CHANGE and facts.asked_at >= facts.starts_at:
        yield _no(
            "session_has_begun",
            say("The session began on {start}, so it is not changed any more.", start=_start(facts)),
            RECORD_SOURCE,
            say(
                "If it was not held, cancel it with a reason. If it was at another time, enter that one too."
            ),
        )
    elif facts.act is SessionAct.CANCEL and not facts.has_reason:
        yield _no(
            "session_needs_reason",
            say("A session is cancelled only with a reason."),
            RECORD_SOURCE,
            say("Write why it is cancelled."),
        )


def _sign_in(facts: SignInFacts, opens: datetime, ends: datetime) -> Iterator[Reason]:
    asked = facts.asked_at.astimezone(UTC)
    if facts.is_cancelled:
        yield _no(
            "session_is_cancelled",
            say("This session was cancelled."),
            RECORD_SOURCE,
            say("Ask when the next one is, or call us."),
        )
    elif asked < opens.astimezone(UTC):
        yield _no(
            "sign_in_too_early",
            say("It is too early to sign in. The session begins on {start}.", start=_start(facts)),
            RECORD_SOURCE,
            say("Come back on {opens} or later.", opens=opens),
        )
    elif facts.way is not SignInWay.SHEET and asked >= ends.astimezone(UTC):
        yield _no(
            "sign_in_over",
            say("Signing in for this session ended on {ends}.", ends=ends),
            RECORD_SOURCE,
            say("Were you there? Call us: we can still put you on the list from the paper sheet."),
        )


def _start(facts: SessionChange | SignInFacts) -> datetime:
    return _local(facts.starts_at, facts.zone)


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def _no(code: str, sentence: Sentence, source: str, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)
