"""Every rule by name: what it asks, the facts it takes, and where it stands, so that anyone can ask it.

A rule added to the package has to be added here; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ballot_service.rules.acceptances import (
    NominationAnswerFacts,
    NominationWithdrawalFacts,
    NomineeAskFacts,
    may_answer_nomination,
    may_ask_nominee,
    may_withdraw_nomination,
)
from ballot_service.rules.ballot_freeze import BallotFreezeFacts, may_freeze_ballot
from ballot_service.rules.ballots import MarksFacts, check_marks
from ballot_service.rules.candidacy import CandidacyFacts
from ballot_service.rules.canvass import BallotAccount, ballots_reconcile
from ballot_service.rules.case_decisions import CaseDecisionFacts, may_decide_case
from ballot_service.rules.cases import ChallengeFacts, ReviewFacts, may_ask_review, may_challenge
from ballot_service.rules.certification import CertificationFacts, may_certify, ready_to_certify
from ballot_service.rules.composition import (
    CompositionFacts,
    SeatsFacts,
    council_composition,
    seats_are_filled_properly,
)
from ballot_service.rules.consents import (
    GuardianAnswerFacts,
    GuardianAskFacts,
    may_answer_consent,
    may_ask_guardian,
)
from ballot_service.rules.councils import CouncilDutyFacts, required_councils
from ballot_service.rules.count_time import CountTimeFacts, may_count, may_publish_votes
from ballot_service.rules.counting.n_of_m import CountFacts, contest_decided, count_n_of_m
from ballot_service.rules.coverage import (
    CoverageFacts,
    SeatCoverageFacts,
    coverage_report,
    schools_represented,
    seats_cover_schools,
)
from ballot_service.rules.decision import Decision
from ballot_service.rules.doubles import DoubleFacts, MergeFacts, may_merge, on_the_roll
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.eligibility import VoterFacts, may_vote
from ballot_service.rules.form_times import FormTimeFacts, form_in_time
from ballot_service.rules.held_voters import HeldVoterFacts, may_decide_held
from ballot_service.rules.information_sessions import SessionsFacts, sessions_in_order
from ballot_service.rules.interest import InterestFormFacts, form_complete
from ballot_service.rules.lots import LotConfirmationFacts, LotFacts, may_confirm_lot, may_record_lot
from ballot_service.rules.nominations import may_serve
from ballot_service.rules.notice import adequate_notice, notice_given
from ballot_service.rules.notice_entry import (
    ElectionDates,
    NoticeEntry,
    OutreachFacts,
    may_record_notice,
    timely_election,
    varied_outreach,
)
from ballot_service.rules.notice_ledger import NoticeFacts
from ballot_service.rules.registration import (
    CodeFacts,
    CodeWishFacts,
    RegistrationFacts,
    may_register,
    may_send_code,
    may_use_code,
)
from ballot_service.rules.session_plans import (
    SessionChange,
    SessionPlan,
    SignInFacts,
    may_change_session,
    may_schedule_session,
    may_sign_in,
)
from ballot_service.rules.setting_changes import SettingChange, may_change_setting, sound_settings
from ballot_service.rules.signatures import SigningFacts, may_sign
from ballot_service.rules.statements import TranslationFacts, may_approve_translation
from ballot_service.rules.windows import MailedBallotFacts, WindowFacts, mailed_in_time, window_dates
from ballot_service.rules.words import Sentence, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `sources` are listed in docs/guidance.md. `result` answers with more than a decision where a
    rule has more to say: the votes of a count, the lines of a report."""

    name: str
    question: Sentence
    function: Callable[[Any], Decision]
    facts: type
    sources: tuple[str, ...]
    result: Callable[[Any], object] | None = None


def _rule(
    function: Callable[[Any], Decision],
    facts: type,
    question: Sentence,
    *sources: str,
    result: Callable[[Any], object] | None = None,
) -> Rule:
    return Rule(
        name=function.__name__,
        question=question,
        function=function,
        facts=facts,
        sources=sources,
        result=result,
    )


