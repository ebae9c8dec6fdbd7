"""What a voter's first visit costs over the wire, in a real browser with nothing in store: bytes and requests.

`python -m bench.page_weight [--visits 5]`. There is nothing to compare with, so bytes are given as they are: they do
not depend on the machine. 360 pixels wide, JavaScript off, Spanish, every contest filled in, to the tracker.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink, VoterRollEntry
from bench.measuring import met, report
from tests.browser import opened_browser
from tests.browser_voter import Visit, vote_in_spanish
from tests.pages.installation import Installation, served_installation

MOST_BYTES, MOST_REQUESTS = 60_000, 8


def links_of(place: Installation, number: int) -> list[str]:
    """Ballot links of Spanish-speaking voters of the demonstration's open election."""
    signing: Links = place.app.extensions["links"]
    with place.session() as session:
        keys = session.scalars(
            select(BallotLink.key)
            .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
            .where(
                VoterRollEntry.language == "es",
                VoterRollEntry.election_id == UUID(place.rows["demonstration.election_id"]),
                BallotLink.revoked_at.is_(None),
            )
            .limit(number)
        ).all()
    return [f"{place.origin}/v/{signing.token(Purpose.BALLOT, key)}?lang=es" for key in keys]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--visits", type=int, default=5)
    chosen = asked.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        served_installation(Path(folder)) as place,
        opened_browser() as browser,
    ):
        visits: list[Visit] = [
            vote_in_spanish(browser, link, lambda _group, names, seats: names[:seats])
            for link in links_of(place, chosen.visits)
        ]
    weights = sorted(visit.bytes_on_the_wire for visit in visits)
    first = max(visit.on_first_page for visit in visits)
    whole = max(len(visit.requests) for visit in visits)
    report(
        f"A voter's first visit ({len(visits)} visits)",
        [
            (
                "bytes, link to tracker, heads counted",
                f"{statistics.median(weights):,.0f} ({weights[0]:,}–{weights[-1]:,})",
                f"≤ {MOST_BYTES:,}",
                met(weights[-1], MOST_BYTES, at_most=True),
            ),
            (
                "requests of the first page",
                f"{first}",
                f"≤ {MOST_REQUESTS}",
                met(first, MOST_REQUESTS, at_most=True),
            ),
            ("requests of the whole visit", f"{whole}", "–", ""),
        ],
    )


if __name__ == "__main__":
    main()
