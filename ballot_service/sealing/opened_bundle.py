"""The files of a bundle as typed values, each read when it is first asked for; nothing is believed yet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ballot_service.rules.ballot_account import BallotAccount
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.bundle import (
    CERTIFICATION,
    ENVELOPES,
    HEADS,
    INDEX,
    INDEX_SIGNATURE,
    NOTICES,
    RECORDS,
    RESULT,
    ROLL,
    TRAIL,
    TRAIL_HEAD,
    BundleIndex,
    manifest_path,
)
from ballot_service.sealing.canonical import read_canonical_json
from ballot_service.sealing.chain import ChainEntry
from ballot_service.sealing.documents import CertificationDocument, NoticeLedger, ResultDocument
from ballot_service.sealing.envelope_list import ListedEnvelope, read_envelopes
from ballot_service.sealing.keys import verifying_key
from ballot_service.sealing.manifest import Manifest, read_manifest
from ballot_service.sealing.records import CastVoteRecord, Marks, group, read_records
from ballot_service.sealing.shapes import read_shape

Shape = TypeVar("Shape")


class Wrong(Exception):
    """The first thing wrong with a bundle, as a sentence for the person who checks it."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class OpenedBundle:
    """Reads lazily, so that a check asks only for what it needs. Every property may raise `Wrong`."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    @cached_property
    def index(self) -> BundleIndex:
        return self._shaped(INDEX, BundleIndex)

    @cached_property
    def manifests(self) -> tuple[Manifest, ...]:
        versions = sum(path.startswith("manifests/") for path in self.files)
        if not versions:
            raise Wrong(say("The record has no manifest."))
        return tuple(self._manifest(version) for version in range(1, versions + 1))

    @property
    def newest(self) -> Manifest:
        return self.manifests[-1]

    @cached_property
    def service_key(self) -> Ed25519PublicKey:
        """The key that the manifest names to check signatures with."""
        return verifying_key(self.newest.verifying_key)

    @cached_property
    def envelopes(self) -> tuple[ListedEnvelope, ...]:
        try:
            return read_envelopes(self.file(ENVELOPES))
        except ValueError as problem:
            raise _unreadable(ENVELOPES, problem) from problem

    @cached_property
    def heads(self) -> tuple[str, ...]:
        text = self.text(HEADS)
        if not text:
            return ()
        parts = text.removesuffix("\n").split("\n\n")
        if len(parts) % 2 or not text.endswith("\n"):
            raise Wrong(say("{file} is cut off: a head without its signature.", file=HEADS))
        return tuple(f"{head}\n\n{signed}\n" for head, signed in zip(parts[::2], parts[1::2], strict=True))

    @cached_property
    def trail(self) -> tuple[ChainEntry, ...]:
        lines = self.file(TRAIL).split(b"\n")
        if lines.pop():
            raise Wrong(say("{file} is cut off in its last line.", file=TRAIL))
        return tuple(self._trail_entry(number, line) for number, line in enumerate(lines, start=1))

    @cached_property
    def records(self) -> tuple[CastVoteRecord, ...]:
        try:
            return read_records(self.newest, self.file(RECORDS))
        except ValueError as problem:
            raise _unreadable(RECORDS, problem) from problem

    @cached_property
    def groups(self) -> Mapping[Marks, int]:
        return group(self.records)

    @cached_property
    def account(self) -> BallotAccount:
        return self._shaped(ROLL, BallotAccount)

    @cached_property
    def notices(self) -> NoticeLedger:
        return self._shaped(NOTICES, NoticeLedger)

    @cached_property
    def result(self) -> ResultDocument:
        return self._shaped(RESULT, ResultDocument)

    @cached_property
    def certification(self) -> CertificationDocument | None:
        return self._shaped(CERTIFICATION, CertificationDocument) if CERTIFICATION in self.files else None

    @property
    def index_signature(self) -> str:
        return self.text(INDEX_SIGNATURE)

    @property
    def trail_head(self) -> str:
        return self.text(TRAIL_HEAD)

    def file(self, path: str) -> bytes:
        if path not in self.files:
            raise Wrong(say("{file} is missing from the record.", file=path))
        return self.files[path]

    def text(self, path: str) -> str:
        try:
            return self.file(path).decode("utf-8")
        except UnicodeDecodeError as problem:
            raise _unreadable(path, problem) from problem

    def _shaped(self, path: str, shape: type[Shape]) -> Shape:
        try:
            return read_shape(shape, read_canonical_json(self.file(path)))
        except ValueError as problem:
            raise _unreadable(path, problem) from problem

    def _manifest(self, version: int) -> Manifest:
        path = manifest_path(version)
        try:
            return read_manifest(read_canonical_json(self.file(path)))
        except ValueError as problem:
            raise _unreadable(path, problem) from problem

    def _trail_entry(self, number: int, line: bytes) -> ChainEntry:
        try:
            entry = read_shape(ChainEntry, read_canonical_json(line))
        except ValueError as problem:
            raise Wrong(
                say(
                    "Entry {number} of the trail cannot be read: {problem}.",
                    number=number,
                    problem=str(problem),
                )
            ) from problem
        return entry


def _unreadable(path: str, problem: Exception) -> Wrong:
    return Wrong(say("{file} cannot be read: {problem}.", file=path, problem=str(problem)))
