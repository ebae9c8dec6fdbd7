"""The rules on people: who may serve, who may vote, and what is asked of whom."""

from __future__ import annotations

from ballot_service.rules.acceptances import (
    NominationAnswerFacts,
    NominationWithdrawalFacts,
    NomineeAskFacts,
    may_answer_nomination,
    may_ask_nominee,
    may_withdraw_nomination,
)
from ballot_service.rules.ballot_correction import CorrectionFacts, may_correct_ballot
from ballot_service.rules.ballot_freeze import BallotFreezeFacts, may_freeze_ballot
from ballot_service.rules.candidacy import CandidacyFacts
from ballot_service.rules.case_decisions import CaseDecisionFacts, may_decide_case
from ballot_service.rules.cases import ChallengeFacts, ReviewFacts, may_ask_review, may_challenge
from ballot_service.rules.catalogue.rule import rule
from ballot_service.rules.consents import (
    GuardianAnswerFacts,
    GuardianAskFacts,
    may_answer_consent,
    may_ask_guardian,
)
from ballot_service.rules.doubles import DoubleFacts, MergeFacts, may_merge, on_the_roll
from ballot_service.rules.eligibility import VoterFacts, may_vote
from ballot_service.rules.form_times import FormTimeFacts, form_in_time
from ballot_service.rules.held_voters import HeldVoterFacts, may_decide_held
from ballot_service.rules.interest import InterestFormFacts, form_complete
from ballot_service.rules.nominations import may_serve
from ballot_service.rules.photos import PhotoFacts, PhotoRemovalFacts, may_put_photo, may_remove_photo
from ballot_service.rules.registration import (
    CodeFacts,
    CodeWishFacts,
    RegistrationFacts,
    may_register,
    may_send_code,
    may_use_code,
)
from ballot_service.rules.statements import TranslationFacts, may_approve_translation
from ballot_service.rules.words import say

PEOPLE = (
    rule(
        form_in_time,
        FormTimeFacts,
        say("Did this interest form come in time?"),
        "R029",
        "R030",
        "1.14",
        "1.15",
    ),
    rule(
        form_complete,
        InterestFormFacts,
        say("Does this interest form say everything that is needed?"),
        "R031",
        "R032",
        "R034–R037",
        "R039",
        "R040",
        "R054–R057",
        "R107",
        "1.14",
    ),
    rule(
        may_register,
        RegistrationFacts,
        say("May somebody sign up to vote now?"),
        "R050",
        "1.14",
        "1.15",
    ),
    rule(may_send_code, CodeWishFacts, say("May a code be sent to prove a contact?"), "1.14"),
    rule(may_use_code, CodeFacts, say("Does this code prove a contact?"), "1.14"),
    rule(on_the_roll, DoubleFacts, say("Is this person on the roll already?"), "1.14", "1.15"),
    rule(may_merge, MergeFacts, say("May two lines of the roll become one voter?"), "1.14", "1.15"),
    rule(may_vote, VoterFacts, say("May this person vote?"), "R044–R046", "R050", "1.12", "1.14", "1.15"),
    rule(
        may_approve_translation,
        TranslationFacts,
        say("May this person approve the translation of a statement?"),
        "R022",
    ),
    rule(may_put_photo, PhotoFacts, say("May this photo be put beside a name?"), "1.14"),
    rule(may_remove_photo, PhotoRemovalFacts, say("May this photo be taken away?"), "1.14"),
    rule(
        may_ask_nominee,
        NomineeAskFacts,
        say("May the question be sent to the person who was nominated?"),
        "R032",
    ),
    rule(
        may_answer_nomination,
        NominationAnswerFacts,
        say("Does the answer of the person who was nominated count?"),
        "R032",
    ),
    rule(
        may_withdraw_nomination,
        NominationWithdrawalFacts,
        say("May a person who stands withdraw by a signed link?"),
        "R031",
        "R032",
    ),
    rule(
        may_ask_guardian,
        GuardianAskFacts,
        say("May the question be sent to this parent or guardian?"),
        "R037",
    ),
    rule(
        may_answer_consent,
        GuardianAnswerFacts,
        say("Does the answer of this parent or guardian count?"),
        "R037",
    ),
    rule(
        may_serve,
        CandidacyFacts,
        say("May this person stand for this seat?"),
        "R032",
        "R034",
        "R036–R041",
        "R004",
    ),
    rule(
        may_decide_held,
        HeldVoterFacts,
        say("May somebody decide now about a voter whom the rules held?"),
        "1.12",
        "1.15",
    ),
    rule(may_ask_review, ReviewFacts, say("May a review of this refusal be asked for?"), "1.12", "1.15"),
    rule(may_challenge, ChallengeFacts, say("May this voter or candidate be challenged?"), "1.14", "1.15"),
    rule(
        may_decide_case,
        CaseDecisionFacts,
        say("May this person decide the review or the challenge?"),
        "1.12",
        "1.14",
        "1.15",
    ),
    rule(may_freeze_ballot, BallotFreezeFacts, say("May the ballot be frozen now?"), "1.14", "1.15"),
    rule(
        may_correct_ballot,
        CorrectionFacts,
        say("May a ballot that is wrong be corrected now?"),
        "1.14",
        "1.15",
    ),
)
