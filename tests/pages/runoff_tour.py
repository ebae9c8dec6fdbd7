"""The stops of a tie that a run-off decides, and of the run-off itself."""

from __future__ import annotations

from ballot_service.models import Role
from tests.pages.stops import NOBODY, stop, typed

LIAISON, WITNESS = Role.STAFF_LIAISON.value, Role.WITNESS.value

NO_CONTEST = "00000000-0000-0000-0000-000000000000"

RUNOFFS = [
    stop("clerk.election", "to_run_off"),
    stop("clerk.counting", "to_run_off"),
    stop("clerk.certifying", "to_run_off"),
    stop("clerk.call_run_off", "to_run_off"),
    stop("clerk.call_run_off", "to_run_off", "no title", acts=(typed(title=""),), status=422),
    stop(
        "clerk.call_run_off",
        "to_run_off",
        "too soon",
        acts=(typed(opens_at="2025-11-25T07:00", closes_at="2025-11-24T07:00"),),
        status=409,
    ),
    stop("clerk.call_run_off", "run_off", "called"),
    stop("clerk.call_run_off", "run_off", "nothing tied", contest_id=NO_CONTEST, status=404),
    stop("clerk.counting", "run_off"),
    stop("clerk.certifying", "run_off"),
    stop("witness.sign_result", "run_off", who=WITNESS),
    stop("review.trail", "run_off", who=LIAISON),
    stop("clerk.election", "runoff"),
    stop("clerk.election", "runoff_gone"),
    stop("clerk.cancel", "runoff_gone"),
    stop("clerk.cancel", "runoff_gone", "no reason", acts=(typed(reason=""),), status=422),
    stop("public.election", "runoff_gone", who=NOBODY),
    stop("clerk.ballot", "runoff"),
    stop("clerk.nominees", "runoff"),
    stop("clerk.election_settings", "runoff"),
    stop("clerk.election_setting", "runoff", name="min_notice_days"),
    *(stop("public.election", at, who=NOBODY) for at in ("to_run_off", "run_off", "runoff")),
    stop("public.help_page", "run_off", who=NOBODY),
    stop("public.council", "runoff", who=NOBODY, slug="tallow-creek"),
]
