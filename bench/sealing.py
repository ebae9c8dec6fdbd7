"""Sealing one ballot against the bare cryptography: one exchange of keys, one derivation, one encryption.

`python -m bench.sealing [--ballots 2000]`. Time must grow in proportion to the number of ballots.
"""

from __future__ import annotations

import argparse
import os
from functools import partial
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ballot_service.sealing.envelopes import envelope_hash, seal, write_choices
from ballot_service.sealing.keys import election_key
from bench.measuring import PAIRS, growth, in_turn, met, rate, report

ELECTION = UUID(int=7)
LENGTH = 384
CHOICES = {f"contest-{number}": [f"candidate-{number}-{place}" for place in range(3)] for number in range(3)}


def sealed(key: X25519PublicKey, number: int) -> None:
    """As the service does it: the plain bytes, the envelope, its name."""
    for _ in range(number):
        ballot = write_choices(CHOICES)
        envelope_hash(seal(key, ballot, election_id=ELECTION, manifest_version=1, padded_to=LENGTH))


def bare(key: X25519PublicKey, number: int) -> None:
    """The least that sealing can be made of."""
    for _ in range(number):
        own = X25519PrivateKey.generate()
        own.public_key().public_bytes_raw()
        secret = HKDF(SHA256(), 32, None, b"measurement").derive(own.exchange(key))
        ChaCha20Poly1305(secret).encrypt(os.urandom(12), b"\x00" * LENGTH, b"")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--ballots", type=int, default=2_000, help="ballots in each run")
    asked.add_argument("--pairs", type=int, default=PAIRS)
    chosen = asked.parse_args()
    key = election_key(b"measurements only: thirty-two bytes and more", ELECTION).public_key()
    number = chosen.ballots
    ratio, ours, theirs = in_turn(
        lambda: rate(partial(sealed, key, number), number),
        lambda: rate(partial(bare, key, number), number),
        chosen.pairs,
    )
    sizes = {
        size: size / rate(partial(sealed, key, size), size) for size in (number // 4, number, number * 4)
    }
    report(
        f"Sealing ({number:,} ballots a run, {chosen.pairs} pairs)",
        [
            (
                "seal, against X25519 + HKDF + ChaCha20-Poly1305 alone",
                f"{ratio}   {1000 / ours:.3f} / {1000 / theirs:.3f} ms",
                "≥ 0.5 (within 2 times)",
                met(ratio.median, 0.5),
            ),
            ("growth of the time", growth(sizes), "1.0", ""),
        ],
    )


if __name__ == "__main__":
    main()
