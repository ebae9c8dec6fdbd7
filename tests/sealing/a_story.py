"""The story of a small election: who stands, how the votes fell, what became of each envelope.

The numbers are those of acceptance scenario S6 (votes 61, 54, 47, 38, 38, 20 for four seats; 258 + 30 + 0 =
288). Whoever tells it says with which key, so that a forger can tell a whole and consistent story of his
own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballot_service.sealing.documents import (
    NoticeLine,
)
from ballot_service.sealing.keys import election_key, public_hex, signing_key
from ballot_service.sealing.manifest import (
    MANIFEST_FORMAT,
    Manifest,
    ManifestCandidate,
    ManifestContest,
    ManifestDistrict,
    ManifestStyle,
)

SECRET = bytes(range(64))
ELECTION_ID = UUID("7d3f2f0e-6a51-4a6f-9b0a-0c5f6a0f7e11")
DISTRICT_ID = UUID("0b9f6a4e-2f2c-4f0e-8a53-5d7d3a1c9e22")
CLOSES_AT = datetime(2025, 12, 6, 1, 0, tzinfo=UTC)
S6_VOTES = (61, 54, 47, 38, 38, 20)
HEAD_SIZES = (10, 40, 75)


def service_key() -> Ed25519PrivateKey:
    return signing_key(SECRET)


def a_manifest(key: Ed25519PrivateKey, names: Sequence[str] = "ABCDEF") -> Manifest:
    parents = ManifestContest(
        id="parents",
        title="Parents, 4 seats",
        seat_group="parents",
        votes_allowed=4,
        number_elected=4,
        candidates=tuple(
            ManifestCandidate(id=f"p{number}", name=f"Parent {name}")
            for number, name in enumerate(names, start=1)
        ),
    )
    business = ManifestContest(
        id="business",
        title="Business, 2 seats",
        seat_group="business",
        votes_allowed=1,
        number_elected=2,
        candidates=(ManifestCandidate(id="b1", name='María "Chela" Núñez, Jr.'),),
    )
    students = ManifestContest(
        id="students",
        title="Students",
        seat_group="students",
        votes_allowed=0,
        number_elected=1,
        candidates=(),
    )
    return Manifest(
        format=MANIFEST_FORMAT,
        version=1,
        previous=None,
        election_id=ELECTION_ID,
        title="Cypress Elementary council 2025",
        district=ManifestDistrict(id=DISTRICT_ID, name="Tallow Creek"),
        zone="America/Chicago",
        opens_at=datetime(2025, 11, 18, 13, 0, tzinfo=UTC),
        closes_at=CLOSES_AT,
        contests=(parents, business, students),
        styles=(ManifestStyle(id="everybody", name="Everybody", contests=("parents", "business")),),
        settings={"voter_exclusion_policy": "all_staff", "min_notice_days": 14},
        tie_rule="lot",
        opening_key=public_hex(election_key(SECRET, ELECTION_ID)),
        verifying_key=public_hex(key),
    )


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened in the election. A forger changes one of these and tells the rest to fit."""

    key: Ed25519PrivateKey = field(default_factory=service_key)
    names: Sequence[str] = "ABCDEF"
    votes: tuple[int, ...] = S6_VOTES
    drawn: tuple[str, ...] = ("p5", "p4")
    dispositions: Mapping[int, str] = field(
        default_factory=lambda: {7: "duplicate", 30: "late", 74: "not_eligible"}
    )
    head_sizes: tuple[int, ...] = HEAD_SIZES
    seed: int = 6
    on_roll: int = 240
    issued: int = 210
    opened_by: str = "clerk"
    certifiers: tuple[str, str] = ("Ada Clerk", "Ben Witness")
    notices: tuple[NoticeLine, ...] = (
        NoticeLine(
            kind="posting",
            language="es",
            place="Barber shop, Main Street",
            published_at=datetime(2025, 11, 4, 22, 0, tzinfo=UTC),
            names_opening_at=datetime(2025, 11, 18, 13, 0, tzinfo=UTC),
            evidence="ab" * 32,
            has_witness=False,
            is_late_entry=True,
            is_void=False,
        ),
    )


Change = Callable[[Story], Story]


def changed(**members: object) -> Change:
    return lambda story: replace(story, **members)  # type: ignore[arg-type]  # tests name members that exist
