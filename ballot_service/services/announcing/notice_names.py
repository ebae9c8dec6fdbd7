"""What each notice is called, by the name of the folder of its texts."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.rules.words import Sentence, say

NOTICE_NAMES: Mapping[str, Sentence] = {
    "ballot_corrected": say("The ballot was corrected: choose again"),
    "ballot_link": say("Ballot links"),
    "ballot_received": say("A ballot was cast with the person’s link"),
    "call_for_forms": say("Call for interest forms"),
    "challenge_decided": say("A challenge is decided"),
    "challenge_received": say("A challenge has come in"),
    "correction_notice": say("Correction: voting opens on another day"),
    "election_notice": say("Notice of election"),
    "guardian_consent": say("Question to a guardian: may the student be a candidate?"),
    "information_session": say("Invitation to information sessions"),
    "interest_received": say("An interest form has come in"),
    "interest_refused": say("An interest form is refused"),
    "nomination_acceptance": say("Question to somebody who was nominated"),
    "own_form_received": say("An interest form has come in, with a link to it"),
    "provider_paused": say("A provider is paused, for technicians"),
    "question_answer": say("Answer to a question"),
    "reminder": say("Reminder to vote"),
    "result_notice": say("Result"),
    "review_decided": say("A review is decided"),
    "sessions_cancelled": say("Information sessions that people were told of do not take place"),
    "sign_in": say("Link to sign in"),
    "sign_up_answer": say("Answer to signing up"),
    "sign_up_code": say("Code for signing up"),
    "signed_head": say("Signed state of the ballot box, for liaison and observers"),
    "voter_consent": say("Question to a guardian: may the student vote?"),
}
