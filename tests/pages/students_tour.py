"""The stops of an election for students: guardians who are asked about voting, the clerk's pages, what everybody reads."""

from __future__ import annotations

from tests.pages.consents_tour import FIRST, SECOND, answered
from tests.pages.stops import NOBODY, press_on, stop

STUDENTS = [
    stop("clerk.voter_consents", "students"),
    stop("clerk.voter_consents", "preparing"),
    *(
        stop("clerk.student_consent", "students", f"{each}, to vote", student_id=f"@students.{each}_voter_id")
        for each in ("unasked", "waiting", "answered")
    ),
    stop("clerk.paper_consent", "students", "to vote", student_id="@students.unasked_voter_id"),
    stop("clerk.roll", "students"),
    stop("clerk.papers", "students"),
]

GUARDIANS_OF_VOTERS = [
    stop("consent.ask", "students", "to vote", who=NOBODY, token="@students.consent_waiting"),
    stop(
        "consent.ask",
        "students",
        "to vote, empty",
        who=NOBODY,
        acts=(press_on(FIRST),),
        status=422,
        token="@students.consent_waiting",
    ),
    stop(
        "consent.ask",
        "students",
        "agreed to vote",
        who=NOBODY,
        acts=(answered(FIRST),),
        token="@students.consent_done.",
    ),
    stop(
        "consent.ask",
        "students",
        "declined to vote",
        who=NOBODY,
        acts=(answered(SECOND),),
        token="@students.consent_no.",
    ),
    stop("register.start", "students", "for students", who=NOBODY),
    stop("public.election", "students", who=NOBODY),
    stop("public.help_page", "students", who=NOBODY),
]
