"""Putting up a flyer, or publishing a notice, at one place: when it makes sense, and what has to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from ballot_service.rules.calendar import latest_notice_on, local_date
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.election_settings import NoticeCounting
from ballot_service.rules.fact_checks import check_days, check_moments, check_zone
from ballot_service.rules.languages import LANGUAGES
from ballot_service.rules.places import Material
from ballot_service.rules.words import Sentence, say

PLAN_SOURCE = "R020, R022; CEC Guidance 2022, p. 22"
TIME_SOURCE = "R048; CEC Guidance 2022, p. 8; requirements 1.15"
RECORD_SOURCE = "R023; CEC Guidance 2022, p. 9; requirements 1.15"


class PlacementState(StrEnum):
    PLANNED = "planned"
    UP = "up"
    DOWN = "down"
    WITHDRAWN = "withdrawn"


class PlacementAct(StrEnum):
    PUT_UP = "put_up"
    ADD_PROOF = "add_proof"
    TAKE_DOWN = "take_down"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementPlan:
    """A place that somebody wants to use. `planned_at` is any moment of the day meant; all moments are aware, `zone`
    is the district's IANA zone, `languages` are those of the sheet or post."""

    languages: tuple[str, ...]
    planned_at: datetime
    opens_at: datetime
    closes_at: datetime
    zone: str
    min_notice_days: int = 14
    notice_counting: NoticeCounting = NoticeCounting.CALENDAR_DAYS

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"planned_at": self.planned_at, "opens_at": self.opens_at, "closes_at": self.closes_at})
        check_days(min_notice_days=self.min_notice_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementChange:
    """What happened, or is to happen, with one place. `happened_at` is when it was put up or taken down; proof is a
    photo, a copy or a named person who saw it."""

    act: PlacementAct
    state: PlacementState
    material: Material
    happened_at: datetime
    entered_at: datetime
    opens_at: datetime
    zone: str
    put_up_at: datetime | None = None
    has_proof: bool = False
    has_link: bool = False
    has_reason: bool = False

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments(
            {
                "happened_at": self.happened_at,
                "entered_at": self.entered_at,
                "opens_at": self.opens_at,
                "put_up_at": self.put_up_at,
            }
        )


def may_plan_placement(facts: PlacementPlan) -> Decision:
    """May this place be put on the list?

    In languages the product speaks, and before voting closes; a day after the last one that still gives two weeks'
    notice is warned about. Source: R020, R022, R048.
    """
    return Decision(reasons=(*_languages(facts), *_plan_time(facts)))


def may_change_placement(facts: PlacementChange) -> Decision:
    """May the place be marked as put up, proven, taken down or given up?

    What is entered after its day needs a photo or a named witness; what has none counts as notice only once it has
    one. Source: R023; CEC Guidance 2022, p. 9; requirements 1.15.
    """
    wrong = tuple(_wrong_state(facts))
    return Decision(reasons=wrong or tuple(_REASONS[facts.act](facts)))


def _languages(facts: PlacementPlan) -> Iterator[Reason]:
    if not facts.languages or not set(facts.languages) <= set(LANGUAGES):
        yield _no(
            "placement_language",
            say("It is not known in which of our languages this is."),
            PLAN_SOURCE,
            say("Choose one or more of these: {languages}.", languages=tuple(LANGUAGES.values())),
        )


def _plan_time(facts: PlacementPlan) -> Iterator[Reason]:
    planned, closing = local_date(facts.planned_at, facts.zone), local_date(facts.closes_at, facts.zone)
    last = latest_notice_on(
        local_date(facts.opens_at, facts.zone),
        facts.min_notice_days,
        clear_days=facts.notice_counting is NoticeCounting.CLEAR_DAYS,
    )
    if planned > closing:
        yield _no(
            "placement_after_close",
            say("Voting closes on {day}, before this would be up.", day=closing),
            TIME_SOURCE,
            say("Choose {day} or an earlier day.", day=closing),
        )
    elif planned > last:
        yield Reason(
            code="placement_late_for_notice",
            sentence=say(
                "The last day that gives enough notice for the opening as planned is {last}.", last=last
            ),
            source=TIME_SOURCE,
            weight=Weight.WARNS,
            remedy=say(
                "It still tells people. For the notice that counts, choose {last} or earlier.", last=last
            ),
        )


FITTING = {
    PlacementAct.PUT_UP: (PlacementState.PLANNED,),
    PlacementAct.ADD_PROOF: (PlacementState.UP, PlacementState.DOWN),
    PlacementAct.TAKE_DOWN: (PlacementState.UP,),
    PlacementAct.WITHDRAW: (PlacementState.PLANNED,),
}
STANDS = {
    PlacementState.PLANNED: say("This place is only planned: nothing is up there yet."),
    PlacementState.UP: say("It is entered that this is up already."),
    PlacementState.DOWN: say("It is entered that this was taken down."),
    PlacementState.WITHDRAWN: say("This place was given up."),
}
INSTEAD = {
    PlacementState.PLANNED: say("First enter when it was put up."),
    PlacementState.UP: say("If something else is put up there, add the place anew."),
    PlacementState.DOWN: say("If something is put up there again, add the place anew."),
    PlacementState.WITHDRAWN: say("Add the place anew if it is used after all."),
}


def _wrong_state(facts: PlacementChange) -> Iterator[Reason]:
    if facts.state not in FITTING[facts.act]:
        yield _no(f"placement_{facts.state.value}", STANDS[facts.state], RECORD_SOURCE, INSTEAD[facts.state])


def _put_up(facts: PlacementChange) -> Iterator[Reason]:
    yield from _future(facts)
    stated, entered = local_date(facts.happened_at, facts.zone), local_date(facts.entered_at, facts.zone)
    if not facts.has_proof and stated < entered:
        yield _no(
            "placement_late_without_proof",
            say("It was up on {stated} and is entered on {entered}.", stated=stated, entered=entered),
            RECORD_SOURCE,
            say("Add a photo, or name a person who saw it there."),
        )
    elif not facts.has_proof:
        yield Reason(
            code="placement_without_proof",
            sentence=say("Without a photo or a person who saw it, this does not count as notice yet."),
            source=RECORD_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Add a photo or a witness, best today."),
        )
    if facts.material is Material.SOCIAL_POST and not facts.has_link:
        yield Reason(
            code="post_without_link",
            sentence=say("The address of the post is not on file."),
            source=RECORD_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Open the post, copy its address, and add it with a screenshot."),
        )


def _proof(facts: PlacementChange) -> Iterator[Reason]:
    if not facts.has_proof:
        yield _no(
            "proof_missing",
            say("There is neither a photo nor a name."),
            RECORD_SOURCE,
            say("Add a photo, or name a person who saw it there."),
        )


def _take_down(facts: PlacementChange) -> Iterator[Reason]:
    yield from _future(facts)
    if facts.put_up_at is not None and facts.happened_at < facts.put_up_at:
        put_up = facts.put_up_at.astimezone(ZoneInfo(facts.zone))
        yield _no(
            "down_before_up",
            say("It was put up on {put_up}, after that.", put_up=put_up),
            RECORD_SOURCE,
            say("Choose a later time."),
        )
    elif facts.happened_at < facts.opens_at:
        opening = local_date(facts.opens_at, facts.zone)
        yield Reason(
            code="down_before_opening",
            sentence=say("It is taken down before voting opens on {day}.", day=opening),
            source=TIME_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Leave it up until voting closes, or put one up close by."),
        )


def _withdraw(facts: PlacementChange) -> Iterator[Reason]:
    if not facts.has_reason:
        yield _no(
            "placement_needs_reason",
            say("A place is given up only with a reason."),
            RECORD_SOURCE,
            say("Write why it is not used."),
        )


_REASONS = {
    PlacementAct.PUT_UP: _put_up,
    PlacementAct.ADD_PROOF: _proof,
    PlacementAct.TAKE_DOWN: _take_down,
    PlacementAct.WITHDRAW: _withdraw,
}


def _future(facts: PlacementChange) -> Iterator[Reason]:
    if facts.happened_at > facts.entered_at:
        day = local_date(facts.happened_at, facts.zone)
        yield _no(
            "placement_in_future",
            say("That time is still to come."),
            RECORD_SOURCE,
            say("Enter it on {day}, once it has happened.", day=day),
        )


def _no(code: str, sentence: Sentence, source: str, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)
