"""The stops of people who want a paper ballot, and the clerk's beside them."""

from __future__ import annotations

from ballot_service.models import Role
from ballot_service.web.review.blueprint import READERS
from tests.pages.stops import NOBODY, for_each, press, press_on, stop, typed

ASK = "#ballot .actions .usa-button >> nth=0"
WAITING = {"request_id": "@demonstration.request_id"}
ENTRY = {"entry_id": "@demonstration.asking_id"}

PAPER = [
    *(stop("voter.paper", told=each, who=NOBODY, token=f"@paper_{each}") for each in ("waiting", "sent")),
    stop("voter.paper", told="asking", who=NOBODY, token="@paper_ask."),
    stop(
        "voter.paper",
        told="nothing chosen",
        who=NOBODY,
        token="@paper_ask.",
        acts=(press_on(ASK),),
        status=422,
    ),
    stop("clerk.table", "demonstration"),
    stop("clerk.table", "demonstration", "found", q="@demonstration.table_name"),
    stop("clerk.table", "preparing", "nobody", q="nobody of that name"),
    stop("clerk.table_sign_in", "demonstration", **ENTRY),
    stop("clerk.table_sign_in", "demonstration", "empty", acts=(press,), status=422, **ENTRY),
    stop("clerk.table_sign_in", "demonstration", "signed in", entry_id="@demonstration.signed_in_id"),
    stop("clerk.table_sign_in", "preparing", "held", entry_id="@preparing.held_id"),
    stop("clerk.table_walk_in", "demonstration"),
    stop("clerk.table_walk_in", "demonstration", "empty", acts=(press,), status=422),
    stop("clerk.table_slip", "demonstration", entry_id="@demonstration.signed_in_id"),
    stop("clerk.paper_list", "demonstration"),
    stop("clerk.paper_list", "preparing"),
    stop("clerk.enter_paper_request", "demonstration", **ENTRY),
    stop("clerk.enter_paper_request", "demonstration", "empty", acts=(press,), status=422, **ENTRY),
    stop("clerk.paper_ballots", "demonstration"),
    stop("clerk.paper_ballots", "demonstration", "too many", acts=(typed(ballots="501"),), status=422),
    stop("clerk.paper_ballots", "preparing"),
    stop("clerk.change_paper_stock", "demonstration"),
    stop("clerk.change_paper_stock", "demonstration", "empty", acts=(press,), status=422),
    stop("clerk.envelopes", "demonstration"),
    stop("clerk.envelopes", "demonstration", "empty", acts=(press,), status=422),
    stop("clerk.envelopes", "preparing"),
    stop("clerk.envelope_signed", "demonstration"),
    stop("clerk.envelopes_unsigned", "demonstration"),
    stop("clerk.give_paper", "demonstration", "none left", **ENTRY),
    stop("clerk.give_paper", "demonstration", "out", entry_id="@demonstration.sent_id"),
    stop(
        "clerk.give_paper",
        "demonstration",
        "out, empty",
        entry_id="@demonstration.sent_id",
        acts=(press,),
        status=422,
    ),
    stop("clerk.withdraw_paper", "demonstration", **WAITING),
    stop("clerk.withdraw_paper", "demonstration", "empty", acts=(typed(reason=""),), status=422, **WAITING),
]

TELLER, WITNESS = Role.TELLER.value, Role.WITNESS.value
DIFFERING = {"batch_id": "@closed.differing_id"}

COUNT_NIGHT = [
    stop("clerk.paper_count", "demonstration"),
    stop("clerk.paper_count", "closed"),
    stop("clerk.paper_count", "closed", "empty", acts=(press,), status=422),
    stop("clerk.open_envelopes", "demonstration", "too early"),
    *for_each(READERS, "review.paper_batches", "closed"),
    stop("review.paper_batches", "counted", "none", who=Role.OBSERVER.value),
    stop("clerk.open_envelopes", "closed", "none left"),
    stop("clerk.withdraw_paper_batch", "closed", batch_id="@closed.waiting_id"),
    stop(
        "clerk.withdraw_paper_batch",
        "closed",
        "empty",
        acts=(press,),
        status=422,
        batch_id="@closed.waiting_id",
    ),
    stop("clerk.explain_difference", "closed"),
    stop("clerk.explain_difference", "closed", "empty", acts=(press,), status=422),
    stop("teller.batches", "closed", "undeclared", who=WITNESS),
    stop("teller.batches", "closed", "undeclared, empty", who=WITNESS, acts=(press,), status=422),
    stop("teller.batches", "closed", who=TELLER),
    stop("teller.batches", "closed"),
    stop("teller.batches", "demonstration", "none", who=TELLER),
    stop("teller.batch", "closed", "agreed", who=TELLER, batch_id="@closed.agreed_id"),
    stop("teller.batch", "closed", "differing", who=TELLER, **DIFFERING),
    stop("teller.batch", "closed", "waiting", who=TELLER, batch_id="@closed.waiting_id"),
    stop(
        "teller.batch",
        "closed",
        "empty",
        who=TELLER,
        batch_id="@closed.waiting_id",
        acts=(press,),
        status=422,
    ),
    stop("teller.batch", "closed", "undeclared", who=WITNESS, batch_id="@closed.waiting_id"),
    stop("teller.batch", "closed", "waiting", batch_id="@closed.waiting_id"),
    stop("teller.reason", "closed", who=TELLER),
    stop("teller.reason", "closed", who=WITNESS),
    stop("teller.reason", "closed", "own"),
]
