"""Every kind of file in a bundle, edited and made to fit again: `verify` names what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballot_service.sealing.archive import pack, unpack
from ballot_service.sealing.bundle import (
    INDEX,
    INDEX_SIGNATURE,
    BundleContents,
    BundleIndex,
    IndexedFile,
    WrittenBundle,
    seal_record,
    write_bundle,
)
from ballot_service.sealing.canonical import canonical_json, fingerprint_of_bytes, read_json
from ballot_service.sealing.keys import public_hex
from ballot_service.sealing.shapes import read_shape
from ballot_service.sealing.verifier import verify
from tests.sealing.a_story import CLOSES_AT, service_key

OnDisk = Callable[[bytes], Path]
Edit = Callable[[bytes], bytes]


# One file is edited; then the index is written and signed again, so that all hashes and signatures fit.
def replacing(old: str, new: str) -> Edit:
    def edit(content: bytes) -> bytes:
        assert old.encode() in content, f"nothing to change: {old}"
        return content.replace(old.encode(), new.encode(), 1)

    return edit


def member(name: str, value: object) -> Edit:
    def edit(content: bytes) -> bytes:
        document = json.loads(content)
        assert document.get(name) != value
        return canonical_json({**document, name: value})

    return edit


def without_line(number: int) -> Edit:
    return lambda content: b"".join(
        line for position, line in enumerate(content.splitlines(keepends=True)) if position != number
    )


NO_PAPER = {
    "received": 0,
    "accepted": 0,
    "undecided": 0,
    "opened": 0,
    "entered": 0,
    "set_aside": 0,
    "explained": 0,
    "rejected": [],
}
EDITED_FILES: list[tuple[str, Edit, str | None]] = [
    ("README.txt", replacing("SHA-256", "SHA-1"), None),
    ("manifests/1.json", member("title", "Another election"), "nist"),
    ("manifests/1.json", member("opening_key", "zz"), "manifest"),
    ("envelopes.csv", replacing(",accepted,", ",duplicate,"), "trackers"),
    ("envelopes.csv", without_line(5), "envelopes"),
    ("envelopes.csv", without_line(75), "trackers"),
    ("trackers.csv", replacing("accepted", "late"), "trackers"),
    ("trackers.csv", without_line(3), "trackers"),
    ("heads.txt", replacing("\n40\n", "\n41\n"), "heads"),
    ("heads.txt", lambda content: b"\n\n".join(content.split(b"\n\n")[:4]) + b"\n", "heads"),
    ("trail.jsonl", replacing('"notice_days":14', '"notice_days":15'), "trail"),
    ("trail.jsonl", without_line(4), "trail"),
    ("trail.jsonl", without_line(1), "trail"),
    ("trail-head.txt", replacing("\n5\n", "\n4\n"), "trail"),
    ("cast-vote-records.csv", replacing(",p1 p2", ",p1 p3"), "records"),
    ("cast-vote-records.csv", without_line(9), "records"),
    ("cast-vote-records.json", replacing("selection-p1", "selection-p6"), "nist"),
    ("cast-vote-records.json", without_line(9), "nist"),
    ("roll.json", member("received", 76), "roll"),
    ("roll.json", member("counted", 71), "roll"),
    ("roll.json", member("rejected", [{"ballots": 3, "kind": "late"}]), "roll"),
    ("roll.json", member("roll", 300), None),
    (
        "roll.json",
        member("paper", {**NO_PAPER, "received": 1, "accepted": 1, "opened": 1, "entered": 1}),
        "paper",
    ),
    ("roll.json", member("paper", {**NO_PAPER, "received": 1, "accepted": 1}), "roll"),
    ("result.json", member("ballots_counted", 73), "roll"),
    ("result.json", replacing('"votes":61', '"votes":60'), "result"),
    ("result.json", replacing('["p1","p2","p3","p5"]', '["p1","p2","p3","p4"]'), "result"),
    ("result.json", member("status", "recount"), "versions"),
    ("result.json", member("status", "correction"), "versions"),
    ("certification.json", member("replaces", "0" * 64), "versions"),
    ("certification.json", replacing("Parent E", "Parent D"), "certification"),
    ("certification.json", replacing("Ben Witness", "Ada Clerk"), "certification"),
    ("certification.json", replacing('"is_employee":false', '"is_employee":true'), "certification"),
    ("certification.json", member("result", "0" * 64), "certification"),
    ("notices.json", replacing('"kind":"posting"', '"kind":"rumour"'), "notices"),
    ("notices.json", replacing("2025-11-04", "2026-11-04"), "notices"),
    ("notices.json", replacing(f'"{"ab" * 32}"', "null"), "notices"),
]


def resealed(files: dict[str, bytes], key: Ed25519PrivateKey) -> WrittenBundle:
    """Writes and signs the index again for whatever the files now are."""
    index = read_shape(BundleIndex, read_json(files[INDEX]))
    others = {path: content for path, content in files.items() if path not in (INDEX, INDEX_SIGNATURE)}
    newest = max(path for path in others if path.startswith("manifests/"))
    listed = tuple(
        IndexedFile(path=path, sha256=fingerprint_of_bytes(content), size=len(content))
        for path, content in sorted(others.items())
    )
    fingerprint = fingerprint_of_bytes(others[newest])
    return seal_record(others, replace(index, files=listed, election_fingerprint=fingerprint), key)


def test_every_kind_of_file_has_an_edit(files: dict[str, bytes]) -> None:
    assert {path for path, _, _ in EDITED_FILES} == files.keys() - {INDEX, INDEX_SIGNATURE}


@pytest.mark.parametrize(("path", "edit", "found_by"), EDITED_FILES)
def test_an_edited_file_signed_again_with_the_real_key_is_found(
    path: str,
    edit: Edit,
    found_by: str | None,
    files: dict[str, bytes],
    bundle: WrittenBundle,
    on_disk: OnDisk,
) -> None:
    forged = resealed({**files, path: edit(files[path])}, service_key())
    on_paper = verify(on_disk(forged.content), (bundle.record_fingerprint,))
    assert not on_paper.is_good
    alone = verify(on_disk(forged.content))
    first = alone.first_wrong.name if alone.first_wrong else None
    assert first == found_by, alone.conclusion


@pytest.mark.parametrize(("path", "edit", "found_by"), EDITED_FILES)
def test_an_edited_file_signed_again_with_a_key_of_ones_own_is_found(
    path: str,
    edit: Edit,
    found_by: str | None,
    files: dict[str, bytes],
    bundle: WrittenBundle,
    on_disk: OnDisk,
) -> None:
    forger = Ed25519PrivateKey.generate()
    edited = {**files, path: edit(files[path])}
    plain = verify(on_disk(resealed(edited, forger).content))
    assert plain.first_wrong is not None
    assert plain.first_wrong.name in ("manifest", "signature")
    edited["manifests/1.json"] = member("verifying_key", public_hex(forger))(edited["manifests/1.json"])
    with_paper = verify(on_disk(resealed(edited, forger).content), (bundle.election_fingerprint,))
    assert with_paper.first_wrong is not None
    assert with_paper.first_wrong.name in ("manifest", "fingerprints")


@pytest.mark.parametrize(("path", "edit", "found_by"), EDITED_FILES)
def test_an_edited_file_that_nobody_signed_again_is_named(
    path: str, edit: Edit, found_by: str | None, files: dict[str, bytes], on_disk: OnDisk
) -> None:
    report = verify(on_disk(pack({**files, path: edit(files[path])})))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "index"
    assert path in str(report.first_wrong.sentence)


def test_the_index_and_its_signature_are_checked_too(files: dict[str, bytes], on_disk: OnDisk) -> None:
    later = replacing("2025-12-14T01", "2025-12-15T01")(files[INDEX])
    report = verify(on_disk(pack({**files, INDEX: later})))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "signature"
    other = resealed({**files, "README.txt": b"Hello.\n"}, service_key())
    stolen = unpack(on_disk(other.content))[INDEX_SIGNATURE]
    report = verify(on_disk(pack({**files, INDEX_SIGNATURE: stolen})))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "signature"


@pytest.mark.parametrize("path", ["surprise.txt", "manifests/2.json", "notes/extra.txt"])
def test_an_extra_file_is_named_even_when_it_is_signed(
    path: str, files: dict[str, bytes], on_disk: OnDisk
) -> None:
    report = verify(on_disk(resealed({**files, path: b"{}"}, service_key()).content))
    assert report.first_wrong is not None
    assert report.first_wrong.name in ("index", "manifest")
    assert path in str(report.first_wrong.sentence)


def test_a_missing_file_is_named_even_when_it_is_signed(files: dict[str, bytes], on_disk: OnDisk) -> None:
    for path in sorted(files.keys() - {INDEX, INDEX_SIGNATURE, "manifests/1.json"}):
        fewer = {name: content for name, content in files.items() if name != path}
        report = verify(on_disk(resealed(fewer, service_key()).content))
        assert report.first_wrong is not None, path
        assert path in str(report.first_wrong.sentence)


def test_ballots_opened_before_they_were_sorted_are_named(contents: BundleContents, on_disk: OnDisk) -> None:
    unsorted = replace(contents, trail=contents.trail[:1], certification=None)
    report = verify(on_disk(write_bundle(unsorted, service_key()).content))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "dispositions"


def test_a_certification_before_the_close_does_not_stand(contents: BundleContents, on_disk: OnDisk) -> None:
    assert contents.certification
    early = replace(contents.certification, certified_at=CLOSES_AT - timedelta(seconds=1))
    report = verify(on_disk(write_bundle(replace(contents, certification=early), service_key()).content))
    assert report.first_wrong is not None
    assert report.first_wrong.name == "certification"
