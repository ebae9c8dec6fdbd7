"""Two people vote one after the other on one tablet, in a real browser, without JavaScript and with it.

Back shows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize
from sqlalchemy import func, select
from werkzeug.serving import make_server

from ballot_service.links import grouped
from ballot_service.models import CardBallot, Election
from ballot_service.web.tablet import IDLE
from tests.browser import PHONE, follow
from tests.databases import free_port
from tests.services.card_table import a_box, draws
from tests.web.conftest import World

pytestmark = pytest.mark.browser
TABLET: ViewportSize = {"width": 810, "height": 1080}
NAME, OTHER = "Ana Ruiz", "Flo Nix"


@pytest.fixture
def served(world: World, cypress: Election) -> Iterator[str]:
    server = make_server("127.0.0.1", free_port(), world.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/c/at/{cypress.id}"
    server.shutdown()
    thread.join()


@pytest.fixture
def codes(world: World, cypress: Election) -> list[str]:
    with world.session() as session:
        election = session.get_one(Election, cypress.id)
        found = [world.links.card_code(card.key) for card in a_box(session, election, 3)]
        for name in ("María", "Bob", "Hal"):
            draws(session, election, name)
    return found


@pytest.fixture(
    params=[TABLET, ViewportSize(width=PHONE["width"], height=PHONE["height"])], ids=["tablet", "phone"]
)
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    with chromium.new_context(viewport=request.param, java_script_enabled=False, locale="en-US") as context:
        yield context.new_page()


def _begin(page: Page, start: str, code: str) -> None:
    page.goto(start)
    page.get_by_label("Code in your card", exact=False).fill(grouped(code).lower())
    follow(page.get_by_role("button", name="Go to my ballot"))
    follow(page.get_by_role("button", name="Start my ballot"))


def _vote(page: Page, name: str) -> str:
    page.get_by_label(name, exact=True).check()
    while page.locator("fieldset.choices").count():
        follow(page.locator("#ballot .actions .usa-button").first)
    assert name in page.locator("main").inner_text()
    follow(page.get_by_role("button", name="Cast my ballot"))
    return page.locator("#tracker").inner_text()


def _seen_going_back(page: Page) -> str:
    """Everything that comes up on the way back through the history, forms sent once more included."""
    seen = []
    for _ in range(6):
        try:
            page.go_back(wait_until="load", timeout=10_000)
        except Error:  # the browser asks whether to send a form again, and shows nothing of it
            page.wait_for_timeout(300)
            seen.append(page.content())
            page.reload()  # and somebody says yes to that
            seen.append(page.content())
        else:
            seen.append(page.content())
    return "\n".join(seen)


def test_two_people_vote_one_after_the_other_and_back_shows_nothing(
    page: Page, served: str, codes: list[str], world: World
) -> None:
    trackers = set()
    for code, name in zip(codes, (NAME, OTHER), strict=False):
        _begin(page, served, code)
        trackers.add(_vote(page, name))
        follow(page.get_by_role("link", name="Done: next person"))
        assert page.url == served
        assert page.get_by_label("Code in your card", exact=False).input_value() == ""
        clean = page.content()
        assert code not in clean
        assert not [each for each in trackers if each in clean]
    assert len(trackers) == 2
    world.now += IDLE + timedelta(minutes=2)
    seen = _seen_going_back(page)
    for each in (*codes, NAME, OTHER, *trackers):
        assert each not in seen
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(CardBallot)) == 2


def test_back_right_after_a_vote_shows_no_choice(page: Page, served: str, codes: list[str]) -> None:
    """Within the minutes in which a form may still be sent again, a used card answers with its tracker alone."""
    _begin(page, served, codes[0])
    _vote(page, NAME)
    follow(page.get_by_role("link", name="Done: next person"))
    seen = _seen_going_back(page)
    assert "choice-" not in seen
    assert "We already have your ballot" in seen
    assert NAME not in seen


def test_a_ballot_left_in_the_middle_goes_back_and_begins_again_with_the_same_card(
    page: Page, served: str, codes: list[str], world: World
) -> None:
    _begin(page, served, codes[2])
    page.get_by_label(NAME, exact=True).check()
    waits = page.locator('noscript meta[http-equiv="refresh"]').get_attribute("content")
    assert waits == f"600; url=/{served.split('/', 3)[3]}"
    world.now += IDLE + timedelta(minutes=2)
    page.goto(served)
    assert NAME not in _seen_going_back(page)
    _begin(page, served, codes[2])
    assert not page.get_by_label(NAME, exact=True).is_checked()
    assert _vote(page, OTHER)


@pytest.fixture
def scripted(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport=TABLET, locale="en-US") as context:
        page = context.new_page()
        page.clock.install()
        yield page


MORE_TIME = "I need more time"


def test_a_minute_before_it_goes_back_the_page_says_so_and_more_time_keeps_the_choices(
    scripted: Page, served: str, codes: list[str], world: World
) -> None:
    """WCAG 2.2.1: warned, and extended with one press, as often as somebody likes."""
    _begin(scripted, served, codes[0])
    scripted.get_by_label(NAME, exact=True).check()
    more = scripted.get_by_role("button", name=MORE_TIME)
    for _ in range(2):
        assert not more.is_visible()
        scripted.clock.fast_forward("09:05")
        world.now += timedelta(minutes=9, seconds=5)
        more.click()
        scripted.wait_for_load_state()
        assert scripted.get_by_label(NAME, exact=True).is_checked()
    assert _vote(scripted, NAME)


def test_a_page_that_nobody_needs_any_more_goes_back(scripted: Page, served: str, codes: list[str]) -> None:
    _begin(scripted, served, codes[0])
    scripted.get_by_label(NAME, exact=True).check()
    scripted.clock.fast_forward("10:40")
    scripted.wait_for_url(served)
    assert scripted.get_by_label("Code in your card").input_value() == ""


def test_the_last_page_can_be_kept_long_enough_to_copy_the_tracker(
    scripted: Page, served: str, codes: list[str]
) -> None:
    _begin(scripted, served, codes[0])
    tracker = _vote(scripted, NAME)
    scripted.get_by_role("button", name=MORE_TIME).click()
    scripted.clock.fast_forward("01:00")
    assert tracker in scripted.content()
    scripted.clock.fast_forward("02:10")
    scripted.wait_for_url(served)


def test_the_start_does_not_go_away_under_somebody_who_types(scripted: Page, served: str) -> None:
    scripted.goto(served)
    scripted.clock.fast_forward("09:55")
    field = scripted.get_by_label("Code in your card")
    field.fill("7K3M")
    scripted.clock.fast_forward("00:15")
    assert field.input_value() == "7K3M"
    assert not scripted.get_by_role("button", name=MORE_TIME).is_visible()
    scripted.clock.fast_forward("00:30")
    scripted.wait_for_function("() => document.querySelector('input[name=code]').value === ''")
