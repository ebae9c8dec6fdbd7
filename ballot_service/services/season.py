"""Where an election stands in its season: the steps in order, and what the law wants next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.decision import Reason
from ballot_service.rules.windows import windows_after
from ballot_service.rules.words import Sentence, say
from ballot_service.services.noticing import notice_standing
from ballot_service.services.reconciling import window_facts
from ballot_service.services.runoffs.rows import runoff_row

WANTED = frozenset(
    {
        "notice_still_to_give",
        "notice_language_missing",
        "notice_kinds_missing",
        "notice_names_later_day",
        "notice_too_short",
        "notice_correction_missing",
    }
)


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step; `on` is a moment on the district's clock."""

    name: Sentence
    state: StepState
    on: datetime | None


@dataclass(frozen=True, kw_only=True)
class Season:
    steps: tuple[Step, ...]
    says: tuple[Sentence, ...]


def season_of(session: Session, election: Election, now: datetime) -> Season:
    """Every step with its day; the first that is not done is the present one, once forms are open. `now` is aware.

    A run-off has no interest forms: who stands was settled by the tie.
    """
    are_forms_to_come = now < election.nominations_open_at
    forms = (
        (
            say("Interest forms open") if are_forms_to_come else say("Interest forms"),
            election.nominations_open_at if are_forms_to_come else election.nominations_close_at,
            now >= election.nominations_close_at,
        ),
    )
    planned = (
        *(() if runoff_row(session, election) else forms),
        (say("Ballot frozen"), election.ballot_frozen_at, election.ballot_frozen_at is not None),
        (say("Voting opens"), election.opens_at, _has_opened(election, now)),
        (say("Voting closes"), election.closes_at, _has_opened(election, now) and election.is_closed(now)),
        (say("Count"), election.counted_at, election.counted_at is not None),
        (say("Certified"), _certification(election), election.certified_at is not None),
    )
    steps, is_now_taken = [], are_forms_to_come
    for name, at, is_done in planned:
        state = StepState.DONE if is_done else StepState.LATER if is_now_taken else StepState.NOW
        is_now_taken = is_now_taken or not is_done
        steps.append(Step(name=name, state=state, on=at.astimezone(election.zone) if at else None))
    return Season(steps=tuple(steps), says=_says(session, election, now))


def _has_opened(election: Election, now: datetime) -> bool:
    return election.opening_confirmed_at is not None and now >= election.opens_at


def _certification(election: Election) -> datetime | None:
    """When it was certified, or the earliest time for it: the end of the last window, fixed by the count."""
    if election.certified_at is not None or election.counted_at is None:
        return election.certified_at
    return windows_after(window_facts(election)).last_ends_at


def _says(session: Session, election: Election, now: datetime) -> tuple[Sentence, ...]:
    """Before voting opens the law wants notice; after that the steps say enough."""
    if _has_opened(election, now):
        return ()
    wanted = tuple(reason.sentence for reason in notice_wanted(session, election, now))
    return wanted or (say("Notice is complete in every language that is needed."),)


def notice_wanted(session: Session, election: Election, now: datetime) -> tuple[Reason, ...]:
    """What the planned opening still needs in notice; advice on more than the law wants is left out."""
    standing = notice_standing(session, election, now)
    return tuple(reason for reason in standing.reasons if reason.code in WANTED)
