"""The voter's stops: from the link to the tracker, and everything that can be otherwise with a link."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import follow
from tests.pages.stops import NOBODY, Act, Stop, press_on, stop

ON = "#ballot .actions .usa-button"
CONTESTS = 4
"""On the demonstration's ballot: nobody stands for early childhood."""


def ballot(told: str, *acts: Act, link: str = "@open.", status: int = 200) -> Stop:
    return stop("voter.ballot", told=told, who=NOBODY, token=link, acts=acts, status=status)


def choose_all(page: Page) -> None:
    """More names than seats."""
    for box in page.locator("fieldset .choice:not(.choice--blank) input").all():
        box.check()
    follow(page.locator(ON).first)


def choose_two(page: Page) -> None:
    for number in range(2):
        page.locator("fieldset .choice:not(.choice--blank) input").nth(number).check()
    follow(page.locator(ON).first)


def leave_blank(page: Page) -> None:
    page.locator("fieldset .choice--blank input").check()
    follow(page.locator(ON).first)


onward = press_on(ON)
to_review: tuple[Act, ...] = (onward, choose_two, leave_blank, *(onward for _ in range(CONTESTS - 2)))

VOTERS = [
    ballot("start"),
    *(ballot(f"contest {number}", *(onward,) * number) for number in range(1, CONTESTS + 1)),
    ballot("too many", onward, choose_all, status=422),
    ballot("review", *to_review, link="@review."),
    ballot("change", *to_review, press_on("#ballot .answer-change button"), link="@review."),
    ballot("cast", *to_review, onward, link="@to_cast."),
    ballot("already cast", link="@cast."),
    ballot("not me", press_on("#not-me button")),
    ballot("not me, sure", press_on("#not-me button"), press_on("main form .usa-button"), link="@to_stop."),
    ballot("stopped", link="@stopped.", status=410),
    ballot("replaced", link="@replaced.", status=410),
    ballot("before", link="@before."),
    ballot("after", link="@after."),
    ballot("no such link", link="x" * 16 + "." + "y" * 16, status=404),
]
