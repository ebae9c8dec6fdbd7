"""Counts approval votes: each ballot gives one vote to every candidate it approves of, as many as it likes.

The most votes win the seats. A tie for the last seat stays a tie until the order of a drawn lot is given.
"""

from __future__ import annotations

from ballot_service.rules.counting.n_of_m import CountFacts, count_marks
from ballot_service.rules.counting.result import ContestResult, Method


def count_approval(facts: CountFacts) -> ContestResult:
    """The result of one contest by approval; nobody can approve of too many, so there are no overvotes.

    Raises NotCountable when the facts contradict each other, as count_n_of_m does. Source: NIST election
    glossary, approval voting; settled in 1.14 (ties)."""
    return count_marks(facts, len(facts.candidates), Method.APPROVAL)
