"""Cast vote records: one voter's choices in one contest, with nothing that leads back to the voter.

Each has a random id and stands alone: not even two contests of one ballot can be put together. Sorted by id,
they say nothing of the order, the channel, the language or the time of voting.

Many records say the same, so what they say (`Marks`) is written and read once for each kind.
"""

from __future__ import annotations

import csv
import io
import operator
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

from ballot_service.sealing.manifest import Manifest

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
_HEADER = ",".join(RECORD_COLUMNS)
_ID_LENGTH = 36
_RANDOM_IDS = re.compile(r"(?:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n)*+")
_COUNT = re.compile(r"0|[1-9][0-9]{0,5}")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class UnreadableRecords(ValueError):
    """A list of cast vote records that cannot be read; the text names the line."""


class Marks(NamedTuple):
    """What a record says. `selections` are the candidates marked; their order says nothing.

    votes + overvotes + undervotes = votes allowed (NIST rule; 1.15).
    """

    contest: str
    selections: tuple[str, ...]
    votes: int
    overvotes: int
    undervotes: int


class CastVoteRecord(NamedTuple):
    """One record. `id` is a random UUID (version 4) in its usual text form."""

    id: str
    marks: Marks


def write_records(manifest: Manifest, records: Iterable[CastVoteRecord]) -> bytes:
    """The records as CSV (UTF-8), sorted by their random ids.

    Raises `UnreadableRecords` for an id that is not random and for whoever is not on the ballot.
    """
    sheet = _Sheet(manifest)
    ordered = sorted(records)
    _check_ids([record.id for record in ordered])
    return "\n".join([_HEADER, *(f"{one.id},{sheet.text(one.marks)}" for one in ordered), ""]).encode()


def read_records(manifest: Manifest, content: bytes) -> tuple[CastVoteRecord, ...]:
    """The records in a CSV file, exactly as `write_records` writes them. Raises `UnreadableRecords`."""
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as problem:
        raise UnreadableRecords("it is not written in UTF-8") from problem
    if lines[0] != _HEADER or lines[-1] != "":
        raise UnreadableRecords(
            "the first line does not name the agreed columns, or the last line is cut off"
        )
    del lines[0], lines[-1]
    ids = [line[:_ID_LENGTH] for line in lines]
    _check_ids(ids)
    known = _KnownMarks(_Sheet(manifest))
    pairs = zip(ids, [known[line[_ID_LENGTH:]] for line in lines], strict=True)
    # Built as the tuples they are: the class's own way takes longer than all the rest of the reading.
    return tuple(map(partial(tuple.__new__, CastVoteRecord), pairs))


def group(records: Iterable[CastVoteRecord]) -> Mapping[Marks, int]:
    """How many records say each thing."""
    said = [record.marks for record in records]
    # Records read together share their marks; telling those apart by identity first is several times quicker.
    shared = {id(marks): marks for marks in said}
    groups: Counter[Marks] = Counter()
    for identity, number in Counter(map(id, said)).items():
        groups[shared[identity]] += number
    return groups


def plain_cell(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


class _Sheet:
    """Turns marks into the cells after the id and back, each kind once."""

    def __init__(self, manifest: Manifest) -> None:
        self._titles = {contest.id: contest.title for contest in manifest.contests}
        self._names = {(c.id, one.id): one.name for c in manifest.contests for one in c.candidates}
        self._texts: dict[Marks, str] = {}

    def text(self, marks: Marks) -> str:
        known = self._texts.get(marks)
        if known is None:
            known = self._texts[marks] = self._write(marks)
        return known

    def _write(self, marks: Marks) -> str:
        try:
            names = [self._names[marks.contest, candidate] for candidate in marks.selections]
            title = self._titles[marks.contest]
        except KeyError as problem:
            raise UnreadableRecords("a record names somebody who is not on the ballot") from problem
        text = io.StringIO()
        chosen = " ".join(marks.selections)
        csv.writer(text, lineterminator="").writerow(
            (
                marks.contest,
                plain_cell(title),
                chosen,
                plain_cell("; ".join(names)),
                marks.votes,
                marks.overvotes,
                marks.undervotes,
            )
        )
        return text.getvalue()

    def marks(self, cells: str) -> Marks:
        """What the cells after an id say. Raises `UnreadableRecords` unless `text` gives these very cells."""
        try:
            ((contest, _, chosen, _, *numbers),) = csv.reader([cells], strict=True)
        except (csv.Error, ValueError) as problem:
            raise UnreadableRecords("a line does not have the agreed cells") from problem
        if len(numbers) != 3 or not all(_COUNT.fullmatch(count) for count in numbers):
            raise UnreadableRecords("votes, overvotes and undervotes must be whole numbers")
        votes, overvotes, undervotes = map(int, numbers)
        selections = tuple(chosen.split(" ")) if chosen else ()
        marks = Marks(
            contest=contest, selections=selections, votes=votes, overvotes=overvotes, undervotes=undervotes
        )
        if self.text(marks) != cells:
            raise UnreadableRecords("a line does not name contest and candidates as the ballot does")
        return marks


class _KnownMarks(dict[str, Marks]):
    """The rest of a line, comma first, to what it says; each different rest is read once."""

    def __init__(self, sheet: _Sheet) -> None:
        super().__init__()
        self._sheet = sheet

    def __missing__(self, rest: str) -> Marks:
        if not rest.startswith(","):
            raise UnreadableRecords("a line does not begin with an id")
        self[rest] = marks = self._sheet.marks(rest[1:])
        return marks


def _check_ids(ids: list[str]) -> None:
    if not all(map(operator.lt, ids, ids[1:])):
        raise UnreadableRecords("the records are not sorted by their ids, or one id stands twice")
    if not _RANDOM_IDS.fullmatch("\n".join([*ids, ""])):
        raise UnreadableRecords("a record's id is not a random one (UUID version 4)")
