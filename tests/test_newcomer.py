"""A newcomer's path: from the demonstration's first command to a cast ballot, counted in pages and decisions.

The time is written into the test's report, never asserted: machines differ.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, follow

MOST_PAGES, MOST_DECISIONS = 8, 4
"""What a newcomer may be asked for with the demonstration's ballot: pages loaded, and choices to make."""


@dataclass
class Demonstration:
    process: subprocess.Popen[bytes]
    addresses: dict[str, Any]
    seconds: float


@dataclass
class Way:
    """What the way to a cast ballot asked of a person."""

    pages: int = 0
    decisions: int = 0
    headings: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """`ballots demo --json` as a stranger runs it: nothing set, in an empty folder."""
    folder = tmp_path_factory.mktemp("newcomer")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BALLOTS_")}
    environment.pop("DATABASE_URL", None)
    begun = time.monotonic()
    command = [sys.executable, "-m", "ballot_service", "demo", "--json"]
    words = folder / "words.txt"
    with words.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=said)
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.wait()
        process.stdout.close()
        pytest.fail(words.read_text())
    yield Demonstration(process, json.loads(line), time.monotonic() - begun)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    process.stdout.close()


@pytest.mark.browser
def test_from_the_first_command_to_a_cast_ballot(
    demonstration: Demonstration, chromium: Browser, record_property: Callable[[str, object], None]
) -> None:
    begun = time.monotonic()
    context = chromium.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]}, locale="en-US"
    )
    page = context.new_page()
    way = Way()
    page.on("load", lambda _page: count(way))
    page.goto(demonstration.addresses["ballot_links"]["en"])
    read(page, way)
    follow(page.get_by_role("button", name="Start my ballot"))
    while page.locator("fieldset.choices").count():
        read(page, way)
        choose_one(page, way)
    read(page, way)
    follow(page.get_by_role("button", name="Cast my ballot"))
    read(page, way)
    assert re.fullmatch(r"[A-Z2-7]{4}( [A-Z2-7]{4})+", page.locator("#tracker").inner_text().strip())
    context.close()
    measured = {
        "seconds from the command to the addresses": round(demonstration.seconds, 1),
        "seconds from the link to the tracker": round(time.monotonic() - begun, 1),
        "pages": way.pages,
        "decisions": way.decisions,
    }
    for name, value in measured.items():
        record_property(name, value)
    print(json.dumps(measured))
    assert way.pages <= MOST_PAGES, way.headings
    assert way.decisions <= MOST_DECISIONS


def count(way: Way) -> None:
    way.pages += 1


def read(page: Page, way: Way) -> None:
    """Every page has one heading, and the newcomer reads it."""
    way.headings.append(page.get_by_role("heading", level=1).inner_text())


def choose_one(page: Page, way: Way) -> None:
    """One decision a contest: somebody is chosen, then on."""
    page.locator("fieldset .choice:not(.choice--blank) label").first.click()
    way.decisions += 1
    follow(page.locator("form#ballot button[value=next]").first)


@pytest.mark.browser
def test_every_sign_in_link_leads_to_a_first_page(demonstration: Demonstration, chromium: Browser) -> None:
    for role, link in demonstration.addresses["sign_in"].items():
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(link)
        follow(page.get_by_role("main").get_by_role("button").first)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert "/sign-in" not in page.url, role
        context.close()
