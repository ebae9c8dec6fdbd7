"""Checks of where a bundle comes from: its files, its manifests, the key that signed it, the paper it must
match.
"""

from __future__ import annotations

from collections.abc import Sequence

from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.bundle import (
    ALWAYS,
    BUNDLE_FORMAT,
    CERTIFICATION,
    INDEX,
    INDEX_SIGNATURE,
    manifest_path,
)
from ballot_service.sealing.canonical import fingerprint_of_bytes, in_groups, same_fingerprint
from ballot_service.sealing.heads import Head, HeadProblem, ListKind, origin_of, verify_head
from ballot_service.sealing.manifest import Manifest, correction_problem
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong


def index_is_true(bundle: OpenedBundle) -> Sentence:
    """Every file is listed, listed once, and has the size and SHA-256 that the index states."""
    if bundle.index.format != BUNDLE_FORMAT:
        raise Wrong(say("This is not a record of the kind {format}.", format=BUNDLE_FORMAT))
    listed = [file.path for file in bundle.index.files]
    if listed != sorted(set(listed)):
        raise Wrong(say("The index lists a file twice, or not in order."))
    present = bundle.files.keys() - {INDEX, INDEX_SIGNATURE}
    manifests = {path for path in present if path.startswith("manifests/")}
    for path in sorted(present - set(listed)):
        raise Wrong(say("{file} is in the record but not in its index.", file=path))
    for path in sorted((set(listed) | ALWAYS) - present):
        raise Wrong(say("{file} is missing from the record.", file=path))
    for path in sorted(present - ALWAYS - manifests - {CERTIFICATION}):
        raise Wrong(say("{file} does not belong into a record.", file=path))
    for file in bundle.index.files:
        content = bundle.files[file.path]
        if len(content) != file.size or fingerprint_of_bytes(content) != file.sha256:
            raise Wrong(say("{file} was changed: it is not the file that the index lists.", file=file.path))
    return say("All {number} files are whole and listed in the index.", number=len(listed))


def manifests_are_one_line(bundle: OpenedBundle) -> Sentence:
    """Each version names the fingerprint of the one before and keeps election, district and keys.

    Keeping the keys is what makes one printed fingerprint enough: nobody can add a version with a key of
    his own.
    """
    first = bundle.manifests[0]
    previous: str | None = None
    for version, manifest in enumerate(bundle.manifests, start=1):
        if manifest.version != version or manifest.previous != previous:
            raise Wrong(
                say("Version {version} of the manifest does not follow from the one before.", version=version)
            )
        if _identity(manifest) != _identity(first):
            raise Wrong(
                say("Version {version} of the manifest changes the election or a key.", version=version)
            )
        if version > 1:
            _check_correction(bundle.manifests[version - 2], manifest)
        previous = fingerprint_of_bytes(bundle.files[manifest_path(version)])
    if (bundle.index.election_id, bundle.index.election_fingerprint) != (first.election_id, previous):
        raise Wrong(say("The index names another election than the manifest."))
    return say(
        "The manifest is whole: {title}, version {version}.",
        title=bundle.newest.title,
        version=bundle.newest.version,
    )


def _check_correction(before: Manifest, after: Manifest) -> None:
    problem = correction_problem(before, after)
    if problem:
        raise Wrong(
            say(
                "Version {version} of the manifest is no sound correction: {problem}.",
                version=after.version,
                problem=problem,
            )
        )


def signature_is_true(bundle: OpenedBundle) -> Sentence:
    """The key that the manifest names has signed the index, and so every file in it."""
    expected = Head(
        origin=origin_of(ListKind.RECORD, bundle.newest.election_id),
        size=len(bundle.index.files),
        root=bytes.fromhex(record_fingerprint(bundle)),
    )
    if signed_head(bundle, bundle.index_signature) != expected:
        raise Wrong(say("The signature in {file} is for another index.", file=INDEX_SIGNATURE))
    return say("The service has signed the index with the key that the manifest names.")


def paper_agrees(bundle: OpenedBundle, printed: Sequence[str]) -> Sentence:
    """Every fingerprint from paper is that of the election (any version of its manifest) or of the record."""
    record, elections = record_fingerprint(bundle), election_fingerprints(bundle)
    for given in printed:
        if not any(same_fingerprint(given, anchor) for anchor in (record, *elections)):
            raise Wrong(
                say(
                    "The fingerprint {given} is neither that of this election nor that of this record. "
                    "The record was changed, or belongs to another paper. "
                    "Found for the election: {election}. Found for the record: {record}.",
                    given=given,
                    election=in_groups(elections[-1]),
                    record=in_groups(record),
                )
            )
    if not printed:
        return say("No printed fingerprint was given to compare with.")
    return say("The printed fingerprints agree: {number}.", number=len(printed))


def record_fingerprint(bundle: OpenedBundle) -> str:
    return fingerprint_of_bytes(bundle.file(INDEX))


def election_fingerprints(bundle: OpenedBundle) -> list[str]:
    """Of every version of the manifest, oldest first."""
    return [
        fingerprint_of_bytes(bundle.files[manifest_path(manifest.version)]) for manifest in bundle.manifests
    ]


def signed_head(bundle: OpenedBundle, note: str) -> Head:
    """A head that the election's own key has signed. Raises `Wrong`."""
    try:
        return verify_head(bundle.service_key, note)
    except HeadProblem as problem:
        raise Wrong(say("{problem}", problem=str(problem))) from problem


def _identity(manifest: Manifest) -> tuple[object, ...]:
    return (manifest.election_id, manifest.district.id, manifest.verifying_key, manifest.opening_key)
