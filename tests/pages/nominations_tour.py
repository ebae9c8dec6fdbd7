"""The stops of somebody whom another person nominated, and the clerk's beside them."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import follow
from tests.pages.stops import NOBODY, press, press_on, stop, typed

FIRST = "#ballot .actions .usa-button >> nth=0"
SECOND = "#ballot .actions .usa-button >> nth=1"


def too_much(page: Page) -> None:
    """A statement that is too long, and no name."""
    page.fill("[name=statement]", "a " * 200)
    page.fill("[name=name]", "")
    follow(page.locator(FIRST))


def withdrawn(page: Page) -> None:
    page.locator("input[name=sure]").check()
    follow(page.locator(FIRST))


ASKED = {"token": "@preparing.nomination_asked"}
DONE = "@preparing.nomination_done."
LEAVING = "@preparing.nomination_leaving."
NOMINEES = [
    stop("nomination.ask", "preparing", who=NOBODY, **ASKED),
    stop("nomination.ask", "preparing", "mistakes", who=NOBODY, acts=(too_much,), status=422, **ASKED),
    stop("nomination.ask", "preparing", "accepted", who=NOBODY, acts=(press_on(FIRST),), token=DONE),
    stop(
        "nomination.ask",
        "preparing",
        "declined",
        who=NOBODY,
        acts=(press_on(SECOND),),
        token="@preparing.nomination_no.",
    ),
    stop("nomination.ask", "preparing", "used", who=NOBODY, token="@preparing.nomination_accepted"),
    stop(
        "nomination.ask",
        "preparing",
        "not sure",
        who=NOBODY,
        acts=(press_on(FIRST),),
        status=422,
        token="@preparing.nomination_accepted",
    ),
    stop("nomination.ask", "preparing", "withdrawn", who=NOBODY, acts=(withdrawn,), token=LEAVING),
    stop("nomination.ask", told="unknown", who=NOBODY, status=404, token="nothing-of-ours"),
]

NOMINATIONS = [
    stop("clerk.nominations", "preparing"),
    stop("clerk.nominations", "coming"),
    *(
        stop("clerk.nomination", "preparing", each, form_id=f"@preparing.{each}_nomination_id")
        for each in ("silent", "asked", "accepted")
    ),
    stop(
        "clerk.nomination",
        "preparing",
        "mistakes",
        form_id="@preparing.silent_nomination_id",
        acts=(typed(contact="nobody"),),
        status=422,
    ),
    stop("clerk.paper_answer", "preparing", form_id="@preparing.silent_nomination_id"),
    stop(
        "clerk.paper_answer",
        "preparing",
        "empty",
        form_id="@preparing.silent_nomination_id",
        acts=(press,),
        status=422,
    ),
    stop("clerk.interest_form", "preparing", "nominated", form_id="@preparing.asked_nomination_id"),
]
