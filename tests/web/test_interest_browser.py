"""An interest form in a real browser: 360 pixels wide, without JavaScript, in Spanish, with axe looking on."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # the library has no types
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from ballot_service.models import Election, InterestForm
from ballot_service.web.limits import limiter
from tests.browser import PHONE, follow
from tests.browser_voter import phone, spanish
from tests.databases import free_port
from tests.pages.looking import AXE
from tests.tallow_creek import at
from tests.web.conftest import World
from tests.web.interest_visit import PARENT, forms_election

MOST_BYTES = 80_000
"""For ten pages: the council's, the form's, one with mistakes, two changes of language and a double press."""
ON = "#ballot .actions .usa-button"
pytestmark = pytest.mark.browser


@pytest.fixture
def election(world: World) -> Election:
    world.now = at(10, 20, 18, 40)
    limiter.reset()
    return forms_election(world)


@pytest.fixture
def origin(world: World) -> Iterator[str]:
    port = free_port()
    server = make_server("127.0.0.1", port, world.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Phone:
    """A phone that shows pages, and a second window with script in which axe looks at the same pages."""

    def __init__(self, browser: Browser) -> None:
        self.context, self.scripted = phone(browser), browser.new_context(locale="es-US")
        self.page, self.other = self.context.new_page(), self.scripted.new_page()
        self.bytes = 0
        self.page.on("requestfinished", self._weigh)

    def _weigh(self, request: Request) -> None:
        sizes = request.sizes()
        self.bytes += sizes["requestHeadersSize"] + sizes["requestBodySize"]
        self.bytes += sizes["responseHeadersSize"] + sizes["responseBodySize"]

    def is_well(self, heading: str) -> None:
        """One heading in Spanish, no sideways scroll, nothing for axe to say."""
        page: Page = self.page
        assert page.locator("html").get_attribute("lang") == "es"
        assert page.get_by_role("heading", level=1).inner_text() == spanish(heading)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        self.other.set_content(page.content())
        found = Axe().run(self.other, options=AXE).response["violations"]
        assert found == [], [(each["id"], each["nodes"][0]["html"]) for each in found]

    def close(self) -> None:
        self.context.close()
        self.scripted.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_from_the_councils_page_to_the_receipt_on_a_phone(
    world: World, election: Election, origin: str, chromium: Browser
) -> None:
    handset = Phone(chromium)
    handset.other.goto(origin)
    page = handset.page
    page.goto(f"{origin}/tallow-creek/councils/{election.council_id}?lang=es")
    follow(page.get_by_role("link", name=spanish("Fill in the interest form")))
    handset.is_well("Serve on the council")
    page.locator("input[name=contest]").first.check()
    page.locator("input[name=by][value=self]").check()
    follow(page.locator(ON).first)
    handset.is_well("Parents")
    follow(page.locator(ON).first)
    expect(page.get_by_role("alert")).to_be_visible()
    handset.is_well("Parents")
    for name in ("given_name", "family_name", "email", "child_name", "statement"):
        page.locator(f"[name={name}]").fill(PARENT[name])
    page.locator("[name=child_school]").select_option(index=1)
    for name in ("leads_parent_group", "employed"):
        page.locator(f"[name={name}][value=no]").check()
    page.locator("[name=signature]").check()
    follow(page.locator(ON).first)
    handset.is_well("Check your answers")
    follow(page.get_by_role("button", name="English"))
    assert page.locator("html").get_attribute("lang") == "en"
    follow(page.get_by_role("button", name="Español"))
    handset.is_well("Check your answers")
    page.get_by_role("button", name=spanish("Send my form")).dblclick()
    page.locator("#receipt").wait_for()
    receipt = page.locator("#receipt").inner_text()
    assert handset.bytes <= MOST_BYTES, handset.bytes
    handset.close()
    with world.session() as session:
        (form,) = session.scalars(select(InterestForm))
        assert (form.receipt, form.language, form.name) == (receipt, "es", "María José García López")
