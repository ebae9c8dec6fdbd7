"""One stop of the tour: a page as somebody sees it, reached by its address or by pressing buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, Response
from werkzeug.routing import Map

from ballot_service.models import Role
from tests.browser import follow
from tests.pages.installation import Installation

NOBODY = ""
"""Who has not signed in."""
Act = Callable[[Page], None]
MAIN_BUTTON = "main form .actions .usa-button >> nth=0"


@dataclass(frozen=True)
class Stop:
    """A page for somebody (a key of `Installation.cookies`, or NOBODY). Each act leads to another page."""

    endpoint: str
    who: str
    at: str = ""
    told: str = ""
    values: tuple[tuple[str, str], ...] = ()
    acts: tuple[Act, ...] = ()
    status: int = 200

    def __str__(self) -> str:
        parts = (self.endpoint, self.at, self.told, self.who)
        return " ".join(part for part in parts if part).replace(" ", "-")

    def path(self, place: Installation, language: str) -> str:
        """The address, its arguments taken from the rows of the installation."""
        addresses: Map = place.app.url_map
        given = dict(self.values)
        rule = next(iter(addresses.iter_rules(self.endpoint)))
        wanted = {name: given.pop(name, f"@{self.at}.{name}") for name in rule.arguments}
        found = {name: _row(place, value, language) for name, value in {**wanted, **given}.items()}
        found["lang"] = language
        return addresses.bind("127.0.0.1").build(self.endpoint, found)

    def is_in(self, place: Installation, language: str) -> bool:
        """Whether the rows that it uses up are there in that language, too."""
        given = [value for _name, value in self.values if value.startswith("@") and value.endswith(".")]
        return all(value[1:] + language in place.rows for value in given)

    def open(self, page: Page, place: Installation, language: str) -> Response:
        """Goes there. Answers the last page's response."""
        answer = page.goto(place.origin + self.path(place, language))
        for act in self.acts:
            with page.expect_navigation() as leaving:
                act(page)
            answer = leaving.value
        assert answer is not None
        return answer


def _row(place: Installation, value: str, language: str) -> str:
    """A value that begins with @ names a row; one that ends with a point has a row for each language."""
    if not value.startswith("@"):
        return value
    name = value[1:] + (language if value.endswith(".") else "")
    return place.rows[name]


def stop(
    endpoint: str,
    at: str = "",
    told: str = "",
    *,
    who: str = "clerk",
    status: int = 200,
    acts: tuple[Act, ...] = (),
    **values: str,
) -> Stop:
    return Stop(endpoint, who, at, told, tuple(values.items()), acts, status)


def for_each(
    roles: tuple[Role, ...], endpoint: str, at: str = "", told: str = "", **values: str
) -> list[Stop]:
    """The same page for people of several offices."""
    return [Stop(endpoint, role.value, at, told, tuple(values.items())) for role in roles]


def press(page: Page) -> None:
    """The button of the page's form, with the fields as they stand."""
    follow(page.locator(MAIN_BUTTON))


def press_on(selector: str) -> Act:
    def act(page: Page) -> None:
        follow(page.locator(selector).first)

    return act


def typed(**fields: str) -> Act:
    """Fills in fields by their names, then presses the form's button. A choice is made by its value."""

    def act(page: Page) -> None:
        for name, value in fields.items():
            field = page.locator(f"[name={name}]").first
            kind = field.evaluate("each => each.type || each.tagName")
            if kind == "radio":
                page.locator(f"[name={name}][value={value}]").check()
            elif kind.startswith("select"):
                field.select_option(index=int(value)) if value.isdigit() else field.select_option(value)
            else:
                field.fill(value)
        form = page.locator("main form", has=page.locator(f"[name={next(iter(fields))}]"))
        follow(form.locator(".usa-button").first)

    return act


def without_key(page: Page) -> None:
    """Sends a form whose key against forgery is gone, as after a night with the page open."""
    page.locator("main form [name=csrf_token]").evaluate_all("all => all.forEach(each => each.value = '')")
    press(page)
