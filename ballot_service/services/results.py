"""A published result as people read it: who was elected, ties and unfilled seats in sentences, turnout, trackers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Contest, Disposition, Election, Envelope, Result, Runoff
from ballot_service.rules.ballot_account import BallotAccount, Turnout, turnout
from ballot_service.rules.count_time import may_publish_votes
from ballot_service.rules.decision import Decision
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.documents import ContestTotals, ResultDocument
from ballot_service.sealing.shapes import read_shape
from ballot_service.services.counting import newest_result
from ballot_service.services.facts import title_of
from ballot_service.services.lots import candidate_names
from ballot_service.services.reconciling import ballot_account, count_time_facts, dispositions
from ballot_service.services.runoffs.standing import standing_runoffs
from ballot_service.services.runoffs.telling import tie_notes

ELECTED = say("Elected")
ELECTED_UNOPPOSED = say("Elected unopposed")
ELECTED_BY_LOT = say("Elected by lot")
TIED = say("Tied for the last seat")
NOT_ELECTED = say("Not elected")

STATUS_WORDS = {
    "unofficial-partial": say("Unofficial and partial: ballots may still be added."),
    "unofficial-complete": say("Unofficial: not yet certified."),
    "certified": say("Certified."),
    "recount": say("Recount."),
    "correction": say("Corrected result."),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One candidate's line; a row of the table that is also a bar."""

    name: str
    votes: int
    elected: bool
    outcome: Sentence


@dataclass(frozen=True, kw_only=True)
class ContestView:
    title: Sentence
    seats: int
    lines: tuple[Line, ...]
    notes: tuple[Sentence, ...]
    most: int
    """Ballots in this contest: the length of a full bar."""
    runoff: Election | None
    """The election that decides its last seats."""


@dataclass(frozen=True, kw_only=True)
class ResultView:
    status: str
    status_words: Sentence
    made_at: datetime
    publishable: Decision
    contests: tuple[ContestView, ...]
    account: BallotAccount
    turnout: Turnout


def result_view(session: Session, election: Election, now: datetime) -> ResultView | None:
    """The newest result; None before the count. Votes are left out while the rules hold them back (1.15)."""
    row = newest_result(session, election)
    if row is None:
        return None
    publishable = may_publish_votes(count_time_facts(session, election, now))
    account = ballot_account(session, election)
    return ResultView(
        status=row.status,
        status_words=STATUS_WORDS[row.status],
        made_at=row.made_at,
        publishable=publishable,
        contests=contest_views(session, election, row) if publishable.allowed else (),
        account=account,
        turnout=turnout(account),
    )


def contest_views(session: Session, election: Election, row: Result) -> tuple[ContestView, ...]:
    """The contests of one version of the result. Who may see votes is for the caller to ask."""
    runoffs = standing_runoffs(session, election)
    by_id = {contest.id: contest for contest in election.contests}
    names = candidate_names(election)
    document = read_shape(ResultDocument, row.document)
    return tuple(
        _contest(session, by_id[UUID(totals.contest)], totals, names, runoffs.get(UUID(totals.contest)))
        for totals in document.contests
    )


def _contest(
    session: Session, contest: Contest, totals: ContestTotals, names: dict[str, str], runoff: Runoff | None
) -> ContestView:
    ordered = sorted(totals.votes, key=lambda line: -line.votes)
    return ContestView(
        title=title_of(contest),
        seats=totals.seats,
        lines=tuple(
            Line(
                name=names[line.candidate],
                votes=line.votes,
                elected=line.candidate in totals.elected,
                outcome=_outcome(line.candidate, totals),
            )
            for line in ordered
        ),
        notes=(*tie_notes(session, contest, totals, names, runoff), *_notes(totals, names)),
        most=max(totals.ballots, 1),
        runoff=runoff.election if runoff is not None and totals.tied else None,
    )


def _outcome(candidate: str, totals: ContestTotals) -> Sentence:
    if candidate in totals.tied:
        return TIED
    if candidate in totals.drawn:
        return ELECTED_BY_LOT
    if candidate in totals.elected:
        return ELECTED_UNOPPOSED if totals.is_unopposed else ELECTED
    return NOT_ELECTED


def _notes(totals: ContestTotals, names: dict[str, str]) -> list[Sentence]:
    notes = []
    if totals.drawn:
        drawn = tuple(names[each] for each in totals.drawn)
        notes.append(say("A tie for the last seat was decided by lot: {names}.", names=drawn))
    if totals.unfilled:
        notes.append(
            say(
                "Seats nobody stood for: {unfilled}. The community will be asked again.",
                unfilled=totals.unfilled,
            )
        )
    if totals.votes_allowed:
        notes.append(
            say(
                "Ballots: {ballots}, of them blank here: {blank}. Votes not used: {undervotes}. Votes lost because too "
                "many were marked: {overvotes}.",
                ballots=totals.ballots,
                blank=totals.blank,
                undervotes=totals.undervotes,
                overvotes=totals.overvotes,
            )
        )
    return notes


def tracker_list(session: Session, election: Election) -> list[tuple[str, str]]:
    """Every tracker with what became of its envelope, sorted, so that it says nothing of the order of voting."""
    kinds = dispositions(session, election)
    rows = session.execute(select(Envelope.id, Envelope.tracker).where(Envelope.election_id == election.id))
    return sorted((row.tracker, kinds[row.id].value) for row in rows)


def reasons_for(session: Session, election: Election) -> list[Disposition]:
    """Every recorded disposition, oldest first, for the liaison's page."""
    return list(
        session.scalars(
            select(Disposition)
            .join(Envelope, Envelope.id == Disposition.envelope_id)
            .where(Envelope.election_id == election.id)
            .order_by(Disposition.made_at)
        )
    )
