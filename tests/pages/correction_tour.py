"""The stops of a ballot that is wrong: the clerk's, the second person's, the voters', and what everybody reads."""

from __future__ import annotations

from ballot_service.web.review.blueprint import READERS
from ballot_service.web.witness import SIGNERS
from tests.pages.stops import NOBODY, for_each, press, stop, typed

STAKE = {"is_nominee": "yes", "is_close_relative": "no"}
EARLIER = {"explanation": "2025", "closes_at": "2025-11-20T19:00"}

CORRECTIONS = [
    stop("clerk.correction", "demonstration"),
    stop("clerk.correction", "demonstration", "empty", acts=(press,), status=422),
    stop("clerk.correction", "preparing", "not frozen"),
    stop("clerk.correction", "closed", "too late"),
    stop("clerk.correction", "paused"),
    stop("clerk.correction", "paused", "empty", acts=(typed(explanation=""),), status=422),
    stop("clerk.correction", "paused", "an earlier close", acts=(typed(**EARLIER),), status=409),
    stop("clerk.correction", "corrected"),
    stop("clerk.nominees", "paused"),
    stop("clerk.election", "paused"),
    stop("clerk.ballot", "corrected"),
    stop("clerk.paper_ballots", "paused"),
    *(
        stop(f"clerk.{page}", "corrected", "ballot_corrected", kind="ballot_corrected")
        for page in ("announcement", "send_announcement")
    ),
    stop("clerk.announcement", "demonstration", "not corrected", kind="ballot_corrected"),
    *for_each(SIGNERS, "witness.correction", "paused"),
    stop("witness.correction", "paused", "empty", who=SIGNERS[0].value, acts=(press,), status=422),
    stop("witness.correction", "paused", "a stake", who=SIGNERS[0].value, acts=(typed(**STAKE),), status=409),
    *for_each(READERS, "review.election", "corrected"),
    *for_each(READERS, "review.trail", "corrected"),
    *(stop("public.election", at, who=NOBODY) for at in ("paused", "corrected")),
    stop("voter.ballot", told="again", who=NOBODY, token="@again."),
    stop("voter.ballot", told="again, first", who=NOBODY, token="@again.", acts=(press,)),
    stop("voter.ballot", told="corrected, first time", who=NOBODY, token="@first_time."),
    stop("voter.ballot", told="while paused", who=NOBODY, token="@while_paused."),
]
