"""The stops of people who sign up to vote, and the clerk's beside them."""

from __future__ import annotations

from tests.pages.stops import NOBODY, press, press_on, stop, typed

SEND = "#ballot .actions .usa-button >> nth=0"
AGAIN = "main form .usa-button--outline >> nth=0"

SIGN_UPS = [
    stop("register.start", "preparing", who=NOBODY),
    stop("register.start", "preparing", "empty", who=NOBODY, acts=(press_on(SEND),), status=422),
    stop("register.start", "demonstration", "late", who=NOBODY),
    stop("register.start", "closed", "over", who=NOBODY),
    stop("register.code", "preparing", who=NOBODY, token="@preparing.sign_up_typing"),
    stop(
        "register.code",
        "preparing",
        "wrong",
        who=NOBODY,
        acts=(typed(code="12"),),
        status=422,
        token="@preparing.sign_up_wrong",
    ),
    stop(
        "register.code",
        "preparing",
        "again",
        who=NOBODY,
        acts=(press_on(AGAIN),),
        token="@preparing.sign_up_again.",
    ),
    *(
        stop("register.code", "preparing", each, who=NOBODY, token=f"@preparing.sign_up_{each}")
        for each in ("on", "held", "out", "double")
    ),
    stop("register.code", told="unknown", who=NOBODY, status=404, token="nothing-of-ours"),
    stop("clerk.doubles", "preparing"),
    stop("clerk.doubles", "coming"),
    stop("clerk.double", "preparing"),
    stop("clerk.double", "preparing", "empty", acts=(press,), status=422),
]
