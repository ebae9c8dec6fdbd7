"""Cast vote records: read back as written, in the NIST format by its own schema, and counted again to the
result.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.sealing.bundle import BundleContents
from ballot_service.sealing.manifest import ManifestCandidate
from ballot_service.sealing.nist import write_nist_report
from ballot_service.sealing.records import (
    CastVoteRecord,
    Marks,
    UnreadableRecords,
    group,
    read_records,
    write_records,
)
from ballot_service.sealing.recount import CannotRecount, recount
from tests.sealing.a_story import a_manifest, service_key

MANIFEST = a_manifest(service_key())
MADE_AT = datetime(2025, 12, 14, 1, 0, tzinfo=UTC)
SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "nist_cvr_1_0_0.schema.json").read_text())[
    "definitions"
]


def a_record(*marks: str, contest: str = "parents", over: int = 0) -> CastVoteRecord:
    votes = 0 if over else len(marks)
    allowed = {"parents": 4, "business": 1}[contest]
    said = Marks(
        contest=contest, selections=marks, votes=votes, overvotes=over, undervotes=allowed - votes - over
    )
    return CastVoteRecord(id=str(uuid4()), marks=said)


def saying(record: CastVoteRecord, **members: Any) -> CastVoteRecord:
    return record._replace(marks=record.marks._replace(**members))


SOME = (
    a_record("p1", "p2"),
    a_record(),
    a_record("p1", "p2", "p3", "p4", "p5", over=4),
    a_record("b1", contest="business"),
)


def test_records_are_written_by_id_and_read_back() -> None:
    content = write_records(MANIFEST, SOME)
    assert read_records(MANIFEST, content) == tuple(sorted(SOME))
    assert write_records(MANIFEST, reversed(SOME)) == content


def test_a_spreadsheet_reads_names_and_no_formula() -> None:
    parents = replace(
        MANIFEST.contests[0],
        title="=cmd|' /C calc'!A0",
        candidates=(
            ManifestCandidate(id="p1", name='@Ana "Ani" López, Jr.'),
            *MANIFEST.contests[0].candidates[1:],
        ),
    )
    content = write_records(replace(MANIFEST, contests=(parents, *MANIFEST.contests[1:])), (a_record("p1"),))
    (line,) = csv.DictReader(io.StringIO(content.decode()))
    assert line["contest"].startswith("'=")
    assert line["candidates"] == '\'@Ana "Ani" López, Jr.'


def test_records_tell_nothing_but_the_choice() -> None:
    columns = write_records(MANIFEST, ()).decode().strip().split(",")
    assert columns == [
        "record_id",
        "contest_id",
        "contest",
        "candidate_ids",
        "candidates",
        "votes",
        "overvotes",
        "undervotes",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("record_id", "id"),
        ("-4", "-1"),
        (",2,0,2\n", ",2,0\n"),
        (",2,0,2\n", ",2,0,-2\n"),
        (",2,0,2\n", ",02,0,2\n"),
        (",2,0,2\n", ",2,0,2,en\n"),
        (",2,0,2\n", ",2,0,2"),
        ("Parents, 4", "Parents, 5"),
        ("Parent A", "Parent B"),
        ("p1 p2", "p1 p9"),
        ("p1 p2", '"p1 p2"'),
    ],
)
def test_a_line_that_cannot_be_a_record_is_refused(old: str, new: str) -> None:
    record = a_record("p1", "p2")._replace(id="0b9f6a4e-2f2c-4f0e-8a53-5d7d3a1c9e22")
    content = write_records(MANIFEST, (record,)).decode()
    with pytest.raises(UnreadableRecords):
        read_records(MANIFEST, content.replace(old, new, 1).encode())


def agrees(schema: dict[str, Any], value: object) -> bool:
    """As much of JSON schema as the NIST schema uses."""
    if "$ref" in schema:
        return agrees(SCHEMA[schema["$ref"].rpartition("/")[2]], value)
    if "oneOf" in schema:
        return sum(agrees(one, value) for one in schema["oneOf"]) == 1
    if "enum" in schema:
        return value in schema["enum"]
    if schema["type"] == "object":
        return (
            isinstance(value, dict)
            and set(schema["required"]) <= value.keys() <= schema["properties"].keys()
            and all(agrees(schema["properties"][name], member) for name, member in value.items())
        )
    if schema["type"] == "array":
        return (
            isinstance(value, list)
            and len(value) >= schema.get("minItems", 0)
            and all(agrees(schema["items"], member) for member in value)
        )
    kinds = {"string": str, "integer": int, "boolean": bool, "number": float}
    return type(value) is kinds[schema["type"]]


def test_the_checker_of_the_schema_refuses_what_it_should() -> None:
    report = json.loads(write_nist_report(MANIFEST, SOME, MADE_AT))
    root = SCHEMA["CVR.CastVoteRecordReport"]
    assert not agrees(root, {**report, "Surprise": 1})
    assert not agrees(root, {name: value for name, value in report.items() if name != "GpUnit"})
    assert not agrees(root, {**report, "Version": "2.0"})
    assert not agrees(root, {**report, "CVR": [{**report["CVR"][0], "ElectionId": 5}]})


def test_the_nist_report_fits_the_nist_schema_and_its_references() -> None:
    report = json.loads(write_nist_report(MANIFEST, SOME, MADE_AT))
    assert agrees(SCHEMA["CVR.CastVoteRecordReport"], report)
    (election,) = report["Election"]
    selections = {one["@id"] for contest in election["Contest"] for one in contest["ContestSelection"]}
    assert {cvr["ElectionId"] for cvr in report["CVR"]} == {election["@id"]}
    assert election["ElectionScopeId"] == report["GpUnit"][0]["@id"]
    for cvr in report["CVR"]:
        (snapshot,) = cvr["CVRSnapshot"]
        (contest,) = snapshot["CVRContest"]
        assert snapshot["@id"] == cvr["CurrentSnapshotId"]
        assert contest["ContestId"] in {one["@id"] for one in election["Contest"]}
        assert {mark["ContestSelectionId"] for mark in contest["CVRContestSelection"]} <= selections


def test_the_nist_report_says_the_same_as_the_records() -> None:
    report = json.loads(write_nist_report(MANIFEST, SOME, MADE_AT))
    told = {}
    for cvr in report["CVR"]:
        contest = cvr["CVRSnapshot"][0]["CVRContest"][0]
        marks = contest["CVRContestSelection"]
        said = Marks(
            contest=contest["ContestId"].removeprefix("contest-"),
            selections=tuple(mark["ContestSelectionId"].removeprefix("selection-") for mark in marks),
            votes=sum(mark["TotalNumberVotes"] for mark in marks),
            overvotes=contest["Overvotes"],
            undervotes=contest["Undervotes"],
        )
        told[cvr["UniqueId"]] = CastVoteRecord(id=cvr["UniqueId"], marks=said)
    assert told == {record.id: record for record in SOME}


def test_counting_again_gives_scenario_s6(contents: BundleContents) -> None:
    parents, business, students = contents.result.contests
    assert [line.votes for line in parents.votes] == [61, 54, 47, 38, 38, 20]
    assert sum(line.votes for line in parents.votes) + parents.overvotes + parents.undervotes == 72 * 4
    assert (parents.undervotes, parents.overvotes) == (30, 0)
    assert (parents.elected, parents.drawn, parents.tied) == (("p1", "p2", "p3", "p5"), ("p5",), ())
    assert (business.elected, business.unfilled, business.is_unopposed) == (("b1",), 1, True)
    assert (students.elected, students.unfilled, students.ballots) == ((), 1, 0)


def test_without_the_lot_the_tie_stands(contents: BundleContents) -> None:
    counted = recount(MANIFEST, group(contents.records), ballots_counted=72, status="unofficial-complete")
    assert (counted.contests[0].tied, counted.contests[0].tied_seats) == (("p4", "p5"), 1)
    assert counted.contests[0].elected == ("p1", "p2", "p3")


@pytest.mark.parametrize(
    ("record", "lots", "words"),
    [
        (a_record("p9"), {}, "not a candidate"),
        (saying(a_record("p1"), undervotes=2), {}, "its marks give"),
        (saying(a_record("p1"), votes=0, overvotes=4, undervotes=0), {}, "its marks give"),
        (saying(a_record("p1"), contest="students"), {}, "not on the ballot"),
        (a_record("p1", "p2", "p3", "p4"), {"parents": ("p5", "p6")}, "no tie"),
    ],
)
def test_what_contradicts_itself_is_not_counted(
    record: CastVoteRecord, lots: dict[str, tuple[str, ...]], words: str
) -> None:
    with pytest.raises(CannotRecount, match=words):
        recount(MANIFEST, group((record,)), ballots_counted=1, status="certified", lots=lots)


@given(st.lists(st.lists(st.sampled_from(["p1", "p2", "p3", "p4", "p5", "p6"]), unique=True), max_size=12))
def test_grouping_keeps_every_record(ballots: list[list[str]]) -> None:
    records = [a_record(*marks, over=4 if len(marks) > 4 else 0) for marks in ballots]
    groups = group(records)
    assert sum(groups.values()) == len(records)
    assert Counter(record.marks.selections for record in records) == {
        marks.selections: count for marks, count in groups.items()
    }
