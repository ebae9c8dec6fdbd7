"""HPKE base mode written out from RFC 9180 (X25519, HKDF-SHA256, AES-GCM): a second hand for the tests."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEM_ID = 0x0020
KDF_ID = 0x0001
AES_256_GCM = 0x0002
KEM_SUITE = b"KEM" + KEM_ID.to_bytes(2, "big")


def hpke_suite(aead_id: int) -> bytes:
    return b"HPKE" + KEM_ID.to_bytes(2, "big") + KDF_ID.to_bytes(2, "big") + aead_id.to_bytes(2, "big")


def labeled_extract(suite: bytes, salt: bytes, label: bytes, keying: bytes) -> bytes:
    return hmac.new(salt, b"HPKE-v1" + suite + label + keying, hashlib.sha256).digest()


def labeled_expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    expanded, block, number = b"", b"", 1
    while len(expanded) < length:
        block = hmac.new(secret, block + labeled + bytes([number]), hashlib.sha256).digest()
        expanded, number = expanded + block, number + 1
    return expanded[:length]


def shared_secret(exchanged: bytes, encapsulated: bytes, recipient: bytes) -> bytes:
    extracted = labeled_extract(KEM_SUITE, b"", b"eae_prk", exchanged)
    return labeled_expand(KEM_SUITE, extracted, b"shared_secret", encapsulated + recipient, 32)


def key_schedule(
    shared: bytes, info: bytes, aead_id: int = AES_256_GCM, key_length: int = 32
) -> tuple[bytes, bytes]:
    suite = hpke_suite(aead_id)
    no_psk = labeled_extract(suite, b"", b"psk_id_hash", b"")
    context = b"\x00" + no_psk + labeled_extract(suite, b"", b"info_hash", info)
    secret = labeled_extract(suite, shared, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", context, key_length)
    return key, labeled_expand(suite, secret, b"base_nonce", context, 12)


def open_base(key: X25519PrivateKey, sealed: bytes, info: bytes) -> bytes:
    encapsulated, ciphertext = sealed[:32], sealed[32:]
    exchanged = key.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    shared = shared_secret(exchanged, encapsulated, key.public_key().public_bytes_raw())
    aead_key, nonce = key_schedule(shared, info)
    return AESGCM(aead_key).decrypt(nonce, ciphertext, b"")


def seal_base(recipient: X25519PublicKey, plain: bytes, info: bytes) -> bytes:
    ephemeral = X25519PrivateKey.generate()
    encapsulated = ephemeral.public_key().public_bytes_raw()
    shared = shared_secret(ephemeral.exchange(recipient), encapsulated, recipient.public_bytes_raw())
    aead_key, nonce = key_schedule(shared, info)
    return encapsulated + AESGCM(aead_key).encrypt(nonce, plain, b"")
