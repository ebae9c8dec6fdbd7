"""The stops of a student's parent or guardian, and the clerk's beside them."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import follow
from tests.pages.stops import NOBODY, Act, press, press_on, stop, typed

FIRST = "#ballot .actions .usa-button >> nth=0"
SECOND = "#ballot .actions .usa-button >> nth=1"


def answered(button: str) -> Act:
    def act(page: Page) -> None:
        page.fill("[name=relation]", "Abuela")
        follow(page.locator(button))

    return act


WAITING = {"token": "@preparing.consent_waiting"}
GUARDIANS = [
    stop("consent.ask", "preparing", who=NOBODY, **WAITING),
    stop("consent.ask", "preparing", "empty", who=NOBODY, acts=(press_on(FIRST),), status=422, **WAITING),
    stop(
        "consent.ask",
        "preparing",
        "agreed",
        who=NOBODY,
        acts=(answered(FIRST),),
        token="@preparing.consent_done.",
    ),
    stop(
        "consent.ask",
        "preparing",
        "declined",
        who=NOBODY,
        acts=(answered(SECOND),),
        token="@preparing.consent_no.",
    ),
    stop("consent.ask", "preparing", "used", who=NOBODY, status=410, token="@preparing.consent_answered"),
    stop("consent.ask", told="unknown", who=NOBODY, status=404, token="nothing-of-ours"),
]

CONSENTS = [
    stop("clerk.consents", "preparing"),
    stop("clerk.consents", "coming"),
    *(
        stop("clerk.student_consent", "preparing", each, student_id=f"@preparing.{each}_student_id")
        for each in ("unasked", "waiting", "answered")
    ),
    stop(
        "clerk.student_consent",
        "preparing",
        "mistakes",
        student_id="@preparing.unasked_student_id",
        acts=(typed(contact="nobody"),),
        status=422,
    ),
    stop("clerk.paper_consent", "preparing", student_id="@preparing.unasked_student_id"),
    stop(
        "clerk.paper_consent",
        "preparing",
        "empty",
        student_id="@preparing.unasked_student_id",
        acts=(press,),
        status=422,
    ),
    stop("clerk.nominee", "preparing", "a student", candidate_id="@preparing.waiting_student_id"),
]
