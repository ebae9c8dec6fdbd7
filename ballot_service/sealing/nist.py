"""The same cast vote records in the common data format of NIST SP 1500-103 (version 1.0.0, JSON).

For auditors' tools that read this format. Each record is a CVR of its own with one contest, because two
contests of one ballot must not be put together again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from ballot_service.sealing.manifest import Manifest, ManifestContest
from ballot_service.sealing.records import CastVoteRecord, Marks
from ballot_service.sealing.shapes import utc_text

_DEVICE = "device-ballot-service"
_ELECTION = "election-"
_DISTRICT = "district-"
_CONTEST = "contest-"
_CANDIDATE = "candidate-"
_SELECTION = "selection-"
_ID = "<record id>"
"""Stands for the id in a line until it is put in; manifest ids hold no space, so nothing else is like it."""
_ID_BYTES = _ID.encode()


def write_nist_report(manifest: Manifest, records: Iterable[CastVoteRecord], made_at: datetime) -> bytes:
    """The report as UTF-8 JSON, one record a line, by id. `made_at` is the bundle's aware time."""
    return b"".join(_pieces(manifest, records, made_at))


def is_nist_report(
    content: bytes, manifest: Manifest, records: Iterable[CastVoteRecord], made_at: datetime
) -> bool:
    """Whether `content` is exactly what `write_nist_report` gives, without building it all a second time."""
    place = 0
    for piece in _pieces(manifest, records, made_at):
        if not content.startswith(piece, place):
            return False
        place += len(piece)
    return place == len(content)


def _pieces(manifest: Manifest, records: Iterable[CastVoteRecord], made_at: datetime) -> Iterator[bytes]:
    sheets = _Sheets(manifest)
    yield _compact(_report(manifest, made_at)).removesuffix(b"}")
    comma = b',"CVR":[\n'
    for record in sorted(records):
        yield comma + sheets.line(record)
        comma = b",\n"
    yield b"\n]}\n" if comma == b",\n" else b',"CVR":[]}\n'


class _Sheets:
    """Writes record lines; what differs only in the id is built once, which makes large counts quick."""

    def __init__(self, manifest: Manifest) -> None:
        self._election = f"{_ELECTION}{manifest.election_id}"
        self._known: dict[Marks, bytes] = {}

    def line(self, record: CastVoteRecord) -> bytes:
        sheet = self._known.get(record.marks)
        if sheet is None:
            sheet = self._known[record.marks] = _compact(self._sheet(record.marks))
        return sheet.replace(_ID_BYTES, record.id.encode())

    def _sheet(self, marks: Marks) -> dict[str, object]:
        snapshot = f"snapshot-{_ID}"
        return {
            "@type": "CVR.CVR",
            "UniqueId": _ID,
            "ElectionId": self._election,
            "CurrentSnapshotId": snapshot,
            "CVRSnapshot": [
                {
                    "@type": "CVR.CVRSnapshot",
                    "@id": snapshot,
                    "Type": "interpreted",
                    "CVRContest": [_contest_marks(marks)],
                }
            ],
        }


def _contest_marks(marks: Marks) -> dict[str, object]:
    is_over = marks.overvotes > 0
    status = ["overvoted", "invalidated-rules"] if is_over else []
    if marks.undervotes:
        status = ["undervoted"] if marks.selections else ["not-indicated", "undervoted"]
    return {
        "@type": "CVR.CVRContest",
        "ContestId": _CONTEST + marks.contest,
        "Overvotes": marks.overvotes,
        "Undervotes": marks.undervotes,
        "WriteIns": 0,
        "Selections": len(marks.selections),
        "Status": status,
        "CVRContestSelection": [_mark(candidate, is_over=is_over) for candidate in marks.selections],
    }


def _mark(candidate: str, *, is_over: bool) -> dict[str, object]:
    return {
        "@type": "CVR.CVRContestSelection",
        "ContestSelectionId": _SELECTION + candidate,
        "TotalNumberVotes": 0 if is_over else 1,
        "SelectionPosition": [
            {
                "@type": "CVR.SelectionPosition",
                "HasIndication": "yes",
                "IsAllocable": "no" if is_over else "yes",
                "NumberVotes": 1,
            }
        ],
    }


def _report(manifest: Manifest, made_at: datetime) -> dict[str, object]:
    district = f"{_DISTRICT}{manifest.district.id}"
    return {
        "@type": "CVR.CastVoteRecordReport",
        "Version": "1.0.0",
        "GeneratedDate": utc_text(made_at),
        "ReportType": ["originating-device-export"],
        "ReportGeneratingDeviceIds": [_DEVICE],
        "ReportingDevice": [
            {"@type": "CVR.ReportingDevice", "@id": _DEVICE, "Application": "Ballot Service"}
        ],
        "GpUnit": [
            {
                "@type": "CVR.GpUnit",
                "@id": district,
                "Name": manifest.district.name,
                "Type": "other",
                "OtherType": "school district",
            }
        ],
        "Election": [
            {
                "@type": "CVR.Election",
                "@id": f"{_ELECTION}{manifest.election_id}",
                "Name": manifest.title,
                "ElectionScopeId": district,
                "Candidate": [
                    {"@type": "CVR.Candidate", "@id": _CANDIDATE + candidate.id, "Name": candidate.name}
                    for contest in manifest.voted
                    for candidate in contest.candidates
                ],
                "Contest": [_contest(contest) for contest in manifest.voted],
            }
        ],
    }


def _contest(contest: ManifestContest) -> dict[str, object]:
    return {
        "@type": "CVR.CandidateContest",
        "@id": _CONTEST + contest.id,
        "Name": contest.title,
        "VotesAllowed": contest.votes_allowed,
        "NumberElected": contest.number_elected,
        "VoteVariation": "n-of-m",
        "ContestSelection": [
            {
                "@type": "CVR.CandidateSelection",
                "@id": _SELECTION + candidate.id,
                "CandidateIds": [_CANDIDATE + candidate.id],
                "IsWriteIn": False,
            }
            for candidate in contest.candidates
        ],
    }


def _compact(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
