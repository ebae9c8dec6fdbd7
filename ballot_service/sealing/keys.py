"""The service's keys, all derived from the one installation secret, so that no key is ever stored.

The opening key of an election (X25519) opens its sealed ballots; the signing key (Ed25519) signs receipts,
heads and bundles. Restoring the secret restores both.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MINIMUM_SECRET_BYTES = 32
PUBLIC_KEY_BYTES = 32
_KEY_ID_DIGITS = 16


class WeakSecret(ValueError):
    """The installation secret is shorter than 32 bytes or made of one repeated byte."""


class NotAKey(ValueError):
    """Bytes that are not a public key of the expected kind."""


def election_key(secret: bytes, election_id: UUID) -> X25519PrivateKey:
    """The service-held key that opens one election's ballots. Raises `WeakSecret`."""
    return X25519PrivateKey.from_private_bytes(_derive(secret, b"opening key\x00" + election_id.bytes))


def signing_key(secret: bytes) -> Ed25519PrivateKey:
    """The key with which this installation signs. Raises `WeakSecret`."""
    return Ed25519PrivateKey.from_private_bytes(_derive(secret, b"signing key"))


def public_bytes(key: X25519PrivateKey | X25519PublicKey | Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """The 32 public bytes of either kind of key."""
    public = key.public_key() if isinstance(key, X25519PrivateKey | Ed25519PrivateKey) else key
    return public.public_bytes_raw()


def public_hex(key: X25519PrivateKey | X25519PublicKey | Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """The public key as it stands in a manifest: 64 hexadecimal digits."""
    return public_bytes(key).hex()


def key_id(public: bytes) -> str:
    """A short name for a public key, for people and logs; never enough to trust a key by."""
    return hashlib.sha256(b"ballot-service/key-id/v1\x00" + public).hexdigest()[:_KEY_ID_DIGITS]


def opening_public_key(hexadecimal: str) -> X25519PublicKey:
    """The sealing side of an opening key, from its manifest text. Raises `NotAKey`."""
    return X25519PublicKey.from_public_bytes(_key_bytes(hexadecimal))


def verifying_key(hexadecimal: str) -> Ed25519PublicKey:
    """The checking side of a signing key, from its manifest text. Raises `NotAKey`."""
    return Ed25519PublicKey.from_public_bytes(_key_bytes(hexadecimal))


def _key_bytes(hexadecimal: str) -> bytes:
    try:
        raw = bytes.fromhex(hexadecimal)
    except ValueError as problem:
        raise NotAKey("A public key must be written in hexadecimal digits.") from problem
    if len(raw) != PUBLIC_KEY_BYTES or hexadecimal != raw.hex():
        raise NotAKey("A public key must be 64 lower-case hexadecimal digits.")
    return raw


def _derive(secret: bytes, purpose: bytes) -> bytes:
    if len(secret) < MINIMUM_SECRET_BYTES or len(set(secret)) == 1:
        raise WeakSecret(f"The installation secret must be at least {MINIMUM_SECRET_BYTES} random bytes.")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ballot-service/v1\x00" + purpose).derive(
        secret
    )
