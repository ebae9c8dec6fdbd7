"""A real browser for tests: the system's Chromium, at phone width unless said otherwise."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE = {"width": 360, "height": 740}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Where the system keeps its Chromium."""
    return next((place for name in NAMES if (place := shutil.which(name))), None)


def browser_is_left_out() -> bool:
    """Somebody chose to do without: never silently, the run says so at its end."""
    return chromium() is None and os.environ.get("BALLOTS_WITHOUT_BROWSER") == "1"


@contextmanager
def opened_browser() -> Iterator[Browser]:
    place = chromium()
    assert place, "Install the package 'chromium', or leave browser tests out with BALLOTS_WITHOUT_BROWSER=1."
    expect.set_options(timeout=30_000)  # a busy machine is slow, and slow is not wrong
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=place, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def follow(control: Locator) -> None:
    """Presses what leads to another page and waits until that page is there: a click alone returns before it is."""
    control.click()
    control.page.wait_for_load_state()
