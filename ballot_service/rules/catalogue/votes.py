"""The rules on ballots, the count, lots and certification."""

from __future__ import annotations

from ballot_service.rules.ballot_account import BallotAccount
from ballot_service.rules.ballots import MarksFacts, check_marks
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.catalogue.rule import rule
from ballot_service.rules.certification import CertificationFacts, may_certify, ready_to_certify
from ballot_service.rules.count_time import CountTimeFacts, may_count, may_publish_votes
from ballot_service.rules.counting.motion import MotionFacts, motion_carries
from ballot_service.rules.counting.n_of_m import CountFacts, contest_decided, count_n_of_m
from ballot_service.rules.lots import LotConfirmationFacts, LotFacts, may_confirm_lot, may_record_lot
from ballot_service.rules.runoffs import (
    RunoffFacts,
    RunoffOpeningFacts,
    may_call_runoff,
    may_open_runoff,
)
from ballot_service.rules.signatures import SigningFacts, may_sign
from ballot_service.rules.windows import MailedBallotFacts, WindowFacts, mailed_in_time, window_dates
from ballot_service.rules.words import say

VOTES = (
    rule(check_marks, MarksFacts, say("May these choices be cast in this contest?"), "1.14", "1.15"),
    rule(mailed_in_time, MailedBallotFacts, say("Did this mailed ballot come in time?"), "1.14"),
    rule(window_dates, WindowFacts, say("When do the windows after voting end?"), "1.14", "1.15"),
    rule(may_count, CountTimeFacts, say("May the ballots be counted now?"), "1.14", "1.15"),
    rule(may_publish_votes, CountTimeFacts, say("May votes be published now?"), "1.14", "1.15"),
    rule(
        contest_decided,
        CountFacts,
        say("Who is elected, and is every seat decided?"),
        "R050",
        "1.14",
        "1.15",
        result=count_n_of_m,
    ),
    rule(
        motion_carries,
        MotionFacts,
        say("Does this motion carry?"),
        "R066",
        "R083",
        "R086",
    ),
    rule(ballots_reconcile, BallotAccount, say("Do the numbers of ballots agree?"), "1.15"),
    rule(may_record_lot, LotFacts, say("May this lot be recorded?"), "1.14"),
    rule(may_confirm_lot, LotConfirmationFacts, say("May this person confirm the lot?"), "1.14"),
    rule(may_call_runoff, RunoffFacts, say("May this run-off be called?"), "1.14", "R048"),
    rule(may_open_runoff, RunoffOpeningFacts, say("May this run-off open on its day?"), "1.14"),
    rule(may_sign, SigningFacts, say("May this person sign?"), "1.14", "1.15"),
    rule(
        ready_to_certify,
        CertificationFacts,
        say("Is everything settled, so that people may sign?"),
        "1.14",
        "1.15",
    ),
    rule(may_certify, CertificationFacts, say("May the result be certified?"), "R004", "1.14", "1.15"),
)
