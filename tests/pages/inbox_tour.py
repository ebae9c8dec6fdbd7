"""The stops of people who ask, and of the clerk who reads and answers."""

from __future__ import annotations

from tests.pages.stops import NOBODY, press, press_on, stop, typed

SEND = "#ballot .actions .usa-button >> nth=0"
ASK = {"who": NOBODY, "slug": "tallow-creek"}

NEWS = {"who": NOBODY, "token": "@inbox.news"}

QUESTIONS = [
    stop("news.ask", told="end", **NEWS),
    stop("news.ask", told="ended", acts=(press,), **NEWS),
    stop("news.ask", told="again", acts=(press, press), **NEWS),
    stop("news.ask", told="unknown", who=NOBODY, status=404, token="nothing-of-ours"),
    stop("questions.ask", "preparing", **ASK),
    stop("questions.ask", "preparing", "empty", acts=(press_on(SEND),), status=422, **ASK),
    stop(
        "questions.ask",
        "preparing",
        "asked",
        acts=(typed(words="When do you meet?", contact="eve@example.org"),),
        **ASK,
    ),
    stop("clerk.inbox"),
    stop("clerk.notice_texts"),
    stop("clerk.notice_texts", told="no file", acts=(press,), status=422),
    stop("clerk.inbox", told="all", show="all"),
    *(
        stop("clerk.conversation", told=each, conversation_id=f"@inbox.{each}")
        for each in ("household", "stopped", "answered")
    ),
    stop(
        "clerk.conversation",
        told="empty",
        conversation_id="@inbox.answered",
        acts=(press,),
        status=422,
    ),
]
