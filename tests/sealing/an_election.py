"""The whole record of a story, in which everything agrees with everything: 72 counted ballots, a tie, a
lot.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from ballot_service.rules.ballot_account import BallotAccount, RejectedCount, RejectionKind
from ballot_service.rules.ballots import read_contest
from ballot_service.sealing.acts import (
    CERTIFY_RESULT,
    CONFIRM_LOT,
    FREEZE_DISPOSITIONS,
    OPEN_BALLOTS,
    certifying_details,
    freezing_details,
    lot_details,
    opening_details,
)
from ballot_service.sealing.bundle import BundleContents, result_bytes
from ballot_service.sealing.canonical import fingerprint_of_bytes
from ballot_service.sealing.chain import ChainEntry, next_entry
from ballot_service.sealing.documents import (
    CERTIFICATION_FORMAT,
    CERTIFIED,
    CertificationDocument,
    Certifier,
    ResultDocument,
)
from ballot_service.sealing.envelope_list import ListedEnvelope
from ballot_service.sealing.envelopes import envelope_hash, padded_length, seal, write_choices
from ballot_service.sealing.heads import Head, ListKind, origin_of, sign_head
from ballot_service.sealing.keys import opening_public_key
from ballot_service.sealing.manifest import (
    Manifest,
    manifest_fingerprint,
)
from ballot_service.sealing.merkle import root
from ballot_service.sealing.records import CastVoteRecord, Marks, group, write_records
from ballot_service.sealing.recount import recount, seats_filled
from tests.sealing.a_story import CLOSES_AT, ELECTION_ID, Story, a_manifest


def tell(story: Story, envelopes: tuple[ListedEnvelope, ...] | None = None) -> BundleContents:
    """The whole record of a story, in which everything agrees with everything."""
    manifest = a_manifest(story.key, story.names)
    listed = envelopes or sealed_envelopes(story, manifest)
    records = records_of(story, manifest)
    written = write_records(manifest, records)
    result = recount(
        manifest, group(records), ballots_counted=72, status=CERTIFIED, lots={"parents": story.drawn}
    )
    return BundleContents(
        manifests=(manifest,),
        envelopes=listed,
        heads=signed_heads(story, listed),
        trail=trail_of(story, listed, written, result),
        records=records,
        account=account_of(story, listed),
        notices=story.notices,
        result=result,
        certification=certification_of(story, manifest, result),
        made_at=CLOSES_AT + timedelta(days=8),
    )


def sealed_envelopes(story: Story, manifest: Manifest) -> tuple[ListedEnvelope, ...]:
    """Seventy-five envelopes, sealed for real. What is inside does not matter to the record."""
    key = opening_public_key(manifest.opening_key)
    room = padded_length(manifest)
    listed = []
    for position in range(75):
        ballot = write_choices({"parents": ["p1", "p2"], "business": ["b1"] if position % 2 else []})
        sealed = seal(key, ballot, election_id=ELECTION_ID, manifest_version=1, padded_to=room)
        disposition = story.dispositions.get(position, "accepted")
        listed.append(
            ListedEnvelope(
                hash=envelope_hash(sealed), manifest_version=1, disposition=disposition, sealed=sealed
            )
        )
    return tuple(listed)


def records_of(story: Story, manifest: Manifest) -> tuple[CastVoteRecord, ...]:
    dice = random.Random(story.seed)
    parents = [tuple(f"p{mark + 1}" for mark in marks) for marks in marks_for(story.votes, 72)]
    business = [("b1",) if number % 3 else () for number in range(72)]
    allowed = {contest.id: contest for contest in manifest.voted}
    records = []
    for contest, all_marks in (("parents", parents), ("business", business)):
        candidates = [candidate.id for candidate in allowed[contest].candidates]
        for marks in all_marks:
            reading = read_contest(allowed[contest].votes_allowed, candidates, marks)
            records.append(
                CastVoteRecord(
                    id=str(UUID(int=dice.getrandbits(128), version=4)),
                    marks=Marks(
                        contest=contest,
                        selections=tuple(marks),
                        votes=len(reading.votes),
                        overvotes=reading.overvotes,
                        undervotes=reading.undervotes,
                    ),
                )
            )
    return tuple(sorted(records))


def signed_heads(story: Story, listed: Sequence[ListedEnvelope]) -> tuple[str, ...]:
    leaves = [bytes.fromhex(envelope.hash) for envelope in listed]
    origin = origin_of(ListKind.ENVELOPES, ELECTION_ID)
    return tuple(
        sign_head(story.key, Head(origin=origin, size=size, root=root(leaves[:size])))
        for size in story.head_sizes
    )


def trail_of(
    story: Story, listed: Sequence[ListedEnvelope], written: bytes, result: ResultDocument
) -> tuple[ChainEntry, ...]:
    told: list[tuple[str, Mapping[str, object]]] = [
        ("open_election", {"notice_days": 14}),
        (FREEZE_DISPOSITIONS, freezing_details((one.hash, one.disposition) for one in listed)),
        (OPEN_BALLOTS, opening_details(written)),
        *([(CONFIRM_LOT, lot_details("parents", story.drawn))] if story.drawn else []),
        (CERTIFY_RESULT, certifying_details(fingerprint_of_bytes(result_bytes(result)))),
    ]
    entries: list[ChainEntry] = []
    for number, (act, details) in enumerate(told, start=1):
        document = {
            "number": number,
            "act": act,
            "subject": str(ELECTION_ID),
            "by": story.opened_by,
            "at": "2025-12-14T01:00:00+00:00",
            "details": details,
            "words": {},
        }
        entries.append(next_entry(entries[-1] if entries else None, document))
    return tuple(entries)


def account_of(story: Story, listed: Sequence[ListedEnvelope]) -> BallotAccount:
    accepted = sum(envelope.disposition == "accepted" for envelope in listed)
    kinds = sorted({envelope.disposition for envelope in listed} - {"accepted"})
    return BallotAccount(
        roll=story.on_roll,
        issued=story.issued,
        received=len(listed),
        accepted=accepted,
        counted=accepted,
        credited=accepted,
        undecided=0,
        rejected=tuple(
            RejectedCount(kind=RejectionKind(kind), ballots=sum(one.disposition == kind for one in listed))
            for kind in kinds
        ),
    )


def certification_of(story: Story, manifest: Manifest, result: ResultDocument) -> CertificationDocument:
    clerk, witness = story.certifiers
    signed_at = CLOSES_AT + timedelta(days=8)
    return CertificationDocument(
        format=CERTIFICATION_FORMAT,
        election_id=ELECTION_ID,
        election_fingerprint=manifest_fingerprint(manifest),
        result=fingerprint_of_bytes(result_bytes(result)),
        certified_at=signed_at,
        seats=seats_filled(manifest, result),
        statements=("Notice was given 14 days before voting opened.",),
        certifiers=(
            Certifier(name=clerk, role="clerk", is_employee=True, signed_at=signed_at),
            Certifier(name=witness, role="witness", is_employee=False, signed_at=signed_at),
        ),
    )


def marks_for(votes: Sequence[int], ballots: int) -> list[list[int]]:
    """Marks for each ballot, so that candidate number n gets votes[n], spread as evenly as can be."""
    marks: list[list[int]] = [[] for _ in range(ballots)]
    for candidate, wanted in enumerate(votes):
        for ballot in sorted(range(ballots), key=lambda number: len(marks[number]))[:wanted]:
            marks[ballot].append(candidate)
    return marks
