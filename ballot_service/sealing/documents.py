"""The documents of an audit bundle that people read first: result, certification, roll totals, notice
ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from ballot_service.sealing.shapes import LEFT_OUT_IF_EMPTY

RESULT_FORMAT = "ballot-result/1"
CERTIFICATION_FORMAT = "ballot-certification/1"
CERTIFIED = "certified"
"""The NIST results status of a certified result; other words stand for earlier stages."""
RECOUNT = "recount"
CORRECTION = "correction"
CERTIFIABLE = (CERTIFIED, RECOUNT, CORRECTION)
"""What a certificate may be about: the first one, and those that take its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateTotal:
    candidate: str
    votes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestTotals:
    """What one contest came to; ids as in the manifest, candidates in ballot order.

    `elected` is in order of votes and includes `drawn`, who got a seat by lot. `lot` is the order in which
    tied candidates were drawn (empty without a lot). `tied` lists those between whom `tied_seats` seats are
    undecided.
    """

    contest: str
    method: str
    seats: int
    votes_allowed: int
    ballots: int
    valid: int
    blank: int
    overvoted: int
    votes: tuple[CandidateTotal, ...]
    overvotes: int
    undervotes: int
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    tied_seats: int
    lot: tuple[str, ...]
    drawn: tuple[str, ...]
    unfilled: int
    is_unopposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDocument:
    """A count. `status` is a NIST results status such as "unofficial-complete" or "certified"."""

    format: str
    election_id: UUID
    manifest_version: int
    status: str
    ballots_counted: int
    contests: tuple[ContestTotals, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certifier:
    """One of those who certify. At least one is not an employee of the district (1.15)."""

    name: str
    role: str
    is_employee: bool
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsFilled:
    """One contest as the certificate prints it: names as on the ballot, in order of votes.

    `tied` are those between whom a run-off decides the last `tied_seats` seats; `runoff_on` is the local day on which
    its vote was to close.
    """

    contest: str
    title: str
    elected: tuple[str, ...]
    by_lot: tuple[str, ...]
    unfilled: int
    tied: tuple[str, ...] = field(default=(), metadata=LEFT_OUT_IF_EMPTY)
    tied_seats: int = field(default=0, metadata=LEFT_OUT_IF_EMPTY)
    runoff_on: str = field(default="", metadata=LEFT_OUT_IF_EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationDocument:
    """What the two people certified. `result` is the fingerprint of the result document.

    It cannot name the record fingerprint, because it is part of that record; the printed certificate names
    both. `statements` are whole sentences, such as the notice given and who was left off the roll. `replaces` is the
    record fingerprint of the certificate whose place this one takes.
    """

    format: str
    election_id: UUID
    election_fingerprint: str
    result: str
    certified_at: datetime
    seats: tuple[SeatsFilled, ...]
    statements: tuple[str, ...]
    certifiers: tuple[Certifier, ...]
    replaces: str = field(default="", metadata=LEFT_OUT_IF_EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One line of the notice ledger. `evidence` is the SHA-256 of the proof kept by the service, if any."""

    kind: str
    language: str
    place: str
    published_at: datetime
    names_opening_at: datetime
    evidence: str | None
    has_witness: bool
    is_late_entry: bool
    is_void: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLedger:
    notices: tuple[NoticeLine, ...]
