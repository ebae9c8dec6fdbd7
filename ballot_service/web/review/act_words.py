"""Every act of the trail as a sentence that a person can read; the entry itself stays as it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ballot_service.models import TrailEntry
from ballot_service.rules.words import Sentence, say
from ballot_service.web.review.attempt_words import ATTEMPTS, SOME_ATTEMPT
from ballot_service.web.review.election_acts import ELECTION_ACTS, SOME_ACT
from ballot_service.web.review.paper_acts import PAPER_ACTS
from ballot_service.web.review.people_acts import PEOPLE_ACTS
from ballot_service.web.review.placement_words import PLACEMENT_ACTS
from ballot_service.web.review.sending_acts import SENDING_ACTS
from ballot_service.web.review.session_words import SESSION_ACTS
from ballot_service.web.review.version_acts import VERSION_ACTS

Details = Mapping[str, Any]
REFUSED = "_refused"

PLAIN: Mapping[str, Sentence] = {
    "create_runoff": say(
        "The run-off was set up, with those who are tied and with the first election’s list of voters and settings."
    ),
    "create_election": say("The election was set up, with its times and settings."),
    "make_contests_again": say("The contests were made again, because the council's seats were changed."),
    "end_runoff": say("The run-off was ended after its vote opened, because its tie is gone."),
    "cancel_election": say("The election was cancelled before voting opened."),
    "enter_person": say("A person from outside the school files was entered."),
    "screen_again": say("Everyone on the roll was screened again, and some answers changed."),
    "withdraw": say("A nominee withdrew."),
    "qualify_form": say("An interest form was checked, and its person was put on the list of nominees."),
    "refuse_form": say("An interest form was refused, and the person was told why."),
    "withdraw_form": say("An interest form was withdrawn. It stays on file."),
    "add_to_form": say("Something that was missing was added to an interest form."),
    "reopen_form": say("The refusal of an interest form was taken back after a review."),
    "name_case": say("It was written down about whom a request for a review is."),
    "print_notice_letters": say("Letters with a notice were printed, for people whom no message reaches."),
    "reprint_notice_letters": say(
        "Letters with a notice were printed again. Nobody counts as reached twice."
    ),
    "tell_ballots_received": say(
        "Voters were told that a ballot was cast with their link, where nobody else has the address."
    ),
    "print_case_letters": say("Letters about reviews and challenges were printed."),
    "print_registration_letters": say("Answers to registrations on paper were printed as letters."),
    "print_form_letters": say("Answers to interest forms were printed as letters."),
    "draw_ballot_order": say("The order of the names in one contest was set."),
    "reissue_link": say("A voter was given a new ballot link in place of the old one."),
    "say_not_me": say("Somebody said that a link was not meant for them. The link was stopped."),
    "answer_question": say("A person's question was answered."),
    "settle_question": say("A question was marked as dealt with, without a message."),
    "write_down_wish": say("It was written down whether messages may go to an address."),
    "void_notice": say("A line of the notice ledger was taken back."),
    "approve_text": say("A translated text of a notice was read and approved. It goes out from now on."),
    "approve_notice": say("The words of a notice were read and approved."),
    "publish_post": say("A post was handed to the district’s connected account."),
    "publish_notice": say("A notice was published on the council’s web page."),
    "send_call_for_forms": say(
        "The call for interest forms was sent to the people whom the district’s files know."
    ),
    "send_information_session": say(
        "Messages about the information sessions were sent: an invitation, or that they are called off."
    ),
    "send_election_notice": say("The notice of the election was sent."),
    "send_result_notice": say("The result was sent to voters and nominees."),
    "send_reminder": say(
        "A reminder to vote was queued for everybody with a ballot link. Who has voted gets none."
    ),
    "send_ballot_link": say("Ballot links were sent."),
    "send_test_message": say("A technician sent a test message. Nothing was sent to voters."),
    "confirm_message": say("A person said that a message had arrived of which nobody knew whether it left."),
    "repeat_message": say("A message of which nobody knew whether it left was sent again."),
    "give_up_message": say("A message of which nobody knew whether it left was given up."),
    "pause_voting": say("Voting was paused, because the ballot is to be corrected."),
    "enter_correction": say("The clerk entered how the ballot is corrected, for a second person to confirm."),
    "send_ballot_corrected": say(
        "That the ballot was corrected was queued for everybody with a ballot link. Only who voted before gets it."
    ),
    "freeze_dispositions": say("The list of accepted and rejected ballots was fixed."),
    "open_ballots": say("The accepted ballots were opened and counted. Nothing leads back to a voter."),
    "record_lot": say("A lot was entered, with two witnesses."),
    "confirm_lot": say("A second person confirmed the lot."),
    "sign": say("One of the two people who certify signed the result."),
    "certify_result": say("The result was certified, and the record was closed."),
    "write_reason": say("It was written down why nobody speaks for a school rated D or F."),
    "approve_translation": say("A second person approved the translation of a nominee's statement."),
    "ask_nominee": say("A person nominated by somebody else was asked to accept, with a signed link."),
    "close_nomination": say(
        "A person nominated by somebody else had not said yes when the ballot was frozen."
    ),
    "ask_guardian": say("A student's guardian was asked for consent, with a signed link."),
    "merge_voters": say("Two lines of the roll were put together: one person, who votes once."),
    "keep_apart": say("Two people on the roll with like names were found to be two people."),
    "add_session_proof": say("A file was added to the evidence of an information session."),
    "cancel_session": say("An information session was cancelled, with a reason."),
    "withdraw_placement": say("A place for a flyer or post was given up, with a reason."),
    "prove_placement": say("A photo, a witness or an address was added to a flyer or post."),
    "keep_batch_photo": say("A picture of a batch of paper ballots was kept."),
    "undo_sign_in": say("It was taken back as a slip that a person had signed in at the table."),
    "put_at_table": say("The clerk put a teller at the table, to sign people in."),
    "take_off_table": say("The clerk took a teller off the table."),
    "choose_again_at_table": say(
        "A voter was shown their own link at the table, after the ballot was corrected."
    ),
    "show_link_again": say(
        "A voter who had signed in to vote with the ballot link was shown it at the table once more."
    ),
    "spoil_card": say("A code card was taken out unused. Nothing can be cast with it any more."),
    "declare_teller": say("A teller declared to have no stake in the result."),
    "write_difference": say("A reason was written down for numbers that do not agree."),
    "confirm_reason": say("A second person confirmed the reason for numbers that do not agree."),
    "close_envelope": say("Nobody signed a paper envelope in time. It stays closed for good."),
    "withdraw_paper_request": say("A request for a paper ballot was taken back."),
    "withdraw_lot": say("A lot was withdrawn after a recount or a correction. It stays on file."),
    "write_result_correction": say("Somebody wrote down what is wrong with the certified result."),
    "confirm_result_correction": say(
        "A second person confirmed the correction, and a new version was published."
    ),
    "sign_remark": say("The staff liaison signed: I have reviewed."),
}
"""Acts that need no numbers to be understood."""


FIELDS: Mapping[str, Sentence] = {
    "answer": say("Answer"),
    "name": say("Name"),
    "email": say("E-mail"),
    "file": say("File"),
    "guardian": say("Guardian"),
    "relation": say("Relation to the student"),
    "contact": say("Asked by e-mail or text message at"),
    "capacity": say("Signed as"),
    "reason": say("Reason"),
    "place": say("Place"),
    "address": say("Address of the place"),
    "link": say("Address of the post"),
    "place before": say("Place before"),
    "present": say("Who was there"),
    "note": say("Note"),
    "online": say("How to take part from home"),
    "method": say("How it was drawn"),
    "witness": say("Witness"),
    "witness 1": say("First witness"),
    "witness 2": say("Second witness"),
    "school": say("School"),
    "remark": say("Remark"),
}
"""What the free text beside an entry is about."""


def details_of(entry: TrailEntry) -> Details:
    """The particulars of an entry; none if somebody changed it so that it has none."""
    details = entry.document.get("details") if isinstance(entry.document, dict) else None
    return details if isinstance(details, dict) else {}


def act_sentence(act: str, details: Details, zone: ZoneInfo) -> Sentence:
    """What was done, in one sentence; moments stand on the clock of `zone`.

    An entry that somebody changed in the database may hold anything: it gets the plainest sentence.
    """
    if act.endswith(REFUSED):
        return ATTEMPTS.get(act.removesuffix(REFUSED), SOME_ATTEMPT)
    with_numbers = NUMBERED.get(act)
    if with_numbers is None:
        return PLAIN.get(act, SOME_ACT)
    try:
        return with_numbers(details, zone)
    except (LookupError, TypeError, ValueError):
        return SOME_ACT


NUMBERED: Mapping[str, Callable[[Details, ZoneInfo], Sentence]] = {
    **PAPER_ACTS,
    **PEOPLE_ACTS,
    **ELECTION_ACTS,
    **SESSION_ACTS,
    **PLACEMENT_ACTS,
    **SENDING_ACTS,
    **VERSION_ACTS,
}
"""Acts whose sentence says what exactly was done."""
