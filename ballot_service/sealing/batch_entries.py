"""What one person read from a batch of paper ballots, sealed until it is compared and not readable in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from ballot_service.sealing.canonical import canonical_json, read_canonical_json
from ballot_service.sealing.envelopes import SUITE, EnvelopeDoesNotOpen

Sheets = Mapping[str, Mapping[str, Sequence[str]]]
"""The number on each ballot to its marks: contest id to candidate ids."""
_ROUND_UP_TO = 1024


def seal_entry(public_key: X25519PublicKey, sheets: Sheets, *, election_id: UUID, batch_id: UUID) -> bytes:
    """Seals an entry to the election's opening key. Its length is rounded up, so that it says little of the marks."""
    plain = canonical_json(
        {
            number: {contest: sorted(marks) for contest, marks in choices.items()}
            for number, choices in sheets.items()
        }
    )
    padded = plain.ljust(-(-len(plain) // _ROUND_UP_TO) * _ROUND_UP_TO, b" ")
    return SUITE.encrypt(padded, public_key, info=_binding(election_id, batch_id))


def open_entry(
    private_key: X25519PrivateKey, sealed: bytes, *, election_id: UUID, batch_id: UUID
) -> dict[str, dict[str, tuple[str, ...]]]:
    """The entry inside. Raises `EnvelopeDoesNotOpen` for one of another batch, or changed since."""
    try:
        padded = SUITE.decrypt(sealed, private_key, info=_binding(election_id, batch_id))
    except InvalidTag as problem:
        raise EnvelopeDoesNotOpen(
            "The entry was not sealed to this key for this batch, or was changed."
        ) from problem
    document = read_canonical_json(padded.rstrip(b" "))
    assert isinstance(document, dict)
    return {
        number: {contest: tuple(marks) for contest, marks in choices.items()}
        for number, choices in document.items()
    }


def _binding(election_id: UUID, batch_id: UUID) -> bytes:
    return b"ballot-service/batch-entry/v1\x00" + election_id.bytes + batch_id.bytes
