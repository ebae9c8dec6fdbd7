"""The stops of people who vote with a code card, on a tablet or on their own phone, and the clerk's beside them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from tests.browser import follow
from tests.pages.stops import NOBODY, press, press_on, stop, typed
from tests.pages.voters_tour import choose_all, choose_two, leave_blank

ON = "#ballot .actions .usa-button"
onward = press_on(ON)


def to_the_end(page: Page) -> None:
    """Leaves every contest blank and casts."""
    while page.locator("fieldset.choices").count():
        leave_blank(page)
    follow(page.locator(ON).first)


def type_it(page: Page) -> None:
    """Types the code that the stop's own address names: which one it is stands in the rows."""
    (code,) = parse_qs(urlsplit(page.url).query)["code"]
    typed(code=code)(page)


CARDS = [
    stop("card.table_start", "demonstration", who=NOBODY),
    stop("card.table_start", "demonstration", "late", who=NOBODY, late="1"),
    stop("card.table_start", "closed", who=NOBODY),
    stop(
        "card.table_start",
        "demonstration",
        "empty",
        who=NOBODY,
        acts=(press_on(".actions .usa-button"),),
        status=422,
    ),
    stop(
        "card.table_start",
        "demonstration",
        "wrong",
        who=NOBODY,
        acts=(typed(code="7K3M 9QX2 TD4W"),),
        status=422,
    ),
    stop("card.table_start", "demonstration", "typed", who=NOBODY, code="@card_unused", acts=(type_it,)),
    stop(
        "card.table_start",
        "demonstration",
        "marking",
        who=NOBODY,
        code="@card_unused",
        acts=(type_it, onward),
    ),
    stop("card.table_start", "demonstration", "used", who=NOBODY, code="@card_used", acts=(type_it,)),
    stop("card.ballot", told="unused", who=NOBODY, token="@card_unused"),
    stop("card.ballot", told="contest", who=NOBODY, token="@card_unused", acts=(onward,)),
    stop(
        "card.ballot",
        told="too many",
        who=NOBODY,
        token="@card_unused",
        acts=(onward, choose_all),
        status=422,
    ),
    stop("card.ballot", told="second contest", who=NOBODY, token="@card_unused", acts=(onward, choose_two)),
    stop("card.ballot", told="cast", who=NOBODY, token="@card_to_cast.", acts=(onward, to_the_end)),
    stop("card.ballot", told="used", who=NOBODY, token="@card_used"),
    stop("card.ballot", told="spoiled", who=NOBODY, token="@card_spoiled", status=409),
    stop("card.ballot", told="closed", who=NOBODY, token="@card_closed"),
    stop("card.ballot", told="unknown", who=NOBODY, token="7K3M9QX2TD4W", status=404),
    stop("voter.ballot", told="drew a card", who=NOBODY, token="@drew_card"),
    stop("clerk.cards", "demonstration"),
    stop("clerk.cards", "preparing"),
    stop("clerk.cards", "demonstration", "too many", acts=(typed(cards="501"),), status=422),
    stop("clerk.spoil_code_card", "demonstration"),
    stop("clerk.spoil_code_card", "demonstration", "empty", acts=(press,), status=422),
    stop("clerk.count_code_cards", "demonstration"),
    stop("clerk.count_code_cards", "demonstration", "empty", acts=(press,), status=422),
    stop("clerk.table", "demonstration", "last one", means="card", last="@demonstration.drew_id"),
    stop("clerk.table", "demonstration", "one press", means="card", q="@demonstration.table_name"),
    stop("clerk.table_back", "demonstration", "card", entry_id="@demonstration.drew_id"),
    stop(
        "clerk.table_back",
        "demonstration",
        "empty",
        entry_id="@demonstration.drew_id",
        acts=(press,),
        status=422,
    ),
    stop("clerk.table_back", "demonstration", "link", entry_id="@demonstration.signed_in_id"),
]
