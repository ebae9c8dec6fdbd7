"""Calling a run-off: an election of its own with those who are tied, the same list of voters and the same settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Contest, Election, Runoff
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import TieMethod
from ballot_service.rules.naming import decision_with_names
from ballot_service.rules.runoffs import RunoffFacts, may_call_runoff
from ballot_service.sealing import acts
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.counting import may_see_votes, tally
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import contest_facts, settings_of
from ballot_service.services.lots import candidate_names, lots_that_count
from ballot_service.services.reconciling import count_is_whole, count_time_facts, take_turn
from ballot_service.services.rounds import is_being_changed
from ballot_service.services.runoffs.carrying import carry_candidates, carry_roll
from ballot_service.services.runoffs.rows import runoff_row
from ballot_service.services.runoffs.standing import standing_runoffs


def runoff_facts(
    session: Session, contest: Contest, *, opens_at: datetime, closes_at: datetime, now: datetime
) -> RunoffFacts:
    """What stands between a tie and a run-off with these times. Raises ValueError before the ballot is frozen."""
    election, settings = contest.election, settings_of(contest.election)
    tied, _seats = tie_of(session, contest)
    return RunoffFacts(
        contest=contest_facts(contest),
        tied=tied,
        tie_method=settings.tie_method,
        opens_at=opens_at,
        closes_at=closes_at,
        still_open=count_time_facts(session, election, now),
        is_runoff=runoff_row(session, election) is not None,
        runoff_called=contest.id in standing_runoffs(session, election),
        has_lot=contest.id in lots_that_count(session, election),
        is_being_changed=is_being_changed(session, election),
        min_notice_days=settings.min_notice_days,
        notice_counting=settings.notice_counting,
    )


def tie_of(session: Session, contest: Contest) -> tuple[tuple[str, ...], int]:
    """Between whom the last seats of a contest are undecided, and how many seats these are; nobody before the count."""
    if contest.election.counted_at is None:
        return (), 0
    totals = tally(session, contest.election, "unofficial-complete").contests
    line = next(each for each in totals if each.contest == str(contest.id))
    return line.tied, line.tied_seats


def call_runoff(
    session: Session,
    contest: Contest,
    *,
    title: str,
    titles: Mapping[str, str],
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
    by: UUID | None,
) -> Election:
    """Sets up the election that decides the tie. From here on it goes its way like every other one: ballot, notice,
    gate, links, count, certificate. Raises Refused.
    """
    first = contest.election
    take_turn(session, first)
    facts = runoff_facts(session, contest, opens_at=opens_at, closes_at=closes_at, now=now)
    # while votes wait, the facts of a refusal would tell of a tie
    asked = (Asked(rule="may_call_runoff", facts=facts),) if may_see_votes(session, first, now) else ()
    _require(count_is_whole(session, first) + may_call_runoff(facts), contest, asked)
    _tied, seats = tie_of(session, contest)
    runoff = _election(session, first, title, titles, opens_at, closes_at, now)
    row = Runoff(
        district_id=first.district_id,
        election=runoff,
        contest=contest,
        tied={"tied": sorted(facts.tied)},
        seats=seats,
        called_at=now,
        called_by=by,
    )
    session.add(row)
    session.flush()
    voters = _fill(session, row, now)
    keep_for(session, first, *asked, subject_id=contest.id, now=now)
    times = (opens_at.isoformat(), closes_at.isoformat())
    details = acts.runoff_details(str(contest.id), facts.tied, seats, str(runoff.id), *times)
    trail.of_election(session, first, acts.CALL_RUNOFF, now=now, by=by, subject_id=row.id, details=details)
    trail.of_election(
        session,
        runoff,
        "create_runoff",
        now=now,
        by=by,
        details={
            "first": str(first.id),
            "contest": str(contest.id),
            "seats": seats,
            "nominees": len(facts.tied),
            "voters": voters,
            "settings": runoff.settings,
            "opens_at": times[0],
            "closes_at": times[1],
        },
    )
    return runoff


def _election(
    session: Session,
    first: Election,
    title: str,
    titles: Mapping[str, str],
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
) -> Election:
    """The row. Who stands was settled between the count and this moment: forms are closed from the start."""
    counted_at = first.counted_at or now
    runoff = Election(
        district=first.district,
        council=first.council,
        district_id=first.district_id,
        title=title,
        titles=dict(titles),
        school_year=first.school_year,
        nominations_open_at=min(counted_at, now - timedelta(minutes=1)),
        nominations_close_at=now,
        opens_at=opens_at,
        closes_at=closes_at,
        roll_closes_on=first.roll_closes_on,
        settings={**first.settings, "tie_method": TieMethod.LOT.value},
    )
    session.add(runoff)
    session.flush()
    return runoff


def _fill(session: Session, row: Runoff, now: datetime) -> int:
    """Puts the seats, the nominees and the voters there. Answers how many voters are on the list."""
    before, runoff = row.contest, row.election
    contest = Contest(
        district_id=runoff.district_id,
        seat_group=before.seat_group,
        reserved_school=before.reserved_school,
        position=1,
        seats=row.seats,
    )
    runoff.contests.append(contest)
    session.flush()
    tied = [each for each in before.candidates if str(each.id) in row.tied["tied"]]
    carry_candidates(session, tied, contest, now)
    return carry_roll(session, before.election, runoff, now)


def _require(decision: Decision, contest: Contest, asked: tuple[Asked, ...]) -> None:
    if not decision.allowed:
        named = decision_with_names(decision, candidate_names(contest.election))
        raise Refused.for_election("call_runoff", named, contest.election, contest.id, asked)
