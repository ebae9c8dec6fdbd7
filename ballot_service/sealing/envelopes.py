"""Seals a ballot so that nobody who holds the database can read it before the count (HPKE, RFC 9180).

The suite is X25519, HKDF-SHA256, AES-256-GCM in base mode. An envelope is the 32-byte encapsulated key
followed by the ciphertext. Election and manifest version are bound into the key schedule, so an envelope
moved to another election or version does not open. Every envelope of an election has one length: length
says nothing of the choice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ballot_service.sealing.canonical import canonical_json, read_canonical_json
from ballot_service.sealing.manifest import Manifest

SEALING_OVERHEAD = 48
"""Bytes that sealing adds: 32 for the encapsulated key, 16 for the authentication tag."""

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_LENGTH_BYTES = 4
_ROUND_UP_TO = 64


class EnvelopeError(ValueError):
    """An envelope that cannot be sealed or opened."""


class BallotTooLong(EnvelopeError):
    """The ballot is longer than the one length agreed for the election."""


class EnvelopeDoesNotOpen(EnvelopeError):
    """Not sealed to this key for this election and manifest version, or changed since."""


def write_choices(choices: Mapping[str, Iterable[str]]) -> bytes:
    """A ballot's plain bytes: contest id to candidate ids, sorted, so that the order of pressing says
    nothing.
    """
    return canonical_json({contest: sorted(set(marked)) for contest, marked in choices.items()})


def read_choices(ballot: bytes) -> dict[str, tuple[str, ...]]:
    """The choices in an opened ballot. Raises `EnvelopeError` if the bytes are no ballot of ours."""
    try:
        document = read_canonical_json(ballot)
    except ValueError as problem:
        raise EnvelopeError(f"The opened ballot cannot be read: {problem}.") from problem
    if not isinstance(document, dict) or not all(_is_list_of_text(marked) for marked in document.values()):
        raise EnvelopeError("The opened ballot is not a list of choices for each contest.")
    return {contest: tuple(marked) for contest, marked in document.items()}


def padded_length(manifest: Manifest) -> int:
    """The one length in bytes of every plain ballot of the election: the longest possible one, rounded up."""
    longest = write_choices({c.id: [candidate.id for candidate in c.candidates] for c in manifest.voted})
    return -(-(len(longest) + _LENGTH_BYTES) // _ROUND_UP_TO) * _ROUND_UP_TO


def seal(
    public_key: X25519PublicKey, ballot: bytes, *, election_id: UUID, manifest_version: int, padded_to: int
) -> bytes:
    """Seals one ballot to the election's public key. Two seals of one ballot differ. Raises
    `BallotTooLong`.
    """
    if len(ballot) + _LENGTH_BYTES > padded_to:
        raise BallotTooLong(
            f"The ballot has {len(ballot)} bytes; there is room for {padded_to - _LENGTH_BYTES}."
        )
    padded = (len(ballot).to_bytes(_LENGTH_BYTES, "big") + ballot).ljust(padded_to, b"\x00")
    return SUITE.encrypt(padded, public_key, info=binding(election_id, manifest_version))


def open_envelope(
    private_key: X25519PrivateKey, sealed: bytes, *, election_id: UUID, manifest_version: int
) -> bytes:
    """The ballot inside. Raises `EnvelopeDoesNotOpen`."""
    try:
        padded = SUITE.decrypt(sealed, private_key, info=binding(election_id, manifest_version))
    except InvalidTag as problem:
        raise EnvelopeDoesNotOpen(
            "The envelope was not sealed to this key for this election and version, or was changed."
        ) from problem
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    ballot = padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
    if len(ballot) != length or any(padded[_LENGTH_BYTES + length :]):
        raise EnvelopeDoesNotOpen("The envelope opened, but its padding is not as agreed.")
    return ballot


def binding(election_id: UUID, manifest_version: int) -> bytes:
    """What an envelope is bound to (the HPKE `info`): the election's 16 bytes and the version as 4 bytes."""
    return b"ballot-service/envelope/v1\x00" + election_id.bytes + manifest_version.to_bytes(4, "big")


def envelope_hash(sealed: bytes) -> str:
    """The name of a sealed envelope in the log, 64 hexadecimal digits. Cannot be mistaken for any other
    hash.
    """
    return hashlib.sha256(b"ballot-service/envelope-hash/v1\x00" + sealed).hexdigest()


def _is_list_of_text(marked: object) -> bool:
    return isinstance(marked, list) and all(isinstance(candidate, str) for candidate in marked)
