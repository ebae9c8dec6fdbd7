"""Ballots on paper: asked for, printed, given out in an envelope of the voter's own, and accounted for."""

from ballot_service.services.paper.asking import (
    PaperWish,
    answer_request,
    ask_for_paper,
    may_ask,
    withdraw_request,
)
from ballot_service.services.paper.issuing import (
    Issuing,
    envelope_code,
    envelope_out,
    issue_paper,
    may_issue,
    read_envelope,
)
from ballot_service.services.paper.printing import ballots_pdf, envelope_pdf
from ballot_service.services.paper.register import (
    PaperNumbers,
    paper_numbers,
    paper_requests,
    requests_of,
    waiting_request,
)
from ballot_service.services.paper.stock import (
    PaperKind,
    Stock,
    change_stock,
    may_print,
    paper_runs,
    print_run,
    stocks,
)

__all__ = [
    "Issuing",
    "PaperKind",
    "PaperNumbers",
    "PaperWish",
    "Stock",
    "answer_request",
    "ask_for_paper",
    "ballots_pdf",
    "change_stock",
    "envelope_code",
    "envelope_out",
    "envelope_pdf",
    "issue_paper",
    "may_ask",
    "may_issue",
    "may_print",
    "paper_numbers",
    "paper_requests",
    "paper_runs",
    "print_run",
    "read_envelope",
    "requests_of",
    "stocks",
    "waiting_request",
    "withdraw_request",
]
