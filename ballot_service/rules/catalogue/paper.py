"""The rules on paper ballots and the table."""

from __future__ import annotations

from ballot_service.rules.catalogue.rule import rule
from ballot_service.rules.count_time import CountTimeFacts
from ballot_service.rules.paper_batches import AgreementFacts, BatchFacts, batch_agrees, may_add_batch
from ballot_service.rules.paper_envelopes import ReturnedEnvelopeFacts, screen_envelope
from ballot_service.rules.paper_opening import may_open_paper
from ballot_service.rules.paper_requests import PaperRequestFacts, may_ask_for_paper
from ballot_service.rules.paper_stock import (
    IssueFacts,
    PrintFacts,
    StockFacts,
    may_issue_paper,
    may_print_ballots,
    stock_adds_up,
)
from ballot_service.rules.table import TableFacts, UndoFacts, may_undo_sign_in, may_vote_at_table
from ballot_service.rules.tellers import ExplanationFacts, TellingFacts, may_confirm_explanation, may_tell
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
    rule(may_undo_sign_in, UndoFacts, say("May this sign-in be taken back as a slip?"), "1.15"),
    rule(may_print_ballots, PrintFacts, say("May this many paper ballots be printed now?"), "1.15"),
    rule(
        may_issue_paper, IssueFacts, say("May this voter be given a paper ballot from the stock now?"), "1.15"
    ),
    rule(stock_adds_up, StockFacts, say("Is every printed ballot accounted for?"), "1.15"),
    rule(
        screen_envelope,
        ReturnedEnvelopeFacts,
        say("Is this paper envelope accepted, does it wait, or does it stay closed?"),
        "1.14",
        "1.15",
    ),
    rule(
        may_open_paper, CountTimeFacts, say("May the accepted paper envelopes be opened now?"), "1.14", "1.15"
    ),
    rule(may_add_batch, BatchFacts, say("May these sheets be put together as a batch?"), "1.15"),
    rule(may_tell, TellingFacts, say("May this person enter this batch of paper ballots?"), "1.14", "1.15"),
    rule(batch_agrees, AgreementFacts, say("Have two people read this batch alike?"), "1.15"),
    rule(
        may_confirm_explanation,
        ExplanationFacts,
        say("May this person confirm the reason for a difference?"),
        "1.15",
    ),
)
