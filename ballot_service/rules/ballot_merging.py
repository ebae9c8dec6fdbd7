"""One voter's envelopes read as one ballot: in each contest the newest word counts.

After a correction a voter may have chosen twice. The envelope on the newer ballot names only the contests that had
changed; in all others the older one stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ballot_service.rules.ballots import ContestReading, read_contest
from ballot_service.rules.contests import Contest


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBallot:
    """An opened envelope: the version of the ballot it names, and contest id to the candidate ids marked."""

    version: int
    choices: Mapping[str, Sequence[str]]


def merge_ballots(opened: Sequence[OpenedBallot], contests: Sequence[Contest]) -> tuple[ContestReading, ...]:
    """Reads the envelopes of one voter, contest by contest, as the newest of them says.

    `contests` are those of the newest ballot. A mark beside a name that was taken off since counts for nobody, as if
    it had not been made; a contest that no envelope names is blank. Source: design 4; settled in 1.14 and 1.15.
    """
    newest_first = sorted(opened, key=lambda each: each.version, reverse=True)
    return tuple(_newest_word(newest_first, contest) for contest in contests if contest.is_printed)


def _newest_word(newest_first: Sequence[OpenedBallot], contest: Contest) -> ContestReading:
    name = contest.contest
    marks = next((each.choices[name] for each in newest_first if name in each.choices), ())
    still_on = [mark for mark in marks if mark in contest.candidates]
    return read_contest(contest.votes_allowed, contest.candidates, still_on, name)
