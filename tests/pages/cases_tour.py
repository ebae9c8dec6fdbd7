"""The stops of reviews and challenges: the public page, the clerk's, and what the readers see."""

from __future__ import annotations

from playwright.sync_api import Page

from ballot_service.web.review.blueprint import READERS
from tests.browser import follow
from tests.pages.stops import NOBODY, for_each, press, stop

BUTTON = "#send"


def asked(page: Page) -> None:
    page.fill("[name=name]", "Nobody Known")
    page.fill("[name=contact]", "nobody@example.org")
    page.fill("[name=words]", "…")
    follow(page.locator(BUTTON))


def empty(page: Page) -> None:
    follow(page.locator(BUTTON))


ASKING = [
    stop("asking.ask", "preparing", who=NOBODY),
    stop("asking.ask", "preparing", "empty", who=NOBODY, acts=(empty,), status=422),
    stop("asking.ask", "preparing", "sent", who=NOBODY, acts=(asked,)),
    stop("asking.ask", "closed", "too late", who=NOBODY, status=410),
]
REVIEW = {"question": "review", "about": "voter", "subject_id": "@preparing.excluded_id"}
CHALLENGE = {"question": "challenge", "about": "voter", "subject_id": "@preparing.entry_id"}
NOMINEE = {"question": "challenge", "about": "nominee", "subject_id": "@preparing.candidate_id"}

CASES = [
    stop("clerk.cases_list", "preparing"),
    stop("clerk.cases_list", "coming"),
    *(
        stop("clerk.case", "preparing", each, case_id=f"@preparing.{each}_id")
        for each in ("review", "challenged", "decided", "unknown")
    ),
    stop(
        "clerk.case",
        "preparing",
        "empty",
        case_id="@preparing.challenged_id",
        acts=(press,),
        status=422,
    ),
    stop("clerk.voter", "preparing", "challenged", entry_id="@preparing.challenged_voter_id"),
    stop("clerk.voter", "preparing", "in review", entry_id="@preparing.reviewed_voter_id"),
    stop("clerk.new_case", "preparing", "review", **REVIEW),
    stop("clerk.new_case", "preparing", "challenge", **CHALLENGE),
    stop("clerk.new_case", "preparing", "nominee", **NOMINEE),
    stop("clerk.new_case", "preparing", "empty", acts=(press,), status=422, **CHALLENGE),
    stop("clerk.answer_case", "preparing", case_id="@preparing.challenged_id"),
    stop(
        "clerk.answer_case",
        "preparing",
        "empty",
        case_id="@preparing.challenged_id",
        acts=(press,),
        status=422,
    ),
    *for_each(READERS, "review.cases_list", "preparing"),
    *for_each(READERS, "review.cases_list", "coming"),
]
