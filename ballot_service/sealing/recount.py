"""Counts cast vote records again, with the same rules for the service that publishes and for whoever checks
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ballot_service.rules.ballots import UnreadableBallot, read_contest
from ballot_service.rules.counting.n_of_m import CountFacts, NotCountable, count_n_of_m
from ballot_service.rules.counting.result import ContestResult, GroupedBallot
from ballot_service.sealing.documents import (
    CERTIFIABLE,
    RESULT_FORMAT,
    CandidateTotal,
    CertificationDocument,
    ContestTotals,
    ResultDocument,
    SeatsFilled,
)
from ballot_service.sealing.manifest import Manifest, ManifestContest
from ballot_service.sealing.records import Marks


class CannotRecount(ValueError):
    """The records, the manifest and the lots contradict each other; the text says where."""


def recount(
    manifest: Manifest,
    groups: Mapping[Marks, int],
    *,
    ballots_counted: int,
    status: str,
    lots: Mapping[str, Sequence[str]] | None = None,
) -> ResultDocument:
    """The result document of grouped records (`records.group`). `lots`: contest id to the order drawn.

    Raises `CannotRecount` for a mark that is not on the ballot, a record whose numbers do not add up, or a
    lot where nothing is tied. Source: 1.14 (votes per voter, overvote, ties) and 1.15.
    """
    drawn = lots or {}
    by_contest = _by_contest(manifest, groups)
    return ResultDocument(
        format=RESULT_FORMAT,
        election_id=manifest.election_id,
        manifest_version=manifest.version,
        status=status,
        ballots_counted=ballots_counted,
        contests=tuple(
            _count(contest, by_contest[contest.id], tuple(drawn.get(contest.id, ())))
            for contest in manifest.contests
        ),
    )


def seats_filled(
    manifest: Manifest, result: ResultDocument, runoffs: Mapping[str, str] | None = None
) -> tuple[SeatsFilled, ...]:
    """The certificate's lines, with names in place of ids. `runoffs`: contest id to the day of its run-off."""
    names = {
        candidate.id: candidate.name for contest in manifest.contests for candidate in contest.candidates
    }
    titles = {contest.id: contest.title for contest in manifest.contests}
    return tuple(
        SeatsFilled(
            contest=totals.contest,
            title=titles[totals.contest],
            elected=tuple(names[candidate] for candidate in totals.elected),
            by_lot=tuple(names[candidate] for candidate in totals.drawn),
            unfilled=totals.unfilled,
            tied=tuple(names[candidate] for candidate in totals.tied),
            tied_seats=totals.tied_seats,
            runoff_on=(runoffs or {}).get(totals.contest, ""),
        )
        for totals in result.contests
    )


def certification_problem(
    certification: CertificationDocument, result: ResultDocument, manifest: Manifest
) -> str | None:
    """What keeps a certification from standing, in words (1.14 Who signs; 1.15), or None."""
    if result.status not in CERTIFIABLE:
        return "it certifies a result that is not marked certified"
    days = {line.contest: line.runoff_on for line in certification.seats if line.runoff_on}
    if certification.seats != seats_filled(manifest, result, days):
        return "it names other people elected than the result"
    if days.keys() != {totals.contest for totals in result.contests if totals.tied}:
        return "it names a run-off where nothing is tied, or none for a tie"
    if certification.certified_at < manifest.closes_at:
        return "it was made before voting closed"
    if len({certifier.name.casefold() for certifier in certification.certifiers}) < 2:
        return "two different people must sign it"
    if all(certifier.is_employee for certifier in certification.certifiers):
        return "at least one of those who sign must not work for the district"
    return None


def _by_contest(manifest: Manifest, groups: Mapping[Marks, int]) -> dict[str, list[GroupedBallot]]:
    voted = {contest.id: contest for contest in manifest.voted}
    ballots: dict[str, list[GroupedBallot]] = {contest.id: [] for contest in manifest.contests}
    for marks, count in groups.items():
        contest = voted.get(marks.contest)
        if contest is None:
            raise CannotRecount(f"a record names the contest {marks.contest!r}, which is not on the ballot")
        _check_sum(contest, marks)
        ballots[contest.id].append(GroupedBallot(count=count, marks=marks.selections))
    return ballots


def _check_sum(contest: ManifestContest, marks: Marks) -> None:
    """The NIST rule: votes + overvotes + undervotes = votes allowed, and as these very marks give them."""
    candidates = [candidate.id for candidate in contest.candidates]
    try:
        reading = read_contest(contest.votes_allowed, candidates, marks.selections)
    except UnreadableBallot as problem:
        raise CannotRecount(f"{contest.title}: {problem}") from problem
    stated = (marks.votes, marks.overvotes, marks.undervotes)
    found = (len(reading.votes), reading.overvotes, reading.undervotes)
    if stated != found:
        raise CannotRecount(
            f"{contest.title}: a record states votes, overvotes and undervotes of {stated}, "
            f"but its marks give {found} when {contest.votes_allowed} may be chosen"
        )


def _count(contest: ManifestContest, ballots: Sequence[GroupedBallot], lot: tuple[str, ...]) -> ContestTotals:
    facts = CountFacts(
        seats=contest.number_elected,
        candidates=tuple(candidate.id for candidate in contest.candidates),
        ballots=tuple(ballots),
        lot=lot,
    )
    try:
        return _totals(contest.id, count_n_of_m(facts), lot)
    except NotCountable as problem:
        raise CannotRecount(f"{contest.title}: {problem}") from problem


def _totals(contest_id: str, result: ContestResult, lot: tuple[str, ...]) -> ContestTotals:
    return ContestTotals(
        contest=contest_id,
        method=str(result.method),
        seats=result.seats,
        votes_allowed=result.votes_allowed,
        ballots=result.ballots,
        valid=result.valid,
        blank=result.blank,
        overvoted=result.overvoted,
        votes=tuple(CandidateTotal(candidate=line.candidate, votes=line.votes) for line in result.votes),
        overvotes=result.overvotes,
        undervotes=result.undervotes,
        elected=result.elected,
        tied=result.tied,
        tied_seats=result.tied_seats,
        lot=lot,
        drawn=result.drawn,
        unfilled=result.unfilled,
        is_unopposed=result.is_unopposed,
    )
