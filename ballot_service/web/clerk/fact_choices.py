"""The words for each choice that facts offer, and for the dates that a rule answers with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ballot_service.rules.ballot_account import REJECTION_NAMES
from ballot_service.rules.ballot_correction import CorrectionStep
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.cases import ABOUT_WORDS as CASE_ABOUT_WORDS
from ballot_service.rules.cases import KIND_WORDS as CASE_KIND_WORDS
from ballot_service.rules.certification import LotState
from ballot_service.rules.composition import CompositionMoment
from ballot_service.rules.consents import ConsentPurpose
from ballot_service.rules.counting.motion import Threshold
from ballot_service.rules.election_settings import Stage
from ballot_service.rules.employment import Position
from ballot_service.rules.interest_words import BY_WORDS, CHANNEL_WORDS, QUESTION_WORDS
from ballot_service.rules.languages import LANGUAGES
from ballot_service.rules.likeness import Likeness
from ballot_service.rules.notice_ledger import KIND_WORDS as NOTICE_WORDS
from ballot_service.rules.notice_ledger import Moment
from ballot_service.rules.paper_envelopes import ENVELOPE_WAY_WORDS
from ballot_service.rules.placements import PlacementAct, PlacementState
from ballot_service.rules.places import MATERIAL_WORDS
from ballot_service.rules.presets import GROUP_NAMES
from ballot_service.rules.recounts import STANDS_WORDS
from ballot_service.rules.session_plans import SessionAct, SignInWay
from ballot_service.rules.setting_descriptions import CHOICE_WORDS
from ballot_service.rules.setting_table import SETTINGS
from ballot_service.rules.table import MEANS_WORDS
from ballot_service.rules.words import ZONE_NAMES, Sentence, say
from ballot_service.web.clerk.card_fact_words import CARD_STATE_WORDS
from ballot_service.web.clerk.councils import KIND_WORDS as COUNCIL_WORDS
from ballot_service.web.clerk.nominee_forms import ACCEPTANCE_WORDS
from ballot_service.web.clerk.seat_form import METHOD_WORDS
from ballot_service.web.roll_words import TIE_WORDS

POSITION_WORDS: Mapping[Position, Sentence] = {
    Position.TEACHER: say("Teacher"),
    Position.ASSISTANT_TEACHER: say("Assistant teacher"),
    Position.ADMINISTRATOR: say("Principal or administrator"),
    Position.COUNSELOR: say("Counselor"),
    Position.NURSE: say("Nurse"),
    Position.OFFICE_STAFF: say("Office staff"),
    Position.CAFETERIA: say("Cafeteria"),
    Position.TRANSPORTATION: say("Bus driver or other transportation"),
    Position.MAINTENANCE: say("Maintenance"),
    Position.OTHER_STAFF: say("Other staff"),
    Position.UNKNOWN: say("Works for the district, job not known"),
    Position.BOARD_MEMBER: say("School board member"),
    Position.CONTRACTOR: say("Works for a company that works for the district"),
    Position.SUBSTITUTE: say("Works as a substitute"),
    Position.RETIRED: say("Retired"),
    Position.OTHER_DISTRICT: say("Works for another district"),
}
STAGE_NAMES: Mapping[Stage, Sentence] = {
    Stage.SETUP: say("It is set up"),
    Stage.FORMS_OPEN: say("Interest forms are open"),
    Stage.NOTICE_PUBLISHED: say("The notice is published"),
    Stage.FIRST_LINK_ISSUED: say("The first ballot link is issued"),
    Stage.BALLOT_FROZEN: say("The ballot is frozen"),
    Stage.VOTING_OPEN: say("Voting is open"),
    Stage.VOTING_CLOSED: say("Voting is closed"),
    Stage.CERTIFIED: say("The result is certified"),
}
CONSENT_NAMES: Mapping[Consent, Sentence] = {
    Consent.PENDING: say("Not yet"),
    Consent.GIVEN: say("Yes"),
    Consent.REFUSED: say("No, they said no"),
    Consent.MISSING: say("No answer when the ballot was frozen"),
}
CORRECTION_STEP_WORDS: Mapping[CorrectionStep, Sentence] = {
    CorrectionStep.PAUSE: say("Voting is to be paused"),
    CorrectionStep.ENTER: say("The clerk enters what is put right"),
    CorrectionStep.CONFIRM: say("A second person confirms it"),
}
PURPOSE_WORDS: Mapping[ConsentPurpose, Sentence] = {
    ConsentPurpose.STAND: say("That the student stands for the council"),
    ConsentPurpose.VOTE: say("That the student votes"),
}
LIKENESS_WORDS: Mapping[Likeness, Sentence] = {
    Likeness.EXACT: say("The same name"),
    Likeness.LIKE: say("Much alike"),
    Likeness.DIFFERENT: say("Different"),
}
MOMENT_WORDS: Mapping[Moment, Sentence] = {
    Moment.SCHEDULING: say("A day for voting is being chosen"),
    Moment.OPENING: say("Voting is about to open"),
}
PLACES_WORDS: Mapping[CompositionMoment, Sentence] = {
    CompositionMoment.SET_UP: say("The seats are being planned"),
    CompositionMoment.BALLOT_FREEZE: say("The ballot is about to be frozen"),
    CompositionMoment.SEATED: say("The members are seated"),
}
LOT_WORDS: Mapping[LotState, Sentence] = {
    LotState.NONE: say("There is none"),
    LotState.ENTERED: say("It is entered, and not confirmed"),
    LotState.CONFIRMED: say("It is confirmed"),
}
SESSION_WORDS: Mapping[SessionAct, Sentence] = {
    SessionAct.CHANGE: say("Change the session"),
    SessionAct.CANCEL: say("Cancel the session"),
}
WAY_WORDS: Mapping[SignInWay, Sentence] = {
    SignInWay.QR: say("With their own phone"),
    SignInWay.CLERK: say("At the table"),
    SignInWay.SHEET: say("From a paper sheet"),
}
THRESHOLD_WORDS: Mapping[Threshold, Sentence] = {
    Threshold.MAJORITY_OF_VOTES: say("More than half of the votes cast"),
    Threshold.TWO_THIRDS_OF_MEMBERSHIP: say("Two-thirds of a number of people"),
}

PLACEMENT_ACT_WORDS: Mapping[PlacementAct, Sentence] = {
    PlacementAct.PUT_UP: say("Mark it as put up"),
    PlacementAct.ADD_PROOF: say("Add a photo or a witness"),
    PlacementAct.TAKE_DOWN: say("Mark it as taken down"),
    PlacementAct.WITHDRAW: say("Give it up"),
}
PLACEMENT_STATE_WORDS: Mapping[PlacementState, Sentence] = {
    PlacementState.PLANNED: say("Planned"),
    PlacementState.UP: say("Up"),
    PlacementState.DOWN: say("Taken down"),
    PlacementState.WITHDRAWN: say("Given up"),
}
TABLES: tuple[Mapping[Any, Sentence], ...] = (
    ACCEPTANCE_WORDS,
    BY_WORDS,
    CARD_STATE_WORDS,
    CASE_ABOUT_WORDS,
    CASE_KIND_WORDS,
    CHANNEL_WORDS,
    CHOICE_WORDS,
    CONSENT_NAMES,
    CORRECTION_STEP_WORDS,
    COUNCIL_WORDS,
    ENVELOPE_WAY_WORDS,
    GROUP_NAMES,
    LIKENESS_WORDS,
    LOT_WORDS,
    MATERIAL_WORDS,
    MEANS_WORDS,
    METHOD_WORDS,
    MOMENT_WORDS,
    NOTICE_WORDS,
    PLACEMENT_ACT_WORDS,
    PLACEMENT_STATE_WORDS,
    PLACES_WORDS,
    POSITION_WORDS,
    PURPOSE_WORDS,
    QUESTION_WORDS,
    REJECTION_NAMES,
    SESSION_WORDS,
    STANDS_WORDS,
    STAGE_NAMES,
    THRESHOLD_WORDS,
    TIE_WORDS,
    WAY_WORDS,
)
BY_CLASS: Mapping[tuple[str, str], Sentence] = {
    (type(choice).__name__, choice.value): words for table in TABLES for choice, words in table.items()
}
"""Words by the class of a choice and its value."""

BY_NAME: Mapping[str, Mapping[str, Sentence]] = {
    "bool": {"true": say("Yes"), "false": say("No")},
    "language": LANGUAGES,
    "zone": ZONE_NAMES,
    "Setting": {setting.name: setting.label for setting in SETTINGS},
}
"""Choices that are no class of their own."""

DATE_WORDS: Mapping[str, Sentence] = {
    "answer_ends": say("The person challenged can answer until"),
    "complete_by": say("What is missing can come until"),
    "challenge_ends": say("The result can be challenged until"),
    "cure_ends": say("Ballots on hold can be put right until"),
    "earliest_certification": say("The result can be certified from"),
    "earliest_opening": say("Voting can open from"),
    "recount_ends": say("A recount can be asked for until"),
    "published_on": say("The notice counts as published on"),
    "eligible_from": say("Old enough from"),
    "mail_ends": say("Ballots mailed in time can arrive until"),
    "notice_complete": say("Notice was complete on"),
    "sign_in_ends": say("People can sign in until"),
    "sign_in_opens": say("People can sign in from"),
    "person_challenge_ends": say("A voter or a candidate can be challenged until"),
    "review_ends": say("A review can be asked for until"),
    "review_until": say("A review can be asked for until"),
    "voting_closes": say("Voting closes"),
    "windows_end": say("The last window ends"),
}
"""What each date means that follows from the facts."""


def choice_words(choices_of: str, value: str) -> Sentence:
    """A choice in words; a grade, or a value that this version does not know, as it stands."""
    plain = Sentence("{value}", {"value": value})
    return BY_NAME.get(choices_of, {}).get(value) or BY_CLASS.get((choices_of, value)) or plain


def date_words(name: str) -> Sentence:
    return DATE_WORDS.get(name) or Sentence("{name}", {"name": name})
