"""Tokens by themselves: short, one salt a purpose, no letter may change; and keys that follow from one secret."""

from __future__ import annotations

import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.links import BadLink, Links, Purpose, qr_svg
from ballot_service.sealing.keys import WeakSecret, election_key, public_hex, signing_key

SECRET = "tests only, a long enough link secret"
LINKS = Links([SECRET])
BASE32 = set(string.ascii_lowercase + "234567")
ELECTION = UUID("11111111-2222-4333-8444-555555555555")


def test_a_token_is_short_enough_for_one_text_message() -> None:
    token = LINKS.token(Purpose.BALLOT, Links.new_key())
    assert len(token) == 33
    assert set(token) <= BASE32 | {"."}, "read aloud and typed without capitals or signs"


def test_keys_are_random() -> None:
    keys = {Links.new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert {len(key) for key in keys} == {16}, "80 bits in base32"


def test_a_token_gives_its_key_back_in_capitals_too() -> None:
    key = Links.new_key()
    token = LINKS.token(Purpose.BALLOT, key)
    assert LINKS.key(Purpose.BALLOT, token) == key
    assert LINKS.key(Purpose.BALLOT, token.upper()) == key


@given(place=st.integers(0, 32), letter=st.sampled_from(sorted(BASE32 | {"."})))
def test_no_letter_may_change(place: int, letter: str) -> None:
    token = LINKS.token(Purpose.BALLOT, "abcdefgh234567ab")
    changed = token[:place] + letter + token[place + 1 :]
    if changed == token:
        assert LINKS.key(Purpose.BALLOT, changed) == "abcdefgh234567ab"
        return
    with pytest.raises(BadLink):
        LINKS.key(Purpose.BALLOT, changed)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_link_or_a_plain_refusal(typed: str) -> None:
    with pytest.raises(BadLink):
        LINKS.key(Purpose.BALLOT, typed)


def test_the_newest_key_signs_and_old_ones_are_still_read() -> None:
    old, both, new = (
        Links([SECRET]),
        Links(["a newer secret for tests", SECRET]),
        Links(["a newer secret for tests"]),
    )
    key = Links.new_key()
    assert both.token(Purpose.BALLOT, key) == new.token(Purpose.BALLOT, key)
    assert both.key(Purpose.BALLOT, old.token(Purpose.BALLOT, key)) == key
    with pytest.raises(BadLink):
        new.key(Purpose.BALLOT, old.token(Purpose.BALLOT, key))


def test_a_qr_code_is_a_picture_without_a_script() -> None:
    picture = qr_svg("https://vote.example.org/v/" + LINKS.token(Purpose.BALLOT, Links.new_key()))
    assert "<svg" in picture
    assert "<script" not in picture


def test_the_same_secret_gives_the_same_keys_and_each_election_its_own() -> None:
    """Restoring the secret restores the keys; nothing else has to be kept."""
    secret = b"tests only: thirty-two bytes and more of secret"
    other = UUID("99999999-2222-4333-8444-555555555555")
    assert public_hex(election_key(secret, ELECTION)) == public_hex(election_key(secret, ELECTION))
    assert public_hex(election_key(secret, ELECTION)) != public_hex(election_key(secret, other))
    assert public_hex(election_key(secret, ELECTION)) != public_hex(election_key(secret + b".", ELECTION))
    assert public_hex(signing_key(secret)) != public_hex(election_key(secret, ELECTION))


@pytest.mark.parametrize("weak", [b"", b"short", b"a" * 64])
def test_a_weak_secret_gives_no_key(weak: bytes) -> None:
    with pytest.raises(WeakSecret):
        signing_key(weak)
    with pytest.raises(WeakSecret):
        election_key(weak, ELECTION)
