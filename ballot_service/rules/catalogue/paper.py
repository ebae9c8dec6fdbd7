"""The rules on paper ballots and the table."""

from __future__ import annotations

from ballot_service.rules.catalogue.rule import rule
from ballot_service.rules.paper_requests import PaperRequestFacts, may_ask_for_paper
from ballot_service.rules.table import TableFacts, may_vote_at_table
from ballot_service.rules.words import say

PAPER = (
    rule(
        may_ask_for_paper,
        PaperRequestFacts,
        say("May this voter be given a ballot on paper?"),
        "1.14",
        "1.15",
    ),
    rule(
        may_vote_at_table,
        TableFacts,
        say("May this person be given a ballot at the table now?"),
        "1.14",
        "1.15",
    ),
)
