"""Cast vote records: one voter's choices in one contest, with nothing that leads back to the voter.

Each has a random id and stands alone: not even two contests of one ballot can be put together. Sorted by
id, they say nothing of the order, the channel, the language or the time of voting.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ballot_service.sealing.manifest import Manifest, ManifestContest

RECORD_COLUMNS = (
    "record_id",
    "contest_id",
    "contest",
    "candidate_ids",
    "candidates",
    "votes",
    "overvotes",
    "undervotes",
)
_RANDOM_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_COUNT = re.compile(r"0|[1-9][0-9]{0,5}")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class UnreadableRecords(ValueError):
    """A list of cast vote records that cannot be read; the text names the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVoteRecord:
    """`selections` are the candidates marked, in ballot order. votes + overvotes + undervotes = votes
    allowed.
    """

    id: str
    contest: str
    selections: tuple[str, ...]
    votes: int
    overvotes: int
    undervotes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What records have in common when they say the same, without their ids; there are few kinds among
    many.
    """

    contest: str
    selections: tuple[str, ...]
    votes: int
    overvotes: int
    undervotes: int


def write_records(manifest: Manifest, records: Iterable[CastVoteRecord]) -> bytes:
    """The records as CSV (UTF-8), sorted by their random ids. Raises KeyError for a stranger to the
    manifest.
    """
    contests = {contest.id: (contest, _names(contest)) for contest in manifest.contests}
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(RECORD_COLUMNS)
    for record in sorted(records, key=lambda record: record.id):
        contest, names = contests[record.contest]
        sheet.writerow(
            (
                record.id,
                contest.id,
                plain_cell(contest.title),
                " ".join(record.selections),
                plain_cell("; ".join(names[candidate] for candidate in record.selections)),
                record.votes,
                record.overvotes,
                record.undervotes,
            )
        )
    return text.getvalue().encode()


def read_records(content: bytes) -> tuple[CastVoteRecord, ...]:
    """The records in a CSV file. Raises `UnreadableRecords`; whether they fit a manifest is checked
    elsewhere.
    """
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        if next(lines, []) != list(RECORD_COLUMNS):
            raise UnreadableRecords("the first line does not name the agreed columns")
        return tuple(_read_line(number, cells) for number, cells in enumerate(lines, start=2))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise UnreadableRecords(str(problem)) from problem


def group(records: Iterable[CastVoteRecord]) -> Mapping[Marks, int]:
    """How many records say each thing."""
    kinds: Counter[tuple[str, tuple[str, ...], int, int, int]] = Counter(
        (record.contest, record.selections, record.votes, record.overvotes, record.undervotes)
        for record in records
    )
    return {
        Marks(
            contest=contest, selections=selections, votes=votes, overvotes=overvotes, undervotes=undervotes
        ): n
        for (contest, selections, votes, overvotes, undervotes), n in kinds.items()
    }


def plain_cell(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _read_line(number: int, cells: list[str]) -> CastVoteRecord:
    if len(cells) != len(RECORD_COLUMNS):
        raise UnreadableRecords(f"line {number} has {len(cells)} cells, not {len(RECORD_COLUMNS)}")
    record_id, contest, _, selections, _, votes, overvotes, undervotes = cells
    if not _RANDOM_ID.fullmatch(record_id):
        raise UnreadableRecords(f"line {number}: the record's id is not a random one (UUID version 4)")
    if not all(_COUNT.fullmatch(count) for count in (votes, overvotes, undervotes)):
        raise UnreadableRecords(f"line {number}: votes, overvotes and undervotes must be whole numbers")
    return CastVoteRecord(
        id=record_id,
        contest=contest,
        selections=tuple(selections.split(" ")) if selections else (),
        votes=int(votes),
        overvotes=int(overvotes),
        undervotes=int(undervotes),
    )


def _names(contest: ManifestContest) -> dict[str, str]:
    return {candidate.id: candidate.name for candidate in contest.candidates}
