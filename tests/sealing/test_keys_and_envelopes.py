"""Keys come only from the secret; a sealed ballot opens for its own election and version, and for nothing
else.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.sealing.envelopes import (
    SEALING_OVERHEAD,
    BallotTooLong,
    EnvelopeDoesNotOpen,
    EnvelopeError,
    binding,
    envelope_hash,
    open_envelope,
    padded_length,
    read_choices,
    seal,
    write_choices,
)
from ballot_service.sealing.keys import (
    NotAKey,
    WeakSecret,
    election_key,
    key_id,
    opening_public_key,
    public_bytes,
    public_hex,
    signing_key,
    verifying_key,
)
from tests.sealing import rfc9180
from tests.sealing.a_story import ELECTION_ID, SECRET, a_manifest, service_key

KEY = election_key(SECRET, ELECTION_ID)
MANIFEST = a_manifest(service_key())
ROOM = padded_length(MANIFEST)


def sealed_ballot(ballot: bytes = b"{}", version: int = 1) -> bytes:
    return seal(KEY.public_key(), ballot, election_id=ELECTION_ID, manifest_version=version, padded_to=ROOM)


def test_keys_come_from_the_secret_and_differ_for_each_election_and_purpose() -> None:
    again = election_key(SECRET, ELECTION_ID)
    assert public_bytes(again) == public_bytes(KEY)
    others: list[X25519PrivateKey | Ed25519PrivateKey] = [
        election_key(SECRET, uuid4()),
        election_key(SECRET[::-1], ELECTION_ID),
        signing_key(SECRET),
    ]
    assert len({public_bytes(KEY), *map(public_bytes, others)}) == 4
    assert signing_key(SECRET).private_bytes_raw() != KEY.private_bytes_raw()
    assert len(key_id(public_bytes(KEY))) == 16


def test_keys_do_not_change_from_release_to_release() -> None:
    """Pinned: with another derivation an open election could no longer be counted after an upgrade."""
    assert public_hex(KEY) == "65e63d643eb174a39566e5ed2b66f1304989f1c3e32101900fcd3d499ae30c15"
    assert (
        public_hex(signing_key(SECRET)) == "9eff6c3332c1e30d26e6666e916499663f0fe636fc87d328d4d658e69ec6c2cf"
    )


@pytest.mark.parametrize("secret", [b"", b"short", bytes(31), b"\x00" * 64])
def test_a_weak_secret_is_refused(secret: bytes) -> None:
    with pytest.raises(WeakSecret):
        signing_key(secret)


@pytest.mark.parametrize("text", ["", "zz" * 32, "ab" * 31, "AB" * 32, " " + "ab" * 32])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(NotAKey):
        opening_public_key(text)
    with pytest.raises(NotAKey):
        verifying_key(text)


def test_a_public_key_is_read_back_from_its_text() -> None:
    assert public_hex(opening_public_key(public_hex(KEY))) == public_hex(KEY)
    assert public_hex(verifying_key(public_hex(service_key()))) == public_hex(service_key())


@given(ballot=st.binary(max_size=ROOM - 4))
def test_every_ballot_opens_to_itself_and_all_envelopes_have_one_length(ballot: bytes) -> None:
    sealed = sealed_ballot(ballot)
    assert open_envelope(KEY, sealed, election_id=ELECTION_ID, manifest_version=1) == ballot
    assert len(sealed) == ROOM + SEALING_OVERHEAD


def test_the_fullest_ballot_fits_and_a_longer_one_is_refused() -> None:
    fullest = write_choices({c.id: [one.id for one in c.candidates] for c in MANIFEST.voted})
    assert len(fullest) + 4 <= ROOM
    assert ROOM % 64 == 0
    with pytest.raises(BallotTooLong):
        sealed_ballot(b"x" * (ROOM - 3))
    wider = replace(MANIFEST.contests[0], id="x" * 400)
    assert padded_length(replace(MANIFEST, contests=(wider,))) > ROOM


def test_two_envelopes_of_one_ballot_differ() -> None:
    assert sealed_ballot() != sealed_ballot()


@pytest.mark.parametrize(
    ("election", "version", "key"),
    [
        (uuid4(), 1, KEY),
        (ELECTION_ID, 2, KEY),
        (ELECTION_ID, 1, X25519PrivateKey.generate()),
    ],
)
def test_an_envelope_opens_only_with_its_key_for_its_election_and_version(
    election: UUID, version: int, key: X25519PrivateKey
) -> None:
    with pytest.raises(EnvelopeDoesNotOpen):
        open_envelope(key, sealed_ballot(), election_id=election, manifest_version=version)


@given(position=st.integers(0, ROOM + SEALING_OVERHEAD - 1), bit=st.integers(0, 7))
def test_a_changed_bit_keeps_an_envelope_shut(position: int, bit: int) -> None:
    broken = bytearray(sealed_ballot())
    broken[position] ^= 1 << bit
    # The top bit of an X25519 public key is ignored in the exchange, but not in the key schedule.
    with pytest.raises(EnvelopeDoesNotOpen):
        open_envelope(KEY, bytes(broken), election_id=ELECTION_ID, manifest_version=1)


@given(junk=st.binary(max_size=200))
def test_junk_is_no_envelope(junk: bytes) -> None:
    with pytest.raises(EnvelopeDoesNotOpen):
        open_envelope(KEY, junk, election_id=ELECTION_ID, manifest_version=1)


def test_padding_that_hides_something_is_refused() -> None:
    hidden = rfc9180.seal_base(KEY.public_key(), b"\x00\x00\x00\x02{}secret", binding(ELECTION_ID, 1))
    with pytest.raises(EnvelopeDoesNotOpen, match="padding"):
        open_envelope(KEY, hidden, election_id=ELECTION_ID, manifest_version=1)
    longer = rfc9180.seal_base(KEY.public_key(), b"\x00\x00\xff\xff{}", binding(ELECTION_ID, 1))
    with pytest.raises(EnvelopeDoesNotOpen, match="padding"):
        open_envelope(KEY, longer, election_id=ELECTION_ID, manifest_version=1)


def test_another_hand_opens_our_envelopes_by_the_standard() -> None:
    """RFC 9180 written out in the test opens what the service sealed, and the other way round."""
    ballot = write_choices({"parents": ["p2", "p1"]})
    padded = rfc9180.open_base(KEY, sealed_ballot(ballot), binding(ELECTION_ID, 1))
    assert padded == (len(ballot).to_bytes(4, "big") + ballot).ljust(ROOM, b"\x00")
    theirs = rfc9180.seal_base(KEY.public_key(), padded, binding(ELECTION_ID, 1))
    assert open_envelope(KEY, theirs, election_id=ELECTION_ID, manifest_version=1) == ballot


def test_the_hand_written_standard_is_the_standard() -> None:
    """A published vector: RFC 9180, appendix A.1 (X25519, HKDF-SHA256, AES-128-GCM), key and nonce of base
    mode.
    """
    shared = bytes.fromhex("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc")
    info = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
    key, nonce = rfc9180.key_schedule(shared, info, aead_id=1, key_length=16)
    assert key.hex() == "4531685d41d65f03dc48f6b8302c05b0"
    assert nonce.hex() == "56d890e5accaaf011cff4b7d"
    first = AESGCM(key).encrypt(nonce, b"Beauty is truth, truth beauty", b"Count-0")
    assert first.hex().startswith("f938558b5d72f1a23810b4be2ab4f843")


def test_choices_are_written_in_one_way_only() -> None:
    assert write_choices({"b": ["2", "1", "2"], "a": []}) == b'{"a":[],"b":["1","2"]}'
    assert read_choices(b'{"a":[],"b":["1","2"]}') == {"a": (), "b": ("1", "2")}


@pytest.mark.parametrize(
    "ballot", [b"", b"[]", b'{"a":1}', b'{"a":[1]}', b'{"a": []}', b'{"a":[],"a":[]}', b"\xff"]
)
def test_what_is_no_ballot_is_refused(ballot: bytes) -> None:
    with pytest.raises(EnvelopeError):
        read_choices(ballot)


def test_the_hash_of_an_envelope_is_pinned_and_apart_from_plain_hashes() -> None:
    assert envelope_hash(b"sealed") == "f05c6f479cab1c842f427f4ea4f8f4369f4530a162c7888b711de5412c467666"
