"""A tracker is read back however a person types it, and a receipt holds for one envelope of one election."""

from __future__ import annotations

import base64
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.sealing.trackers import (
    NotATracker,
    normalise_tracker,
    sign_receipt,
    tracker,
    verify_receipt,
)
from tests.sealing.a_story import ELECTION_ID, service_key

HASH = "00443214c74254b635cf84653a56d7c675be77df" + "0" * 24
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_a_tracker_is_the_start_of_the_envelopes_hash_in_base32() -> None:
    assert tracker(HASH) == "ABCD-EFGH-IJKL"
    assert base64.b32encode(bytes.fromhex(HASH)).decode().startswith("ABCDEFGHIJKL")


@pytest.mark.parametrize(
    "typed",
    ["ABCD-EFGH-IJKL", "abcdefghijkl", " abcd efgh ijkl ", "ABCD–EFGH—IJKL", "abcd.efgh.1jkl", "8"],
)
def test_a_typed_tracker_has_one_form(typed: str) -> None:
    if typed == "8":
        assert normalise_tracker("80000-0000000") == "BOOO-OOOO-OOOO"
    else:
        assert normalise_tracker(typed) == "ABCD-EFGH-IJKL"


def test_marks_of_text_direction_and_wide_letters_do_no_harm() -> None:
    assert normalise_tracker("\u2066ＡＢＣＤ-EFGH-IJKL\u2069") == "ABCD-EFGH-IJKL"


@pytest.mark.parametrize(
    "typed", ["", "ABCD-EFGH", "ABCD-EFGH-IJKL-M", "ABCD-EFGH-IJK9", "ÁBCD-EFGH-IJKL", "١" * 12]
)
def test_what_is_no_tracker_is_refused(typed: str) -> None:
    with pytest.raises(NotATracker, match="ABCD-EFGH-JKLM"):
        normalise_tracker(typed)


@given(envelope=HASHES)
def test_every_tracker_has_twelve_letters_in_groups_and_is_its_own_normal_form(envelope: str) -> None:
    shown = tracker(envelope)
    assert [len(part) for part in shown.split("-")] == [4, 4, 4]
    assert normalise_tracker(shown.lower()) == shown


@given(envelope=HASHES)
def test_a_receipt_holds_for_its_envelope(envelope: str) -> None:
    key = service_key()
    receipt = sign_receipt(key, ELECTION_ID, envelope)
    assert verify_receipt(key.public_key(), ELECTION_ID, tracker(envelope).lower(), envelope, receipt)


def test_a_receipt_holds_for_nothing_else() -> None:
    key, other = service_key(), "ab" * 32
    public, receipt = key.public_key(), sign_receipt(key, ELECTION_ID, HASH)
    assert not verify_receipt(public, uuid4(), tracker(HASH), HASH, receipt)
    assert not verify_receipt(public, ELECTION_ID, tracker(other), other, receipt)
    assert not verify_receipt(public, ELECTION_ID, tracker(other), HASH, receipt)
    assert not verify_receipt(
        Ed25519PrivateKey.generate().public_key(), ELECTION_ID, tracker(HASH), HASH, receipt
    )
    assert not verify_receipt(public, ELECTION_ID, tracker(HASH), HASH, receipt[:-2])
    assert not verify_receipt(public, ELECTION_ID, tracker(HASH), HASH, "no receipt")
    assert not verify_receipt(public, ELECTION_ID, "no tracker", HASH, receipt)
