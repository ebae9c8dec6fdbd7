"""A clerk enters a mailed form (S5) in a real browser by keyboard alone: keystrokes and page loads are counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from ballot_service.rules.interest import FormChannel
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.databases import free_port
from tests.tallow_creek import at
from tests.web.clerk_office import Office
from tests.web.forms_office import contest, newest, office

__all__ = ["office"]
pytestmark = pytest.mark.browser
KEYS_PER_SECOND = 3
"""A slow office typist: 36 words a minute."""
SECONDS_PER_PAGE = 3
MOST_SECONDS = 90
"""Users, (c): mailed form entry under 90 seconds."""


class Keyboard:
    """A keyboard and nothing else, that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.loads = 0
        page.on("load", lambda _page: self._loaded())

    def _loaded(self) -> None:
        self.loads += 1

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
        self.keys += times

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def reach(self, name: str) -> None:
        """Presses Tab until the field of that name has the focus."""
        for _ in range(40):
            if self.page.evaluate("document.activeElement.name || ''") == name:
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard does not reach {name}")

    def wait_for_file(self) -> None:
        """Until the browser shows the file that its dialog gave."""
        for _ in range(300):
            if self.page.evaluate("document.querySelector('[name=scan]').files.length"):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("no file was chosen")

    @property
    def seconds(self) -> float:
        return self.keys / KEYS_PER_SECOND + self.loads * SECONDS_PER_PAGE


@pytest.fixture
def origin(office: Office) -> Iterator[str]:
    port = free_port()
    server = make_server("127.0.0.1", port, office.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_mailed_form_takes_less_than_ninety_seconds(
    office: Office, origin: str, chromium: Browser, tmp_path: Path
) -> None:
    office.move_to(at(11, 6, 9))
    scan = tmp_path / "form.pdf"
    scan.write_bytes(b"%PDF-1.7 a signed form")
    cookie = office.client.get_cookie("session")
    assert cookie is not None
    context = chromium.new_context(locale="en-US")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": origin}])
    page = context.new_page()
    # listened for from the start: the browser is told to hand over its file dialog long before the key is pressed
    page.on("filechooser", lambda chooser: chooser.set_files(scan))
    hand = Keyboard(page)
    page.goto(
        f"{origin}{office.path('/interest/contests/')}{contest(office, SeatGroupKind.COMMUNITY)}/paper?lang=en"
    )
    _fill_in(hand)
    with page.expect_navigation():
        hand.press("Enter")
    assert "receipt number" in page.locator("main").inner_text().lower()
    context.close()
    form = newest(office)
    assert (form.name, form.channel, form.scan_id is not None) == ("Otis Byrd", FormChannel.MAIL, True)
    assert (form.received_at, str(form.postmarked_on)) == (at(11, 5, 14, 30), "2025-11-01")
    assert hand.loads <= 2, "the screen itself and what it says afterwards"
    assert hand.seconds < MOST_SECONDS, f"{hand.keys} keystrokes"


def _fill_in(hand: Keyboard) -> None:
    hand.reach("channel")
    hand.press("Space")
    hand.reach("received_at")
    hand.type("11052025")
    hand.press("ArrowRight")
    hand.type("0230PM")
    hand.reach("postmarked_on")
    hand.type("11012025")
    hand.reach("is_signed")
    hand.press("Space")
    hand.reach("scan")
    hand.press("Space")
    hand.wait_for_file()
    hand.reach("given_name")
    hand.type("Otis")
    hand.reach("family_name")
    hand.type("Byrd")
    hand.reach("address")
    hand.type("4 Gin Road\nTallow Creek, MS 39000")
    hand.reach("child_enrolled")
    hand.press("ArrowDown")
    hand.press("Space")
    hand.reach("employed")
    hand.press("ArrowDown")
    hand.press("Space")
    for _ in range(40):
        if hand.page.evaluate("document.activeElement.type || ''") == "submit":
            return
        hand.press("Tab")
    raise AssertionError("the keyboard does not reach the button")
