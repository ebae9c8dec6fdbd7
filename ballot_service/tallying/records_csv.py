"""Our own list of cast vote records as CSV, as it lies in an audit bundle, without the bundle around it.

It names only candidates whom somebody marked, and each record's votes, overvotes and undervotes tell how many
votes were allowed.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ballot_service.rules.counting.rankings import Ranking
from ballot_service.sealing.records import RECORD_COLUMNS
from ballot_service.tallying.contest import (
    BallotFile,
    FileContest,
    LeftOut,
    Progress,
    UnreadableFile,
    clean,
    distinct,
    quoted,
)

_EVERY = 20_000
_BETWEEN_NAMES = "; "
_MOST_DIGITS = 6


@dataclass
class _Contest:
    title: str
    votes_allowed: int
    names: dict[str, str] = field(default_factory=dict)
    ballots: Counter[tuple[str, ...]] = field(default_factory=Counter)


def read_records_csv(text: str, left_out: LeftOut, progress: Progress) -> BallotFile:
    """Every contest in the list. Raises UnreadableFile for what cannot be read, unless it is left out."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    contests: dict[str, _Contest] = {}
    seen: set[str] = set()
    total, read = text.count("\n"), 0
    next(rows)
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error as problem:
            left_out.refuse(UnreadableFile(rows.line_num, f"it is not proper CSV ({problem})"))
            continue
        if rows.line_num % _EVERY == 0:
            progress(rows.line_num, total)
        if not cells:
            continue
        read += 1
        try:
            _add(cells, rows.line_num, contests, seen)
        except UnreadableFile as problem:
            left_out.refuse(problem)
    return BallotFile(
        contests=tuple(_finished(one) for one in contests.values()),
        lines=read,
        left_out=tuple(left_out.found),
    )


def _add(cells: Sequence[str], line: int, contests: dict[str, _Contest], seen: set[str]) -> None:
    if len(cells) != len(RECORD_COLUMNS):
        raise UnreadableFile(line, f"it has {len(cells)} cells, not {len(RECORD_COLUMNS)}")
    record, contest_id, title, ids, names, *numbers = cells
    if record in seen:
        raise UnreadableFile(line, f"the record {quoted(record)} stands here a second time")
    votes, overvotes, undervotes = (_whole(number, line) for number in numbers)
    marks = tuple(ids.split())
    allowed = votes + overvotes + undervotes
    contest = contests.get(contest_id) or _Contest(_plain(title), allowed)
    if contest.votes_allowed != allowed:
        raise UnreadableFile(
            line, f"its votes, overvotes and undervotes are {allowed} together, not {contest.votes_allowed}"
        )
    marked = len(set(marks))
    if (votes, overvotes) != ((0, allowed) if marked > allowed else (marked, 0)) or marked != len(marks):
        raise UnreadableFile(line, f"it marks {marked} and states {votes} votes and {overvotes} overvotes")
    seen.add(record)
    contests[contest_id] = contest
    contest.ballots[marks] += 1
    told = [names] if len(marks) == 1 else names.split(_BETWEEN_NAMES)
    if len(told) == len(marks):
        for one, name in zip(marks, told, strict=True):
            if len(marks) == 1 or one not in contest.names:
                contest.names[one] = _plain(name)


def _whole(text: str, line: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise UnreadableFile(line, f"{quoted(text)} is not a whole number")
    return int(text)


def _plain(cell: str) -> str:
    """The text of a cell without the sign that keeps spreadsheets from taking it for a formula."""
    return clean(cell[1:] if cell.startswith("'") else cell)


def _finished(contest: _Contest) -> FileContest:
    ids = sorted(
        {one for marks in contest.ballots for one in marks},
        key=lambda one: (contest.names.get(one, one), one),
    )
    named = dict(zip(ids, distinct(contest.names.get(one, one) for one in ids), strict=True))
    ballots: Counter[Ranking] = Counter()
    for marks, number in contest.ballots.items():
        ballots[tuple(named[one] for one in marks)] += number
    return FileContest(
        title=contest.title,
        candidates=tuple(named.values()),
        ballots=ballots,
        seats=contest.votes_allowed,
        votes_allowed=contest.votes_allowed,
    )
