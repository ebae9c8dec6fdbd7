"""Ballots on paper: asked for, and what became of each wish."""

from ballot_service.services.paper.asking import (
    PaperWish,
    answer_request,
    ask_for_paper,
    may_ask,
    withdraw_request,
)
from ballot_service.services.paper.register import (
    PaperNumbers,
    paper_numbers,
    paper_requests,
    requests_of,
    waiting_request,
)

__all__ = [
    "PaperNumbers",
    "PaperWish",
    "answer_request",
    "ask_for_paper",
    "may_ask",
    "paper_numbers",
    "paper_requests",
    "requests_of",
    "waiting_request",
    "withdraw_request",
]
