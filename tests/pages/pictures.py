"""Makes the pictures of the clerk's guide anew: `python -m tests.pages.pictures`, from the checkout.

They show the installation of the tour, so that a picture is of the product as it is.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, ViewportSize

from tests.browser import opened_browser
from tests.pages.furnished import furnished
from tests.pages.installation import Installation
from tests.pages.stops import Stop, stop

PLACE = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
WIDTH, HEIGHT = 760, 640
PICTURES: dict[str, tuple[Stop, str]] = {
    "clerk-tasks": (stop("home.start"), "h1"),
    "clerk-session": (stop("clerk.session", "preparing", session_id="@preparing.coming_session_id"), "h1"),
    "clerk-paper-form": (stop("clerk.enter_form", "preparing"), "h1"),
    "clerk-double": (stop("clerk.double", "preparing"), "h1"),
    "clerk-notices": (stop("clerk.notices", "preparing"), "h1"),
    "clerk-ballot": (stop("clerk.ballot", "demonstration"), "h1"),
    "clerk-sending": (stop("clerk.sending", "demonstration"), "h1"),
    "clerk-certifying": (stop("clerk.certifying", "counted"), "h1"),
}
"""The file, the page, and what stands at the top of the picture."""


def take(browser: Browser, place: Installation, name: str) -> None:
    """One picture in English, on a small office screen."""
    page_of, top = PICTURES[name]
    context = browser.new_context(viewport=ViewportSize(width=WIDTH, height=HEIGHT), locale="en-US")
    context.add_cookies([{"name": "session", "value": place.cookies["clerk"], "url": place.origin}])
    page = context.new_page()
    answer = page_of.open(page, place, "en")
    assert answer.status == page_of.status, name
    box = page.locator(top).first.bounding_box()
    assert box is not None, name
    clip = FloatRect(x=0, y=max(0, box["y"] - 20), width=WIDTH, height=HEIGHT)
    page.screenshot(path=PLACE / f"{name}.png", clip=clip, full_page=True)
    context.close()


def main() -> None:
    logging.disable(logging.WARNING)
    with (
        tempfile.TemporaryDirectory(prefix="ballots-pictures-") as folder,
        furnished(Path(folder)) as place,
        opened_browser() as browser,
    ):
        for name in PICTURES:
            take(browser, place, name)
            print(PLACE / f"{name}.png")


if __name__ == "__main__":
    main()
