"""While messages are on their way their page moves by itself; without script it says how to see more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser import PHONE
from tests.databases import ON_SQLITE, Database, free_port
from tests.web.sending_desk import Desk, open_desk

A_LOOK = 6000
"""Milliseconds on the page's own clock: longer than it waits between two looks."""
NO_ADDRESS = "2"
"""Of four messages two wait; for two people there is no address."""
pytestmark = [pytest.mark.browser, ON_SQLITE]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        opened.send()
        yield opened


@contextmanager
def looking_on(chromium: Browser, desk: Desk, *, script: bool) -> Iterator[Page]:
    """The clerk's browser on the page of what is sent."""
    port = free_port()
    server = make_server("127.0.0.1", port, desk.office.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    origin = f"http://127.0.0.1:{port}"
    signed_in = desk.office.client.get_cookie("session")
    assert signed_in is not None
    context = chromium.new_context(viewport=PHONE, java_script_enabled=script)  # type: ignore[arg-type]  # two numbers
    context.add_cookies([{"name": "session", "value": signed_in.value, "url": origin}])
    page = context.new_page()
    page.on("pageerror", lambda problem: pytest.fail(f"script error: {problem}"))
    page.clock.install()
    page.goto(f"{origin}{desk.office.path('/sending')}")
    try:
        yield page
    finally:
        context.close()
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_numbers_move_until_nothing_waits(desk: Desk, chromium: Browser) -> None:
    with looking_on(chromium, desk, script=True) as page:
        expect(page.locator("[data-by-hand]")).to_be_hidden()
        expect(page.locator("progress")).to_have_attribute("value", NO_ADDRESS)
        desk.work()
        page.clock.run_for(A_LOOK)
        expect(page.get_by_role("status")).to_have_text("No message waits any more.")
        expect(page.locator("progress")).to_have_count(0)
        expect(page.get_by_role("button", name="Stop the updates")).to_have_count(0)


def test_they_stand_still_when_somebody_says_so(desk: Desk, chromium: Browser) -> None:
    with looking_on(chromium, desk, script=True) as page:
        page.get_by_role("button", name="Stop the updates").click()
        expect(page.get_by_role("status")).to_contain_text("Stopped.")
        desk.work()
        with page.expect_event("requestfinished") as other:
            page.clock.run_for(3 * A_LOOK)
            page.evaluate("fetch('/static/js/live.js')")
        assert other.value.url.endswith("live.js"), "nothing else was asked for"
        expect(page.locator("progress")).to_have_attribute("value", NO_ADDRESS)


def test_without_script_the_page_says_to_load_it_again(desk: Desk, chromium: Browser) -> None:
    with looking_on(chromium, desk, script=False) as page:
        expect(page.locator("[data-by-hand]")).to_be_visible()
        expect(page.locator("[data-live-control]")).to_be_hidden()
        desk.work()
        page.reload()
        expect(page.locator("progress")).to_have_count(0)
