"""Writes the audit bundle: one zip with everything that is needed to check an election without the service.

`index.json` lists every other file with its SHA-256; its own SHA-256 is the **record fingerprint**. The
printed certificate names that fingerprint, so the certificate itself is not in the bundle. See
docs/bundle.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballot_service.rules.ballot_account import BallotAccount
from ballot_service.sealing.archive import pack
from ballot_service.sealing.canonical import canonical_json, fingerprint_of_bytes
from ballot_service.sealing.chain import GENESIS, ChainEntry
from ballot_service.sealing.documents import CertificationDocument, NoticeLedger, NoticeLine, ResultDocument
from ballot_service.sealing.envelope_list import ListedEnvelope, write_envelopes, write_trackers
from ballot_service.sealing.heads import Head, ListKind, origin_of, sign_head
from ballot_service.sealing.keys import public_hex
from ballot_service.sealing.manifest import Manifest, manifest_bytes
from ballot_service.sealing.nist import write_nist_report
from ballot_service.sealing.reading_guide import READING_GUIDE
from ballot_service.sealing.records import CastVoteRecord, write_records
from ballot_service.sealing.shapes import write_shape

BUNDLE_FORMAT = "ballot-bundle/1"

README = "README.txt"
INDEX = "index.json"
INDEX_SIGNATURE = "index-signature.txt"
ENVELOPES = "envelopes.csv"
TRACKERS = "trackers.csv"
HEADS = "heads.txt"
TRAIL = "trail.jsonl"
TRAIL_HEAD = "trail-head.txt"
RECORDS = "cast-vote-records.csv"
NIST_RECORDS = "cast-vote-records.json"
NOTICES = "notices.json"
ROLL = "roll.json"
RESULT = "result.json"
CERTIFICATION = "certification.json"

ALWAYS = frozenset(
    (README, ENVELOPES, TRACKERS, HEADS, TRAIL, TRAIL_HEAD, RECORDS, NIST_RECORDS, NOTICES, ROLL, RESULT)
)


class IncompleteBundle(ValueError):
    """What was handed over does not make a bundle; the text says what is missing or does not belong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedFile:
    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleIndex:
    """`election_fingerprint` is that of the newest manifest version. `made_at` is an aware UTC time."""

    format: str
    election_id: UUID
    election_fingerprint: str
    made_at: datetime
    files: tuple[IndexedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleContents:
    """Everything a bundle is made of. Nothing here leads from a voter to a choice.

    `manifests` from version 1 on; `envelopes` and `heads` in the order of the log; `trail` from entry 1 up
    to the certification and no further, so that the same record gives the same bytes on any later day;
    `made_at` likewise is the aware time of the certification (or of the count), not of the download.
    """

    manifests: tuple[Manifest, ...]
    envelopes: tuple[ListedEnvelope, ...]
    heads: tuple[str, ...]
    trail: tuple[ChainEntry, ...]
    records: tuple[CastVoteRecord, ...]
    account: BallotAccount
    notices: tuple[NoticeLine, ...]
    result: ResultDocument
    certification: CertificationDocument | None
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBundle:
    """The zip's bytes, and the two fingerprints that the certificate prints side by side."""

    content: bytes
    election_fingerprint: str
    record_fingerprint: str


def write_bundle(contents: BundleContents, key: Ed25519PrivateKey) -> WrittenBundle:
    """The bundle, signed with the service's key. The same contents give the same bytes.

    Raises `IncompleteBundle` without a manifest or when `key` is not the one that the manifest names.
    """
    if not contents.manifests or contents.manifests[-1].verifying_key != public_hex(key):
        raise IncompleteBundle("A bundle needs a manifest, and the key that the manifest names to sign with.")
    files = bundle_files(contents, key)
    newest = contents.manifests[-1]
    election_fingerprint = fingerprint_of_bytes(files[manifest_path(newest.version)])
    index = BundleIndex(
        format=BUNDLE_FORMAT,
        election_id=newest.election_id,
        election_fingerprint=election_fingerprint,
        made_at=contents.made_at,
        files=tuple(
            IndexedFile(path=path, sha256=fingerprint_of_bytes(content), size=len(content))
            for path, content in sorted(files.items())
        ),
    )
    return seal_record(files, index, key)


def seal_record(files: dict[str, bytes], index: BundleIndex, key: Ed25519PrivateKey) -> WrittenBundle:
    """Signs an index of finished files and packs all of it."""
    listed = canonical_json(write_shape(index))
    record_fingerprint = fingerprint_of_bytes(listed)
    head = Head(
        origin=origin_of(ListKind.RECORD, index.election_id),
        size=len(index.files),
        root=bytes.fromhex(record_fingerprint),
    )
    whole = {**files, INDEX: listed, INDEX_SIGNATURE: sign_head(key, head).encode()}
    return WrittenBundle(
        content=pack(whole),
        election_fingerprint=index.election_fingerprint,
        record_fingerprint=record_fingerprint,
    )


def bundle_files(contents: BundleContents, key: Ed25519PrivateKey) -> dict[str, bytes]:
    """Every file of the bundle but the index and its signature."""
    newest = contents.manifests[-1]
    files = {manifest_path(manifest.version): manifest_bytes(manifest) for manifest in contents.manifests}
    files |= {
        README: READING_GUIDE.encode(),
        ENVELOPES: write_envelopes(contents.envelopes),
        TRACKERS: write_trackers(contents.envelopes),
        HEADS: write_heads(contents.heads),
        TRAIL: write_trail(contents.trail),
        TRAIL_HEAD: sign_head(key, trail_head(newest.election_id, contents.trail)).encode(),
        RECORDS: write_records(newest, contents.records),
        NIST_RECORDS: write_nist_report(newest, contents.records, contents.made_at),
        NOTICES: canonical_json(write_shape(NoticeLedger(notices=contents.notices))),
        ROLL: canonical_json(write_shape(contents.account)),
        RESULT: result_bytes(contents.result),
    }
    if contents.certification:
        files[CERTIFICATION] = canonical_json(write_shape(contents.certification))
    return files


def result_bytes(result: ResultDocument) -> bytes:
    """The result document as it stands in the bundle; its SHA-256 is the result's fingerprint."""
    return canonical_json(write_shape(result))


def manifest_path(version: int) -> str:
    return f"manifests/{version}.json"


def trail_head(election_id: UUID, trail: Sequence[ChainEntry]) -> Head:
    """The head of the trail: how many entries, and the hash of the last one (zeros before the first)."""
    last = trail[-1].hash if trail else GENESIS
    return Head(origin=origin_of(ListKind.TRAIL, election_id), size=len(trail), root=bytes.fromhex(last))


def write_heads(heads: Sequence[str]) -> bytes:
    """Signed heads one below the other, an empty line between them."""
    return "\n".join(heads).encode()


def write_trail(trail: Sequence[ChainEntry]) -> bytes:
    """One entry a line."""
    return b"".join(canonical_json(write_shape(entry)) + b"\n" for entry in trail)
