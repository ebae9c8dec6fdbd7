"""The stops of the table as a teller sees it, of a link on the shared tablet, and of choosing again."""

from __future__ import annotations

from ballot_service.models import Role
from tests.pages.cards_tour import onward, to_the_end, type_it
from tests.pages.stops import NOBODY, press_on, stop, typed

TELLER, CLERK = Role.TELLER.value, Role.CLERK.value
NEXT = {"entry_id": "@demonstration.asking_id"}
ON_PAPER = {"entry_id": "@demonstration.on_paper_id"}
WITH_LINK = {"entry_id": "@demonstration.with_link_id"}
VOTED = {"entry_id": "@corrected.voted_id"}
SHOW = press_on("main .actions .usa-button")

TABLE = [
    stop("clerk.table_tellers", "demonstration"),
    stop("clerk.table", "demonstration", "paper given", last="@demonstration.on_paper_id"),
    stop("clerk.table", "demonstration", "a teller", who=TELLER),
    stop("clerk.table", "demonstration", "a teller, found", who=TELLER, q="@demonstration.next_name"),
    stop("clerk.table", "demonstration", "a teller, on paper", who=TELLER, q="@demonstration.on_paper_name"),
    stop("clerk.table", "demonstration", "a teller, too many", who=TELLER, q="Tablesworth"),
    stop("clerk.table", "demonstration", "a teller, too short", who=TELLER, q="a"),
    stop(
        "clerk.table",
        "demonstration",
        "a teller, paper given",
        who=TELLER,
        last="@demonstration.on_paper_id",
        means="paper",
    ),
    stop("clerk.table", "preparing", "a teller, elsewhere", who=TELLER, status=409),
    stop("clerk.table_sign_in", "demonstration", "a teller", who=TELLER, **NEXT),
    stop("clerk.table_walk_in", "demonstration", "a teller", who=TELLER),
    stop("clerk.table", "demonstration", "a wrong code", who=TELLER, acts=(typed(q="127.0.0.1/v/none"),)),
    stop(
        "clerk.table",
        "demonstration",
        "a teller, link shown",
        who=TELLER,
        last="@demonstration.with_link_id",
        means="link",
    ),
    stop("clerk.table_slip", "demonstration", "a teller", who=TELLER, **WITH_LINK),
    stop("clerk.table_slip", "demonstration", "the slip", who=TELLER, acts=(SHOW,), **WITH_LINK),
    stop("clerk.table_slip", "demonstration", "not signed in", who=TELLER, **NEXT),
    stop("clerk.table_back", "demonstration", "a teller, link", who=TELLER, **WITH_LINK),
    stop("clerk.table_back", "demonstration", "a teller, paper", who=TELLER, **ON_PAPER),
    stop(
        "clerk.table_back", "demonstration", "a teller, card", who=TELLER, entry_id="@demonstration.drew_id"
    ),
    stop("clerk.give_paper", "demonstration", "a teller", who=TELLER, **ON_PAPER),
    stop("witness.elections", told="at the table", who=TELLER),
    *(stop("clerk.table_again", "corrected", who=who, **VOTED) for who in (CLERK, TELLER)),
    stop("clerk.table_again", "corrected", "the slip", who=TELLER, acts=(SHOW,), **VOTED),
    stop("clerk.table_again", "demonstration", "nothing new", who=TELLER, **NEXT),
    stop("clerk.table_sign_in", "corrected", "has voted", who=TELLER, **VOTED),
    stop("clerk.table", "corrected", "has voted", who=TELLER, q="@corrected.voted_name"),
    stop("card.table_start", "corrected", "a link", who=NOBODY, code="@again.", acts=(type_it,)),
    stop(
        "card.table_start", "corrected", "a link, marking", who=NOBODY, code="@again.", acts=(type_it, onward)
    ),
    stop(
        "card.table_start",
        "corrected",
        "a link for elsewhere",
        who=NOBODY,
        code="@tablet_cast.",
        acts=(type_it,),
        status=422,
    ),
    stop(
        "card.table_start",
        "demonstration",
        "a link, cast",
        who=NOBODY,
        code="@tablet_cast.",
        acts=(type_it, onward, to_the_end),
    ),
]
