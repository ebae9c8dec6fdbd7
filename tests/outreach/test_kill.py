"""Workers are killed with -9 in every gap; the provider's own ledger shows none lost and none twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import Database

TOOL = Path(__file__).parents[2] / "tools" / "kill_test.py"
GAPS = {"claim", "attempt", "call", "answer", "settle"}
"""Named after what was last done. "call": the provider took the message and had not answered."""


def killing(url: str, deliveries: int, kills: int, seed: int, unclear: str = "ask") -> None:
    asked = [
        f"--database={url}",
        f"--deliveries={deliveries}",
        f"--kills={kills}",
        f"--seed={seed}",
        f"--unclear={unclear}",
        "--json",
    ]
    ran = subprocess.run([sys.executable, str(TOOL), *asked], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    found = json.loads(ran.stdout)
    assert set(found) == {"lost", "twice", "uncertain_shown", "kills"}
    assert (found["lost"], found["twice"]) == (0, 0)
    assert (found["uncertain_shown"] > 0) is (unclear == "ask"), (
        "who dies before the provider was called leaves an attempt of which it knows nothing, and that is shown"
    )
    assert set(found["kills"]) == GAPS
    assert min(found["kills"].values()) >= kills // len(GAPS)
    assert sum(found["kills"].values()) == kills


def test_nothing_lost_and_nothing_twice(database: Database) -> None:
    killing(database.url, 60, 5, seed=3)


@pytest.mark.acceptance
@pytest.mark.parametrize("unclear", ["ask", "repeat"])
def test_nothing_of_five_thousand_is_lost_or_sent_twice(database: Database, unclear: str) -> None:
    killing(database.url, 5_000, 25, seed=11, unclear=unclear)
