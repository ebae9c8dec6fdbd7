"""Signing up to vote without being on the school's list: when it is open, and the code that proves a contact.

Anybody of the community may sign up, with nothing but a name, a tie to the community and a way to be reached.
Citizenship, social security number and party are never asked (1.14).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.electorate_voters import PARENTS_SOURCE, STUDENTS_SOURCE
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.fact_checks import check_moments, check_zone
from ballot_service.rules.words import Sentence, say

DOOR_SOURCE = "R050; CEC Guidance 2022, p. 8; requirements 1.14, who is community"
LATE_SOURCE = "Requirements 1.15, voting and counting; Design 7 (the roll is frozen when voting opens)"
CODE_SOURCE = "Requirements 1.14, who is community (a contact is proved before it counts)"
CODE_LASTS = timedelta(minutes=30)
WRONG_CODES = 5
"""Tries for one code: a program that guesses six digits has one chance in 200,000."""
CODES_PER_SIGN_UP = 4
CODES_PER_CONTACT = 4
"""Within an hour, so that nobody can fill a stranger's phone."""
UNPROVED_PER_NETWORK = 30
"""Sign-ups within an hour whose contact nobody has proved. Each one proved gives its place back, so that a school
where hundreds share one address has room for all who answer, and a program that cannot read the codes stops here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFacts:
    """When somebody wants to sign up, the election's times and for whom it is. `tie` is None before the form."""

    asked_at: datetime
    zone: str
    sign_up_opens_at: datetime
    opens_at: datetime
    closes_at: datetime
    is_cancelled: bool = False
    electorate: Electorate = Electorate.COMMUNITY
    tie: CommunityTie | None = None

    def __post_init__(self) -> None:
        check_zone(self.zone)
        names = ("asked_at", "sign_up_opens_at", "opens_at", "closes_at")
        check_moments({name: getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWishFacts:
    """A wish for a code: how many went out for this sign-up and, in the last hour, to this contact; and how many
    sign-ups of the last hour from the same network nobody has proved."""

    codes_sent: int
    codes_to_contact: int
    unproved_from_network: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """A code that somebody has typed. `sent_at` is when the newest code went out."""

    asked_at: datetime
    sent_at: datetime
    wrong_codes: int
    fits: bool

    def __post_init__(self) -> None:
        check_moments({"asked_at": self.asked_at, "sent_at": self.sent_at})


def may_register(facts: RegistrationFacts) -> Decision:
    """May somebody sign up to vote now?

    From the day interest forms open until voting closes; whoever comes after voting has opened gets a provisional
    ballot. Half-open moments; sentences show the district's clock. Parents say so where the election is for them;
    students do not sign up: the school's list has them. Source: R050; settled in 1.14 and 1.15.
    """
    if facts.electorate is Electorate.STUDENTS:
        return Decision(reasons=(_students_come_from_the_list(),))  # no day on which they could come back
    return Decision(reasons=(*_parents_only(facts), *_period(facts)))


def _students_come_from_the_list() -> Reason:
    return _no(
        "sign_up_not_for_students",
        say("This election is for students, and they do not sign up here: they come from the school's list."),
        say("Are you a student here and not on the list? Ask the school to put you on it, or call us."),
        STUDENTS_SOURCE,
    )


def _parents_only(facts: RegistrationFacts) -> Iterator[Reason]:
    if facts.electorate is Electorate.PARENTS and facts.tie not in (None, CommunityTie.GUARDIAN):
        yield _no(
            "sign_up_parents_only",
            say("This election is for parents and guardians of students in school here."),
            say(
                "If you are a parent or guardian of a student here, choose that. If not, you can vote in elections "
                "that are for the whole community."
            ),
            PARENTS_SOURCE,
        )


def _period(facts: RegistrationFacts) -> Iterator[Reason]:
    if facts.is_cancelled:
        yield _no(
            "election_cancelled",
            say("This election was cancelled, so nobody votes in it."),
            _CALL,
            DOOR_SOURCE,
        )
    elif facts.asked_at >= facts.closes_at:
        yield _no(
            "sign_up_over",
            say("Voting closed on {closes}.", closes=facts.closes_at.astimezone(ZoneInfo(facts.zone))),
            _RESULT,
            DOOR_SOURCE,
        )
    elif facts.asked_at < facts.sign_up_opens_at:
        opens = facts.sign_up_opens_at.astimezone(ZoneInfo(facts.zone))
        yield _no(
            "sign_up_not_open",
            say("Signing up to vote opens on {opens}.", opens=opens),
            say("Come back on {day}, or call us before.", day=opens.date()),
            DOOR_SOURCE,
        )
    elif facts.asked_at >= facts.opens_at:
        yield Reason(
            code="sign_up_late",
            sentence=say("Voting has begun. You can still sign up, and vote by provisional ballot."),
            source=LATE_SOURCE,
            weight=Weight.WARNS,
            remedy=say("It counts once a person has decided that you may vote."),
        )


def may_send_code(facts: CodeWishFacts) -> Decision:
    """May a code go out now? Source: our own limits, so that nobody is flooded and no bill is run up."""
    reasons = []
    if max(facts.codes_sent - CODES_PER_SIGN_UP, facts.codes_to_contact - CODES_PER_CONTACT) >= 0:
        reasons.append(
            _no(
                "too_many_codes",
                say("Several codes were sent already. No more can be sent for an hour."),
                say("Look for the newest message and type its code, or try again in an hour."),
                CODE_SOURCE,
            )
        )
    if facts.unproved_from_network >= UNPROVED_PER_NETWORK:
        reasons.append(
            _no(
                "too_many_from_network",
                say("Many people are signing up from your network right now."),
                say(
                    "Switch off Wi-Fi and use your phone's own connection, or try again in an hour. You can also sign "
                    "up on paper: call us."
                ),
                CODE_SOURCE,
            )
        )
    return Decision(reasons=tuple(reasons))


def may_use_code(facts: CodeFacts) -> Decision:
    """Does a code that was typed prove the contact? Good for half an hour and five tries."""
    if facts.wrong_codes >= WRONG_CODES:
        sentence = say("A wrong code was typed too often, so this code no longer works.")
        return _refused("code_tried_too_often", sentence, _NEW_CODE)
    if facts.asked_at >= facts.sent_at + CODE_LASTS:
        return _refused("code_too_old", say("This code is more than 30 minutes old."), _NEW_CODE)
    if not facts.fits:
        sentence = say("This is not the code of the newest message.")
        return _refused("code_wrong", sentence, say("Look at the newest message and type its six digits."))
    return Decision()


_CALL = say("If you have a question, call us.")
_RESULT = say("The result page tells how it went.")
_NEW_CODE = say("Ask for a new code.")


def _refused(code: str, sentence: Sentence, remedy: Sentence) -> Decision:
    return Decision(reasons=(_no(code, sentence, remedy, CODE_SOURCE),))


def _no(code: str, sentence: Sentence, remedy: Sentence, source: str) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)
