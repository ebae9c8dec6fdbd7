"""What was tried and refused, by the act: the sentences that the trail shows for it."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.rules.words import Sentence, say

ATTEMPTS: Mapping[str, Sentence] = {
    "file_interest_form": say("Refused: filing an interest form. Nothing was changed."),
    "qualify_form": say("Refused: qualifying an interest form. Nothing was changed."),
    "refuse_form": say("Refused: refusing an interest form. Nothing was changed."),
    "withdraw_form": say("Refused: withdrawing an interest form. Nothing was changed."),
    "cancel_election": say("Refused: cancelling the election. Nothing was changed."),
    "change_roll": say("Refused: changing the roll. Nothing was changed."),
    "decide_held": say("Refused: deciding about a voter. Nothing was changed."),
    "change_ballot": say("Refused: changing the names on the ballot. Nothing was changed."),
    "change_setting": say("Refused: changing a setting. Nothing was changed."),
    "change_times": say("Refused: changing the times of voting. Nothing was changed."),
    "print_letters": say("Refused: printing letters. Nothing was changed."),
    "issue_links": say("Refused: issuing ballot links. Nothing was changed."),
    "reissue_link": say("Refused: giving a voter a new ballot link. Nothing was changed."),
    "approve_translation": say("Refused: approving the translation of a statement. Nothing was changed."),
    "ask_nominee": say("Refused: asking a person nominated by somebody else. Nothing was changed."),
    "answer_nomination": say("Refused: an answer to a nomination. Nothing was changed."),
    "withdraw_by_link": say("Refused: withdrawing a name by a signed link. Nothing was changed."),
    "ask_guardian": say("Refused: asking a student's guardian for consent. Nothing was changed."),
    "answer_consent": say("Refused: an answer about a student's consent. Nothing was changed."),
    "sign_up": say("Refused: signing up to vote. Nothing was changed."),
    "merge_voters": say("Refused: putting two lines of the roll together. Nothing was changed."),
    "open_case": say("Refused: asking for a review, or bringing a challenge. Nothing was changed."),
    "answer_case": say("Refused: an answer to a challenge. Nothing was changed."),
    "decide_case": say("Refused: deciding a review or a challenge. Nothing was changed."),
    "confirm_opening": say("Refused: opening the vote. Nothing was changed."),
    "freeze_ballot": say("Refused: freezing the ballot. Nothing was changed."),
    "schedule_session": say("Refused: entering an information session. Nothing was changed."),
    "change_session": say("Refused: changing an information session. Nothing was changed."),
    "cancel_session": say("Refused: cancelling an information session. Nothing was changed."),
    "count_session_attendance": say("Refused: entering how many people came. Nothing was changed."),
    "sign_in_to_session": say("Refused: signing in at an information session. Nothing was changed."),
    "record_notice": say("Refused: entering a notice. Nothing was changed."),
    "freeze_dispositions": say("Refused: fixing the list of ballots. Nothing was changed."),
    "count": say("Refused: counting the ballots. Nothing was changed."),
    "record_lot": say("Refused: entering a lot. Nothing was changed."),
    "confirm_lot": say("Refused: confirming a lot. Nothing was changed."),
    "sign": say("Refused: signing the result. Nothing was changed."),
    "certify": say("Refused: certifying the result. Nothing was changed."),
    "sign_remark": say("Refused: signing a remark. Nothing was changed."),
}
SOME_ATTEMPT = say("Refused: something that the rules do not allow. Nothing was changed.")
