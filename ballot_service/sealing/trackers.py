"""The tracker a voter keeps: proof that the ballot is in the box, saying nothing about the choices in it."""

from __future__ import annotations

import base64
import unicodedata
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

TRACKER_LETTERS = 12
_GROUP = 4
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
"""Ten bits as two letters. The library's base32 is far slower, and a verifier works out every tracker."""
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""The base32 alphabet (RFC 4648) has no 0, 1 or 8, so whoever types one has misread a letter."""


class NotATracker(ValueError):
    """Text that cannot be a tracker; the message says what one looks like."""


def tracker(envelope_hash: str) -> str:
    """The first 60 bits of the envelope's hash in base32, in groups of four: "ABCD-EFGH-JKLM"."""
    bits, two = int(envelope_hash[:15], 16), _PAIRS
    return (
        f"{two[bits >> 50]}{two[bits >> 40 & 1023]}-{two[bits >> 30 & 1023]}"
        f"{two[bits >> 20 & 1023]}-{two[bits >> 10 & 1023]}{two[bits & 1023]}"
    )


def normalise_tracker(typed: str) -> str:
    """A tracker as a person typed it, in its one form. Raises `NotATracker`."""
    letters = [letter for letter in unicodedata.normalize("NFKC", typed).upper() if letter.isalnum()]
    written = "".join(letters).translate(_MISREAD)
    if len(written) != TRACKER_LETTERS or not set(written) <= set(_ALPHABET):
        raise NotATracker("A tracker has 12 letters and digits in three groups, like ABCD-EFGH-JKLM.")
    return _in_groups(written)


def sign_receipt(key: Ed25519PrivateKey, election_id: UUID, envelope_hash: str) -> str:
    """The service's signed promise that the envelope is in the box (Ed25519, base64url without padding)."""
    signature = key.sign(_promise(election_id, tracker(envelope_hash), envelope_hash))
    return base64.urlsafe_b64encode(signature).decode("ascii").rstrip("=")


def verify_receipt(
    key: Ed25519PublicKey, election_id: UUID, shown_tracker: str, envelope_hash: str, receipt: str
) -> bool:
    """Whether the service signed exactly this tracker and this envelope for this election."""
    try:
        signature = base64.b64decode(receipt + "=" * (-len(receipt) % 4), altchars=b"-_", validate=True)
        key.verify(signature, _promise(election_id, normalise_tracker(shown_tracker), envelope_hash))
    except (ValueError, InvalidSignature):
        return False
    return tracker(envelope_hash) == normalise_tracker(shown_tracker)


def _promise(election_id: UUID, shown_tracker: str, envelope_hash: str) -> bytes:
    # The zero byte keeps a receipt apart from a signed note, which may not contain one.
    return b"ballot-service/receipt/v1\x00" + f"{election_id}\n{shown_tracker}\n{envelope_hash}\n".encode()


def _in_groups(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
