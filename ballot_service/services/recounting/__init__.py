"""Recounts: a request, a second pair of tellers for each batch, the comparison, and a result beside the first one."""

from __future__ import annotations

from ballot_service.services.recounting.asking import (
    Request,
    begin_recount,
    recounts_of,
    request_facts,
    running_recount,
)
from ballot_service.services.recounting.comparing import OVER, UNDER
from ballot_service.services.recounting.ending import comparison, end_recount, stand_facts
from ballot_service.services.recounting.settling import confirm_stands, settling_facts, write_stands
from ballot_service.services.recounting.telling import (
    agreed_again,
    batches_again,
    enter_again,
    last_again,
    may_enter_again,
    reading_again,
)

__all__ = [
    "OVER",
    "UNDER",
    "Request",
    "agreed_again",
    "batches_again",
    "begin_recount",
    "comparison",
    "confirm_stands",
    "end_recount",
    "enter_again",
    "last_again",
    "may_enter_again",
    "reading_again",
    "recounts_of",
    "request_facts",
    "running_recount",
    "settling_facts",
    "stand_facts",
    "write_stands",
]