_COUNCILS = (
    _rule(
        required_councils,
        CouncilDutyFacts,
        say("Does every district and school that must have a council have one?"),
        "R001–R003",
        "R005",
    ),
    _rule(
        council_composition,
        CompositionFacts,
        say("Is the council made up as the guidance recommends?"),
        "R035",
        "R042",
        "R053–R058",
        "R084",
        "X7",
    ),
    _rule(
        seats_are_filled_properly,
        SeatsFacts,
        say("Are the seats filled in a way the guidance allows?"),
        "R010",
        "R041",
        "R050",
        "R060",
    ),
    _rule(
        seats_cover_schools,
        SeatCoverageFacts,
        say("Is a seat reserved for every school rated D or F?"),
        "R004",
    ),
    _rule(
        schools_represented,
        CoverageFacts,
        say("Does somebody on the council speak for every school rated D or F?"),
        "R004",
        result=coverage_report,
    ),
)
_SETTINGS = (
    _rule(sound_settings, ElectionSettings, say("Do the election's settings make sense?"), "1.13", "1.14"),
    _rule(
        may_change_setting, SettingChange, say("May this setting still be changed?"), "1.12", "1.13", "1.14"
    ),
)
_NOTICE = (
    _rule(
        adequate_notice,
        NoticeFacts,
        say("Has enough notice been given for voting to open?"),
        "R022",
        "R048",
        "R049",
        "1.14",
        "1.15",
        result=notice_given,
    ),
    _rule(
        may_record_notice,
        NoticeEntry,
        say("May this notice be entered in the ledger?"),
        "R022",
        "R023",
        "1.15",
    ),
    _rule(
        varied_outreach,
        OutreachFacts,
        say("Were people told in different ways and at different times?"),
        "R019",
        "R025",
        "R026",
        "1.15",
    ),
    _rule(
        timely_election, ElectionDates, say("Does voting open soon enough after forms close?"), "R017", "1.15"
    ),
)
_SESSIONS = (
    _rule(
        sessions_in_order,
        SessionsFacts,
        say("Do the information sessions come in time, in people's languages, and with proof?"),
        "R016",
        "R022",
        "R025",
        "R027",
        "1.15",
    ),
    _rule(
        may_schedule_session,
        SessionPlan,
        say("May an information session be entered with these times?"),
        "R016",
        "R025",
    ),
    _rule(
        may_change_session,
        SessionChange,
        say("May this information session be changed or cancelled?"),
        "R027",
    ),
    _rule(
        may_sign_in,
        SignInFacts,
        say("May somebody sign in at this information session now?"),
        "R027",
    ),
)
_PEOPLE = (
    _rule(
        form_in_time,
        FormTimeFacts,
        say("Did this interest form come in time?"),
        "R029",
        "R030",
        "1.14",
        "1.15",
    ),
    _rule(
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
    _rule(
        may_register,
        RegistrationFacts,
        say("May somebody sign up to vote now?"),
        "R050",
        "1.14",
        "1.15",
    ),
    _rule(may_send_code, CodeWishFacts, say("May a code be sent to prove a contact?"), "1.14"),
    _rule(may_use_code, CodeFacts, say("Does this code prove a contact?"), "1.14"),
    _rule(on_the_roll, DoubleFacts, say("Is this person on the roll already?"), "1.14", "1.15"),
    _rule(may_merge, MergeFacts, say("May two lines of the roll become one voter?"), "1.14", "1.15"),
    _rule(may_vote, VoterFacts, say("May this person vote?"), "R044–R046", "R050", "1.12", "1.14", "1.15"),
    _rule(
        may_approve_translation,
        TranslationFacts,
        say("May this person approve the translation of a statement?"),
        "R022",
    ),
    _rule(
        may_ask_nominee,
        NomineeAskFacts,
        say("May the question be sent to the person who was nominated?"),
        "R032",
    ),
    _rule(
        may_answer_nomination,
        NominationAnswerFacts,
        say("Does the answer of the person who was nominated count?"),
        "R032",
    ),
    _rule(
        may_withdraw_nomination,
        NominationWithdrawalFacts,
        say("May a person who accepted withdraw by the same link?"),
        "R031",
        "R032",
    ),
    _rule(
        may_ask_guardian,
        GuardianAskFacts,
        say("May the question be sent to this parent or guardian?"),
        "R037",
    ),
    _rule(
        may_answer_consent,
        GuardianAnswerFacts,
        say("Does the answer of this parent or guardian count?"),
        "R037",
    ),
    _rule(
        may_serve,
        CandidacyFacts,
        say("May this person stand for this seat?"),
        "R032",
        "R034",
        "R036–R041",
        "R004",
    ),
    _rule(
        may_decide_held,
        HeldVoterFacts,
        say("May somebody decide now about a voter whom the rules held?"),
        "1.12",
        "1.15",
    ),
    _rule(may_ask_review, ReviewFacts, say("May a review of this refusal be asked for?"), "1.12", "1.15"),
    _rule(may_challenge, ChallengeFacts, say("May this voter or candidate be challenged?"), "1.14", "1.15"),
    _rule(
        may_decide_case,
        CaseDecisionFacts,
        say("May this person decide the review or the challenge?"),
        "1.12",
        "1.14",
        "1.15",
    ),
    _rule(may_freeze_ballot, BallotFreezeFacts, say("May the ballot be frozen now?"), "1.14", "1.15"),
)
_VOTES = (
    _rule(check_marks, MarksFacts, say("May these choices be cast in this contest?"), "1.14", "1.15"),
    _rule(mailed_in_time, MailedBallotFacts, say("Did this mailed ballot come in time?"), "1.14"),
    _rule(window_dates, WindowFacts, say("When do the windows after voting end?"), "1.14", "1.15"),
    _rule(may_count, CountTimeFacts, say("May the ballots be counted now?"), "1.14", "1.15"),
    _rule(may_publish_votes, CountTimeFacts, say("May votes be published now?"), "1.14", "1.15"),
    _rule(
        contest_decided,
        CountFacts,
        say("Who is elected, and is every seat decided?"),
        "R050",
        "1.14",
        "1.15",
        result=count_n_of_m,
    ),
    _rule(ballots_reconcile, BallotAccount, say("Do the numbers of ballots agree?"), "1.15"),
    _rule(may_record_lot, LotFacts, say("May this lot be recorded?"), "1.14"),
    _rule(may_confirm_lot, LotConfirmationFacts, say("May this person confirm the lot?"), "1.14"),
    _rule(may_sign, SigningFacts, say("May this person sign?"), "1.14", "1.15"),
    _rule(
        ready_to_certify,
        CertificationFacts,
        say("Is everything settled, so that people may sign?"),
        "1.14",
        "1.15",
    ),
    _rule(may_certify, CertificationFacts, say("May the result be certified?"), "R004", "1.14", "1.15"),
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.name: rule for rule in (*_COUNCILS, *_SETTINGS, *_NOTICE, *_SESSIONS, *_PEOPLE, *_VOTES)}
)
