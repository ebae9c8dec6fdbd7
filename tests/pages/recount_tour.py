"""The stops of a recount, of a correction, and of every version of a result."""

from __future__ import annotations

from ballot_service.models import Role
from tests.pages.stops import NOBODY, for_each, press, stop, typed

TELLER, WITNESS = Role.TELLER.value, Role.WITNESS.value
SIGNERS = (Role.TELLER, Role.WITNESS)
STAKE = {"is_nominee": "yes", "is_close_relative": "no"}
DIFFERS = {"batch_id": "@recounted.differs_id"}
HALF = {"batch_id": "@recounted.half_id"}
WAITS = {"batch_id": "@recounted.waits_id"}

RECOUNTS = [
    stop("clerk.recount", "closed", "no result"),
    stop("clerk.recount", "recounted"),
    stop("clerk.recount", "certified"),
    stop("clerk.recount", "certified", "empty", acts=(press,), status=422),
    stop("clerk.end_recount", "recounted"),
    stop("clerk.end_recount", "recounted", "refused", acts=(press,), status=409),
    stop("clerk.certifying", "recounted"),
    stop("clerk.correct_result", "certified"),
    stop("clerk.correct_result", "counted", "too early"),
    *for_each(SIGNERS, "teller.recount", "recounted"),
    stop("teller.recount", "recounted"),
    stop("teller.batch_again", "recounted", "same", who=WITNESS, batch_id="@recounted.same_id"),
    stop("teller.batch_again", "recounted", "differs", who=WITNESS, **DIFFERS),
    stop("teller.batch_again", "recounted", "half", who=WITNESS, **HALF),
    stop("teller.batch_again", "recounted", "waits", who=WITNESS, **WAITS),
    stop("teller.batch_again", "recounted", "empty", who=WITNESS, acts=(press,), status=422, **WAITS),
    stop("teller.batch_again", "recounted", "first pair", who=TELLER, **WAITS),
    stop("teller.batch_again", "recounted", "as clerk", **WAITS),
    stop("teller.settle", "recounted", "as clerk", **DIFFERS),
    stop("teller.settle", "recounted", "to confirm", who=TELLER, **DIFFERS),
    stop("teller.settle", "recounted", "own", who=WITNESS, **DIFFERS),
    stop("teller.settle", "recounted", "empty", who=WITNESS, acts=(typed(reason=""),), status=422, **DIFFERS),
    stop("witness.result_correction", "certified", who=WITNESS, correction_id="@certified.correction_id"),
    stop(
        "witness.result_correction",
        "certified",
        "empty",
        who=WITNESS,
        acts=(press,),
        status=422,
        correction_id="@certified.correction_id",
    ),
    stop(
        "witness.result_correction",
        "certified",
        "a stake",
        who=WITNESS,
        acts=(typed(**STAKE),),
        status=409,
        correction_id="@certified.correction_id",
    ),
    stop(
        "witness.result_correction",
        "certified",
        "as teller",
        who=TELLER,
        correction_id="@certified.correction_id",
    ),
    *(stop("public.results", at, who=NOBODY) for at in ("recounted", "certified")),
    stop("public.election", "recounted", who=NOBODY),
    stop("public.certificate_version", "certified", who=NOBODY, version="1"),
]
