"""Cast vote records in the common data format of NIST SP 1500-103 (JSON), from any maker.

Of each record the current snapshot counts. A selection may carry its rank, or each of its marks may; without
ranks the marks are a set. A contest of several in the file is counted by itself.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ballot_service.rules.counting.rankings import Rank, Ranking
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

_RECORDS = re.compile(r'"CVR"\s*:\s*\[')
_SPACE = re.compile(r"[\s,]*")
_EVERY = 20_000
MOST_RANKS = 1000


class _Wrong(ValueError):
    """What is wrong with one record or contest; the line is added where it is known."""


def read_cvr(text: str, left_out: LeftOut, progress: Progress) -> BallotFile:
    """Every contest in the report. Raises UnreadableFile for what cannot be read, unless it is left out."""
    report = _report(text)
    try:
        contests = {one.id: one for one in _contests(report)}
    except _Wrong as problem:
        raise UnreadableFile(1, str(problem)) from problem
    bad: dict[int, str] = {}
    for number, record in enumerate(report["CVR"]):
        if number % _EVERY == 0:
            progress(number, len(report["CVR"]))
        try:
            for contest, ranking in [_ballot(one, contests) for one in _contests_of(record)]:
                contest.ballots[ranking] += 1
        except _Wrong as problem:
            bad[number] = str(problem)
    lines = _line_of_each(text, bad) if bad else {}
    for number, reason in bad.items():
        left_out.refuse(UnreadableFile(lines.get(number, 1), f"record {number + 1}: {reason}"))
    return BallotFile(
        contests=tuple(one.finished() for one in contests.values()),
        lines=len(report["CVR"]),
        left_out=tuple(left_out.found),
    )


def _report(text: str) -> dict[str, Any]:
    try:
        report = json.loads(text)
    except json.JSONDecodeError as problem:
        raise UnreadableFile(problem.lineno, f"it is not proper JSON ({problem.msg})") from problem
    except (RecursionError, ValueError) as problem:
        # Lists within lists without end, or a number of thousands of digits.
        raise UnreadableFile(1, "it is not JSON that can be read") from problem
    if not isinstance(report, dict) or not isinstance(report.get("CVR"), list):
        raise UnreadableFile(1, "it is not a list of cast vote records: there is no CVR in it")
    return report


class _Contest:
    """One contest as it is read: its selections by id, with their names."""

    def __init__(self, described: Mapping[str, Any], candidates: Mapping[str, str]) -> None:
        self.id = _text(described, "@id")
        self.title = clean(str(described.get("Name") or self.id))
        self.seats = _number(described, "NumberElected")
        self.votes_allowed = _number(described, "VotesAllowed")
        self.ballots: Counter[Ranking] = Counter()
        self.is_ranked = False
        selections = [one for one in _list(described, "ContestSelection") if isinstance(one, dict)]
        names = distinct(_name(one, candidates) for one in selections)
        self.names = dict(zip((_text(one, "@id") for one in selections), names, strict=True))

    def finished(self) -> FileContest:
        is_set = self.votes_allowed is not None and not self.is_ranked
        return FileContest(
            title=self.title,
            candidates=tuple(self.names.values()),
            ballots=self.ballots,
            seats=self.seats or (self.votes_allowed if is_set else None),
            votes_allowed=self.votes_allowed if is_set else None,
            is_ranked=self.is_ranked,
        )


def _contests(report: Mapping[str, Any]) -> Iterator[_Contest]:
    for election in _list(report, "Election"):
        candidates = {_text(one, "@id"): str(one.get("Name", "")) for one in _list(election, "Candidate")}
        for described in _list(election, "Contest"):
            yield _Contest(described, candidates)


def _name(selection: Mapping[str, Any], candidates: Mapping[str, str]) -> str:
    named = [candidates.get(str(one), "") for one in _list(selection, "CandidateIds")]
    if any(named):
        return " and ".join(filter(None, named))
    if selection.get("IsWriteIn"):
        return "Write-in"
    return str(selection.get("Selection") or selection.get("Code") or _text(selection, "@id"))


def _contests_of(record: object) -> list[Any]:
    """The contests in the snapshot of a record that counts."""
    if not isinstance(record, dict):
        raise _Wrong("it is not a record")
    snapshots = _list(record, "CVRSnapshot")
    current = record.get("CurrentSnapshotId")
    for snapshot in snapshots:
        if isinstance(snapshot, dict) and snapshot.get("@id") == current:
            return _list(snapshot, "CVRContest")
    raise _Wrong("its current snapshot is not there")


def _ballot(marked: object, contests: Mapping[str, _Contest]) -> tuple[_Contest, Ranking]:
    if not isinstance(marked, dict):
        raise _Wrong("it holds a contest that cannot be read")
    contest = contests.get(_text(marked, "ContestId"))
    if contest is None:
        raise _Wrong(f"the contest {quoted(str(marked['ContestId']))} is not described in the file")
    ranks: dict[int, list[str]] = {}
    for selection in _list(marked, "CVRContestSelection"):
        name = contest.names.get(_text(selection, "ContestSelectionId"))
        if name is None:
            chosen = quoted(str(selection["ContestSelectionId"]))
            raise _Wrong(f"{chosen} is not a choice in {quoted(contest.title)}")
        for rank in _ranks(selection):
            ranks.setdefault(rank, []).append(name)
    if not any(ranks):
        return contest, tuple(sorted(dict.fromkeys(ranks.get(0, []))))
    if 0 in ranks:
        raise _Wrong(f"some choices in {quoted(contest.title)} have a rank and some have none")
    contest.is_ranked = True
    return contest, tuple(_rank(ranks.get(number, [])) for number in range(1, max(ranks) + 1))


def _rank(names: list[str]) -> Rank:
    different = tuple(sorted(dict.fromkeys(names)))
    return different[0] if len(different) == 1 else different


def _ranks(selection: Mapping[str, Any]) -> set[int]:
    """The ranks at which a selection was marked; 0 for a mark without a rank."""
    whole = _number(selection, "Rank") or 0
    positions = _list(selection, "SelectionPosition")
    if not positions:
        return {whole}
    marked = [one for one in positions if isinstance(one, dict) and one.get("HasIndication", "yes") != "no"]
    ranks = {whole or _number(one, "Rank") or 0 for one in marked}
    if any(rank > MOST_RANKS for rank in ranks):
        raise _Wrong(f"a rank is beyond {MOST_RANKS}")
    return ranks


def _list(holder: object, key: str) -> list[Any]:
    value = holder.get(key) if isinstance(holder, dict) else None
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Wrong(f"{key} is not a list")
    return value


def _text(holder: object, key: str) -> str:
    value = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(value, str):
        raise _Wrong(f"{key} is missing")
    return value


def _number(holder: Mapping[str, Any], key: str) -> int | None:
    value = holder.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _Wrong(f"{key} is not a whole number")
    return value


def _line_of_each(text: str, wanted: Mapping[int, str]) -> dict[int, int]:
    """The line on which each record begins, found by reading the list again; only for files with mistakes."""
    begin = _RECORDS.search(text)
    if begin is None:
        return {}
    decoder, place, line, counted = json.JSONDecoder(), begin.end(), 1, 0
    lines: dict[int, int] = {}
    for number in range(max(wanted) + 1):
        space = _SPACE.match(text, place)
        place = space.end() if space else place
        line += text.count("\n", counted, place)
        counted = place
        lines[number] = line
        _, place = decoder.raw_decode(text, place)
    return lines
