"""Verifying an audit bundle against the hashing and the signatures in it alone.

`python -m bench.verifying [--ballots 10000]`. Time must grow in proportion to the number of ballots.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

from ballot_service.rules.ballots import read_contest
from ballot_service.sealing.archive import unpack
from ballot_service.sealing.bundle import BundleContents, write_bundle
from ballot_service.sealing.documents import CERTIFIED
from ballot_service.sealing.envelope_list import ListedEnvelope
from ballot_service.sealing.envelopes import envelope_hash, padded_length, seal, write_choices
from ballot_service.sealing.heads import verify_head
from ballot_service.sealing.keys import opening_public_key
from ballot_service.sealing.manifest import Manifest
from ballot_service.sealing.merkle import root
from ballot_service.sealing.records import CastVoteRecord, Marks, group, write_records
from ballot_service.sealing.recount import recount
from ballot_service.sealing.verifier import verify
from bench.measuring import PAIRS, growth, in_turn, met, rate, report
from tests.sealing.a_story import CLOSES_AT, ELECTION_ID, Story, a_manifest
from tests.sealing.an_election import account_of, certification_of, signed_heads, trail_of


@dataclass(frozen=True)
class Bundle:
    place: Path
    ballots: int
    heads: Sequence[str]
    envelopes: Sequence[bytes]
    story: Story


def make_bundle(folder: Path, ballots: int) -> Bundle:
    """A certified election with so many ballots, really sealed, without a tie."""
    sizes = (ballots // 2, ballots)
    story = Story(drawn=(), dispositions={}, on_roll=ballots * 2, issued=ballots * 2, head_sizes=sizes)
    manifest = a_manifest(story.key, story.names)
    listed, records = _envelopes(manifest, ballots), _records(manifest, ballots)
    result = recount(manifest, group(records), ballots_counted=ballots, status=CERTIFIED, lots={})
    contents = BundleContents(
        manifests=(manifest,),
        envelopes=listed,
        heads=signed_heads(story, listed),
        trail=trail_of(story, listed, write_records(manifest, records), result),
        records=records,
        account=account_of(story, listed),
        notices=story.notices,
        result=result,
        certification=certification_of(story, manifest, result),
        made_at=CLOSES_AT + timedelta(days=8),
    )
    place = folder / f"{ballots}.zip"
    place.write_bytes(write_bundle(contents, story.key).content)
    return Bundle(place, ballots, contents.heads, [each.sealed for each in listed], story)


def _envelopes(manifest: Manifest, ballots: int) -> tuple[ListedEnvelope, ...]:
    key, room = opening_public_key(manifest.opening_key), padded_length(manifest)
    plain = write_choices({"parents": ["p1", "p2"], "business": []})
    opaque = [
        seal(key, plain, election_id=ELECTION_ID, manifest_version=1, padded_to=room) for _ in range(ballots)
    ]
    return tuple(
        ListedEnvelope(hash=envelope_hash(each), manifest_version=1, disposition="accepted", sealed=each)
        for each in opaque
    )


def _records(manifest: Manifest, ballots: int) -> tuple[CastVoteRecord, ...]:
    """Marks whose totals differ from name to name, so that no lot is needed."""
    dice, found = Random(6), []
    for contest in manifest.voted:
        names = [candidate.id for candidate in contest.candidates]
        for number in range(ballots):
            marks = tuple(name for rank, name in enumerate(names, start=1) if number % (rank + 1) == 0)
            marks = marks[: contest.votes_allowed]
            reading = read_contest(contest.votes_allowed, names, marks)
            found.append(
                CastVoteRecord(
                    id=str(UUID(int=dice.getrandbits(128), version=4)),
                    marks=Marks(
                        contest=contest.id,
                        selections=marks,
                        votes=len(reading.votes),
                        overvotes=reading.overvotes,
                        undervotes=reading.undervotes,
                    ),
                )
            )
    return tuple(sorted(found))


def verified(bundle: Bundle) -> None:
    found = verify(bundle.place)
    if not found.is_good:
        raise RuntimeError(found.first_wrong)


def bare(bundle: Bundle) -> None:
    """Each byte hashed once, each envelope named, the list's root worked out, each signature checked."""
    for content in unpack(bundle.place).values():
        hashlib.sha256(content).digest()
    root(bytes.fromhex(envelope_hash(each)) for each in bundle.envelopes)
    for head in bundle.heads:
        verify_head(bundle.story.key.public_key(), head)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--ballots", type=int, default=10_000)
    asked.add_argument("--pairs", type=int, default=PAIRS)
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [chosen.ballots // 4, chosen.ballots // 2, chosen.ballots]
        bundles = [make_bundle(Path(folder), size) for size in sizes]
        whole = bundles[-1]
        ratio, ours, theirs = in_turn(
            lambda: rate(partial(verified, whole), 1), lambda: rate(partial(bare, whole), 1), chosen.pairs
        )
        grown = {each.ballots: 1 / rate(partial(verified, each), 1) for each in bundles}
    report(
        f"Verifying a bundle of {chosen.ballots:,} ballots ({chosen.pairs} pairs)",
        [
            (
                "verify, against hashing and signatures alone",
                f"{ratio}   {1000 / ours:.0f} / {1000 / theirs:.0f} ms",
                "≥ 0.33 (within 3 times)",
                met(ratio.median, 1 / 3),
            ),
            ("growth of the time", growth(grown), "1.0", ""),
        ],
    )


if __name__ == "__main__":
    main()
