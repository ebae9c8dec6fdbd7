"""The stops of somebody who sends an interest form: each page from the seats to the receipt."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page

from tests.browser import follow
from tests.pages.stops import NOBODY, Act, Stop, press_on, stop
from tests.photos import jpeg

ON = "#ballot .actions .usa-button"
onward = press_on(ON)


def form(told: str, *acts: Act, status: int = 200) -> Stop:
    return stop("interest.form", "preparing", told, who=NOBODY, acts=acts, status=status)


def seats(number: int, by: str = "self") -> Act:
    """Chooses the seats by their place in the list."""

    def act(page: Page) -> None:
        page.locator("input[name=contest]").nth(number).check()
        page.locator(f"input[name=by][value={by}]").check()
        follow(page.locator(ON).first)

    return act


def answered(**fields: str) -> Act:
    """Fills in every field there is: texts as given or made up, the first choice of the rest."""

    def act(page: Page) -> None:
        language = page.locator("html").get_attribute("lang")
        given = {"email": f"lou.{language}@example.org", **MADE_UP, **fields}
        for name, value in given.items():
            field = page.locator(f"#ballot [name={name}]:not([type=hidden])")
            if field.count():
                field.first.fill(value)
        for select in page.locator("#ballot select:not([name=language])").all():
            select.select_option(index=1)
        for box in page.locator("#ballot input[value=no], #ballot input[name=signature]").all():
            box.check()
        follow(page.locator(ON).first)

    return act


def with_photo(line: str) -> Act:
    """Every field, and a photo."""
    everything = answered()

    def act(page: Page) -> None:
        page.set_input_files(
            "[name=photo_file]", FilePayload(name="me.jpg", mimeType="image/jpeg", buffer=jpeg())
        )
        page.fill("[name=photo_text]", line)
        everything(page)

    return act


def works_here(page: Page) -> None:
    """Says yes to working for the district: a community seat does not take such people."""
    page.locator("input[name=employed][value=yes]").check()
    follow(page.locator(ON).first)


def chosen(value: str) -> Act:
    def act(page: Page) -> None:
        page.locator(f"input[name=choice][value={value}]").check()
        follow(page.locator(ON).first)

    return act


MADE_UP = {
    "given_name": "Lou",
    "family_name": "Quarles",
    "child_name": "Leo",
    "work": "Bakery",
    "statement": "I listen.",
    "nominator_name": "Bo Lee",
    "nominator_contact": "bo@example.org",
}
KNOWN = {"given_name": "Ana", "family_name": "Ruiz", "email": "ana@example.org"}
"""Whose form for the first seats is on file."""

FORMS = [
    form("questions for parents", seats(0)),
    form("questions for business", seats(1)),
    form("questions for the community", seats(2)),
    form("a nomination", seats(0, "nominator")),
    form("empty", seats(0), onward, status=422),
    form("mistakes", seats(0), answered(email="lou@", given_name="<b>"), status=422),
    form("checked", seats(0), answered()),
    form("with a photo", seats(0), with_photo("Lou smiles.")),
    form("photo without its line", seats(0), with_photo(""), status=422),
    form("changed", seats(0), answered(), press_on("#ballot .answer-change button >> nth=2")),
    form("doubts", seats(2), answered(), press_on(".answer-change button >> nth=-1"), works_here),
    form("back", seats(0), press_on("#ballot [value=back]")),
    form("sent", seats(1), answered(), onward),
    form("nominated", seats(1, "nominator"), answered(given_name="Nan"), onward),
    form("sent before", seats(0), answered(**KNOWN), onward),
    form("other seats", seats(1), answered(**KNOWN), onward),
    form("other seats, empty", seats(1), answered(**KNOWN), onward, onward, status=422),
    form("first form kept", seats(1), answered(**KNOWN), onward, chosen("keep")),
]

LEAVE = "#ballot .actions .usa-button"


def leaves(page: Page) -> None:
    page.locator("input[name=sure]").check()
    follow(page.locator(LEAVE))


def no_photo(page: Page) -> None:
    """A line about a photo that nobody chose."""
    page.fill("[name=photo_text]", "A smile.")
    follow(page.locator("[value=put_photo]"))


def own(told: str = "", *acts: Act, token: str = "@preparing.own_form", status: int = 200) -> Stop:
    return stop("own_form.show", "preparing", told, who=NOBODY, acts=acts, token=token, status=status)


OWN_FORMS = [
    own(),
    own("not sure", press_on(LEAVE), status=422),
    own("no photo chosen", no_photo, status=422),
    own("without a photo", token="@preparing.own_form_plain"),
    own("withdrawn", leaves, token="@preparing.own_form_leaving."),
    stop("own_form.show", told="unknown", who=NOBODY, token="nothing-of-ours", status=404),
]
"""The page of an own form by its link."""
