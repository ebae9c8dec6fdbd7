"""What a clerk sees first: for each election where it stands, and what needs doing, by date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import url_for

from ballot_service.database import db
from ballot_service.mailing import channels
from ballot_service.models import Election
from ballot_service.rules.calendar import school_year_of
from ballot_service.rules.decision import Decision
from ballot_service.services.districts import duty
from ballot_service.services.runoffs.tasks import runoff_tasks, task_without_tie
from ballot_service.services.season import Season, season_of
from ballot_service.services.worklist import Part, ToDo, to_do
from ballot_service.web.clock import now, today
from ballot_service.web.rows import own_district, own_elections, settings

PAGE_OF: Mapping[Part, str] = MappingProxyType(
    {
        Part.SESSIONS: "clerk.sessions",
        Part.FORMS: "clerk.interest_forms",
        Part.NOMINEES: "clerk.nominees",
        Part.NOMINATIONS: "clerk.nominations",
        Part.CONSENTS: "clerk.consents",
        Part.VOTER_CONSENTS: "clerk.voter_consents",
        Part.CASES: "clerk.cases_list",
        Part.ROLL: "clerk.roll",
        Part.HELD: "clerk.held",
        Part.REGISTRATIONS: "clerk.paper_registrations",
        Part.NOTICES: "clerk.notices",
        Part.PLACEMENTS: "clerk.placements",
        Part.BALLOT: "clerk.ballot",
        Part.CORRECTION: "clerk.correction",
        Part.TIMES: "clerk.times",
        Part.LINKS: "clerk.links",
        Part.PAPER: "clerk.paper_list",
        Part.SENDING: "clerk.sending",
        Part.COUNTING: "clerk.counting",
        Part.CERTIFYING: "clerk.certifying",
        Part.RESULT_CORRECTION: "clerk.correct_result",
        Part.ENDING: "clerk.cancel",
    }
)
"""The page on which each task is done."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """An election with its season and its tasks, each beside the address of its page."""

    election: Election
    season: Season | None
    tasks: tuple[tuple[ToDo, str], ...]


def work_of(election: Election) -> Work:
    tasks = to_do(db.session(), election, now(), channels(settings()))
    return Work(
        election=election,
        season=season_of(db.session(), election, now()) if election.cancelled_at is None else None,
        tasks=tuple((task, url_for(PAGE_OF[task.part], election_id=election.id)) for task in tasks),
    )


def clerks_work() -> list[Work]:
    """Every election that is not over, whose seats wait for a run-off, or whose certificate a recount made untrue; the
    earliest opening first."""
    found = [
        work_of(election)
        for election in own_elections()
        if not election.is_over or _wants_something_yet(election)
    ]
    return sorted(found, key=lambda work: work.election.opens_at)


def _wants_something_yet(election: Election) -> bool:
    """Whether seats of a certified result wait for a run-off that nobody has called, or a certified run-off has lost
    its tie."""
    if election.certified_at is None:
        return False
    return task_without_tie(db.session(), election) is not None or any(
        runoff_tasks(db.session(), election, now())
    )


def clerks_duty() -> Decision:
    """Which councils the district must still set up for this school year, and nothing else (R001 to R005)."""
    return Decision(reasons=duty(db.session(), own_district(), school_year_of(today())).objections)
