"""The log, its heads and the trail: proofs hold for every size, and nothing past can be changed unseen."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.sealing.chain import GENESIS, ChainEntry, first_broken, next_entry
from ballot_service.sealing.heads import (
    Head,
    HeadProblem,
    ListKind,
    key_hash,
    origin_of,
    parse_head,
    sign_head,
    verify_head,
)
from ballot_service.sealing.merkle import (
    EMPTY_ROOT,
    GrowingTree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.sealing.a_story import ELECTION_ID, service_key

LEAVES = [number.to_bytes(2, "big") for number in range(40)]
PUBLISHED_LEAVES = "|00|10|2021|3031|40414243|5051525354555657|606162636465666768696a6b6c6d6e6f"
"""The example leaves used by Certificate Transparency logs, with the root that they publish."""
PUBLISHED_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def root_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(root_by_definition(leaves[:split]), root_by_definition(leaves[split:]))


def test_the_root_is_the_published_one() -> None:
    leaves = [bytes.fromhex(leaf) for leaf in PUBLISHED_LEAVES.split("|")]
    assert root(leaves).hex() == PUBLISHED_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root([b""]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_a_growing_tree_has_the_defined_root_at_every_size() -> None:
    tree = GrowingTree()
    for size in range(len(LEAVES) + 1):
        assert tree.root() == root_by_definition(LEAVES[:size])
        assert tree.size == size
        tree.append(LEAVES[size % len(LEAVES)])


@pytest.mark.parametrize("size", range(1, len(LEAVES) + 1))
def test_every_leaf_is_shown_to_be_in_the_list_and_nowhere_else(size: int) -> None:
    leaves, top = LEAVES[:size], root(LEAVES[:size])
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(leaves, index)
        assert verify_inclusion(leaf, index, size, proof, top)
        assert not verify_inclusion(b"another", index, size, proof, top)
        assert not verify_inclusion(leaf, index, size, [*proof, top], top)
        assert not verify_inclusion(leaf, size, size, proof, top)
        assert not any(
            verify_inclusion(leaf, other, size, proof, top) for other in range(size) if other != index
        )


@pytest.mark.parametrize("size", range(1, len(LEAVES) + 1))
def test_every_older_list_is_shown_to_be_the_beginning(size: int) -> None:
    top = root(LEAVES[:size])
    for older in range(1, size + 1):
        proof, before = consistency_proof(LEAVES[:size], older), root(LEAVES[:older])
        assert verify_consistency(older, size, proof, before, top)
        assert not verify_consistency(older, size, proof, leaf_hash(b"another"), top)
        assert not verify_consistency(older, size, [*proof, top], before, top)
        assert not verify_consistency(older, size, proof, before, leaf_hash(b"another"))
    assert not verify_consistency(size + 1, size, [], top, top)


def test_proofs_are_only_made_for_what_is_there() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES, len(LEAVES))
    with pytest.raises(ValueError, match="1 to 40"):
        consistency_proof(LEAVES, 0)


KEY = service_key()
HEAD = Head(origin=origin_of(ListKind.ENVELOPES, ELECTION_ID), size=3, root=root(LEAVES[:3]))
NOTE = sign_head(KEY, HEAD)


def test_a_head_is_read_back_and_verified() -> None:
    assert verify_head(KEY.public_key(), NOTE) == HEAD
    assert parse_head(NOTE) == HEAD
    assert NOTE.startswith(f"ballot-service/{ELECTION_ID}/envelopes\n3\n")


def test_a_head_may_carry_the_signatures_of_others() -> None:
    other = Ed25519PrivateKey.generate()
    doubly = NOTE + sign_head(other, HEAD).rpartition("\n\n")[2]
    assert verify_head(KEY.public_key(), doubly) == HEAD
    assert verify_head(other.public_key(), doubly) == HEAD


@pytest.mark.parametrize(
    ("name", "key", "published"),
    [
        ("PeterNeumann", "GlzZBxQ8OExB6DDFvOEqqIF+xWSaqr8sMTiLNbLXRNY=", "c74f20a3"),
        ("sum.golang.org", "zjNy11rR7l7Nr4cnKT1LER2H6zdTHXyG1NMAPw64Cfw=", "033de0ae"),
    ],
)
def test_keys_are_named_as_other_signed_notes_name_them(name: str, key: str, published: str) -> None:
    """The verifier keys printed in the documentation of Go's note package and checksum database."""
    assert key_hash(name, base64.b64decode(key)).hex() == published


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        NOTE[:-1],
        NOTE.replace("— ", "- "),
        NOTE.replace("\n3\n", "\n03\n"),
        NOTE.replace("\n3\n", "\n4\n"),
        NOTE.replace("\n3\n", "\n-3\n"),
        NOTE.replace("envelopes\n", "trail\n", 1),
        NOTE.replace("\n\n", "\nextra\n\n"),
        NOTE.replace("=\n\n", "\n\n"),
        NOTE + "\n",
        NOTE + "— somebody AAAA*\n",
        NOTE.partition("\n\n")[0] + "\n\n— somebody AAAAAAAA\n",
        "x" * 70_000 + NOTE,
    ],
)
def test_a_changed_or_broken_head_is_refused(note: str) -> None:
    with pytest.raises(HeadProblem):
        verify_head(KEY.public_key(), note)


def test_a_head_of_another_key_is_refused() -> None:
    with pytest.raises(HeadProblem, match="expected key"):
        verify_head(Ed25519PrivateKey.generate().public_key(), NOTE)


@pytest.mark.parametrize(
    "head",
    [
        replace(HEAD, origin="two words"),
        replace(HEAD, origin=""),
        replace(HEAD, root=b""),
        replace(HEAD, size=-1),
    ],
)
def test_a_head_that_could_not_be_read_back_is_not_signed(head: Head) -> None:
    with pytest.raises(HeadProblem):
        sign_head(KEY, head)


def chain(length: int) -> list[ChainEntry]:
    entries: list[ChainEntry] = []
    for number in range(1, length + 1):
        entries.append(
            next_entry(entries[-1] if entries else None, {"number": number, "act": f"act {number}"})
        )
    return entries


def test_a_chain_starts_from_zeros_and_is_unbroken() -> None:
    entries = chain(5)
    assert entries[0].previous == GENESIS
    assert first_broken(entries) is None
    assert first_broken(entries[2:], after=entries[1]) is None
    assert first_broken([]) is None


@given(st.integers(1, 6), st.sampled_from(["change", "drop", "swap", "cut hash", "float"]))
def test_the_first_broken_entry_is_named(position: int, harm: str) -> None:
    entries = chain(7)
    entry = entries[position - 1]
    if harm == "change":
        entries[position - 1] = replace(entry, document={**entry.document, "act": "another"})
    elif harm == "cut hash":
        entries[position - 1] = replace(entry, hash="zz")
    elif harm == "float":
        entries[position - 1] = replace(entry, document={"act": float("inf")})
    elif harm == "drop":
        del entries[position - 1]
    else:
        entries[position - 1], entries[position] = entries[position], entry
    broken = first_broken(entries)
    assert broken is not None
    assert broken.number in (position, position + 1)
    assert f"Entry {position} of the trail" in str(broken.sentence)


def test_an_entry_written_anew_with_its_own_hash_breaks_the_next() -> None:
    entries = chain(4)
    entries[1] = next_entry(entries[0], {"number": 2, "act": "another"})
    broken = first_broken(entries)
    assert broken is not None
    assert str(broken.sentence) == "Entry 3 of the trail does not follow from the entry before it."
