"""The stops on information sessions: signing in by phone, and the clerk's pages."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import follow
from tests.pages.stops import NOBODY, Act, press, press_on, stop, typed


def signed_in(name: str) -> Act:
    def act(page: Page) -> None:
        page.fill("[name=name]", name)
        follow(page.locator("#ballot .actions .usa-button"))

    return act


TODAY = {"token": "@preparing.attend_today"}
GUESTS = [
    stop("attend.arrive", "preparing", who=NOBODY, **TODAY),
    stop(
        "attend.arrive",
        "preparing",
        "empty",
        who=NOBODY,
        acts=(press_on("#ballot .actions .usa-button"),),
        status=422,
        **TODAY,
    ),
    stop(
        "attend.arrive",
        "preparing",
        "on the list already",
        who=NOBODY,
        acts=(signed_in("odessa grantham"),),
        **TODAY,
    ),
    stop("attend.arrive", "preparing", "new", who=NOBODY, acts=(signed_in("Percy Holloway"),), **TODAY),
    stop("attend.arrive", "preparing", "too early", who=NOBODY, token="@preparing.attend_coming"),
    stop("attend.arrive", "preparing", "over", who=NOBODY, status=410, token="@preparing.attend_held"),
    stop("attend.arrive", "preparing", "cancelled", who=NOBODY, status=410, token="@preparing.attend_off"),
    stop("attend.arrive", told="unknown", who=NOBODY, status=404, token="nothing-of-ours"),
]

COMING = {"session_id": "@preparing.coming_session_id"}
HELD = {"session_id": "@preparing.held_session_id"}
SESSIONS = [
    stop("clerk.sessions", "preparing"),
    stop("clerk.sessions", "coming", "none"),
    stop("clerk.enter_session", "preparing"),
    stop("clerk.enter_session", "preparing", "empty", acts=(press,), status=422),
    stop(
        "clerk.enter_session",
        "preparing",
        "refused",
        acts=(typed(starts_at="2025-10-21T18:00", ends_at="2025-10-21T17:00", place="Library"),),
        status=409,
    ),
    *(
        stop("clerk.session", "preparing", each, session_id=f"@preparing.{each}_session_id")
        for each in ("coming", "today", "held", "bare", "off")
    ),
    stop("clerk.session_code", "preparing", **COMING),
    stop("clerk.change_one_session", "preparing", **COMING),
    stop("clerk.change_one_session", "preparing", "begun", **HELD),
    stop("clerk.cancel_one_session", "preparing", **COMING),
    stop("clerk.cancel_one_session", "preparing", "empty", acts=(press,), status=422, **COMING),
    stop("clerk.add_session_proof", "preparing", **HELD),
    stop("clerk.add_session_proof", "preparing", "empty", acts=(press,), status=422, **HELD),
    stop("clerk.count_session", "preparing", **HELD),
    stop("clerk.count_session", "preparing", "too early", acts=(typed(counted="5"),), status=409, **COMING),
    stop("clerk.add_guest", "preparing", **HELD),
    stop("clerk.add_guest", "preparing", "empty", acts=(press,), status=422, **HELD),
]
