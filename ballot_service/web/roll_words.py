"""The words of the roll's pages: what a status, a door and each reason's code mean, in a few words."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.models import Door, RollStatus, VoterRollEntry
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.paper_registrations import AnswerState

STATUS_WORDS: Mapping[RollStatus, Sentence] = {
    RollStatus.ELIGIBLE: say("May vote"),
    RollStatus.HELD: say("Waits for a decision"),
    RollStatus.EXCLUDED: say("May not vote"),
}
TIE_WORDS: Mapping[CommunityTie, Sentence] = {
    CommunityTie.LIVES_HERE: say("Lives here"),
    CommunityTie.GUARDIAN: say("Parent or guardian of a child at the school"),
    CommunityTie.WORKS_OR_LEADS_HERE: say("Works for or leads something here"),
}
DOOR_WORDS: Mapping[Door, Sentence] = {
    Door.ROLL: say("From the district's files"),
    Door.CLERK: say("Added by the clerk"),
    Door.SIGN_UP: say("Signed up"),
}
ANSWER_WORDS: Mapping[AnswerState, Sentence] = {
    AnswerState.WAITS: say("On its way"),
    AnswerState.SENT: say("Sent"),
    AnswerState.TO_PRINT: say("To be printed as a letter"),
    AnswerState.PRINTED: say("Printed as a letter"),
    AnswerState.FAILED: say("The message did not arrive: to be printed as a letter"),
    AnswerState.LINK: say("The ballot link was sent at once"),
}
REASON_WORDS: Mapping[str, Sentence] = {
    "voter_excluded_staff": say("Works for the district"),
    "voter_excluded_board_member": say("School board member"),
    "voter_age_not_declared": say("Did not say that they are old enough"),
    "voter_no_community_tie": say("No tie to the community"),
    "held_name_like_staff": say("Name like a name on the staff list"),
    "held_contact_on_staff_list": say("Phone or e-mail is also on the staff list"),
    "held_position_unknown": say("Works for the district, job not known"),
    "held_says_works_here": say("Says that they work for the district"),
    "held_signed_up_late": say("Came onto the list after voting had opened"),
    "held_like_another_voter": say("Name like another voter's"),
    "voter_merged": say("Put together with another line of the same person"),
    "held_in_review": say("Was refused and asked for a review"),
    "voter_challenge_upheld": say("A challenge was upheld"),
    "voter_not_parent": say("Did not say that they are a parent or guardian"),
    "voter_not_student": say("Not on the list of students"),
    "held_birth_date_missing": say("The birth date is not known"),
    "student_voter_too_young": say("Too young on the day the roll closes"),
    "student_voter_consent_missing": say("No parent or guardian has agreed yet"),
    "student_voter_consent_refused": say("A parent or guardian said no"),
    "note_board_member": say("Allowed, board member"),
    "needs_review_contractor": say("Works for a company that works for the district"),
    "needs_review_substitute": say("Works as a substitute"),
}


def reasons_of(entry: VoterRollEntry) -> tuple[Sentence, ...]:
    """Why a person stands on the roll as they do, in a few words for each reason."""
    return tuple(REASON_WORDS[code] for code in entry.codes["codes"])
