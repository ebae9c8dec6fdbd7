"""A voter in a real browser: 360 pixels wide, without JavaScript, in Spanish, with every byte counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize, expect

from ballot_service.web.languages import catalogue
from tests.browser import PHONE, follow

Marks = Callable[[str, list[str], int], list[str]]
"""The English name of the group, its candidates in order and the seats: whom to choose."""


GROUPS = ("Parents", "Business leaders", "Community members", "Educators")


def spanish(text: str) -> str:
    """The Spanish of a sentence of the pages; it has to be another one."""
    said = catalogue("es").gettext(text)
    assert said != text, f"not translated: {text}"
    return str(said)


@dataclass
class Visit:
    """What a visit cost and brought."""

    requests: list[Request] = field(default_factory=list)
    on_first_page: int = 0
    bytes_on_the_wire: int = 0
    """Heads and bodies of every request and answer."""
    groups: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    tracker: str = ""


def phone(browser: Browser) -> BrowserContext:
    size: ViewportSize = {"width": PHONE["width"], "height": PHONE["height"]}
    return browser.new_context(viewport=size, java_script_enabled=False, locale="es-US")


def vote_in_spanish(browser: Browser, link: str, marks: Marks) -> Visit:
    """From the mailed link to the tracker, with a look at English on the way and a double press at the end."""
    visit, context = Visit(), phone(browser)
    page = context.new_page()
    page.on("requestfinished", lambda request: visit.requests.append(request))
    page.goto(link)
    visit.on_first_page = len(visit.requests)
    _is_in(page, "es")
    _press(page, "Start my ballot")
    while page.locator("fieldset.choices").count():
        _choose(page, visit, marks)
    _is_in(page, "es")
    assert page.get_by_role("heading", level=1).inner_text() == spanish("Check your choices")
    page.get_by_role("button", name=spanish("Cast my ballot")).dblclick()
    page.locator("#tracker").wait_for()
    visit.tracker = page.locator("#tracker").inner_text()
    _is_in(page, "es")
    visit.bytes_on_the_wire = sum(_bytes_of(request) for request in visit.requests)
    context.close()
    return visit


def _bytes_of(request: Request) -> int:
    sizes = request.sizes()
    sent = sizes["requestHeadersSize"] + sizes["requestBodySize"]
    return sent + sizes["responseHeadersSize"] + sizes["responseBodySize"]


def open_on_a_second_phone(browser: Browser, link: str) -> str:
    """The tracker that another phone shows for the same link."""
    context = phone(browser)
    page = context.new_page()
    page.goto(link)
    assert page.get_by_role("heading", level=1).inner_text() == spanish("We already have your ballot")
    tracker = page.locator("#tracker").inner_text()
    context.close()
    return tracker


def _choose(page: Page, visit: Visit, marks: Marks) -> None:
    """Marks one contest; in the first of them changes to English and back, which keeps every mark."""
    names = [each.inner_text() for each in page.locator("fieldset .choice:not(.choice--blank) label").all()]
    boxes = page.locator("fieldset .choice:not(.choice--blank) input")
    question = page.locator("legend h1").inner_text()
    group = next(each for each in GROUPS if question.startswith(spanish(each)))
    chosen = marks(group, names, int(re.findall(r"\d+", question)[0]))
    for name in chosen:
        boxes.nth(names.index(name)).check()
    if not chosen:
        page.locator("fieldset .choice--blank input").check()
    if not visit.groups:
        follow(page.get_by_role("button", name="English"))
        _is_in(page, "en")
        assert page.get_by_role("heading", level=1).inner_text().startswith(group)
        follow(page.get_by_role("button", name="Español"))
        _is_in(page, "es")
    checked = [name for number, name in enumerate(names) if boxes.nth(number).is_checked()]
    assert sorted(checked) == sorted(chosen)
    visit.groups.append(group)
    visit.chosen += chosen
    follow(page.locator("form#ballot .actions button[value=next]"))


def _press(page: Page, words: str) -> None:
    follow(page.get_by_role("button", name=spanish(words)))


def _is_in(page: Page, language: str) -> None:
    """The page speaks that language, has one visible heading, and does not scroll sideways."""
    assert page.locator("html").get_attribute("lang") == language
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
