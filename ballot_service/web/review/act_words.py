"""Every act of the trail as a sentence that a person can read; the entry itself stays as it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ballot_service.models import TrailEntry
from ballot_service.rules.election_settings import SETTING_NAMES, typed_value
from ballot_service.rules.languages import language_name
from ballot_service.rules.notice_ledger import KIND_WORDS, NoticeKind
from ballot_service.rules.setting_table import SETTING_NAMED
from ballot_service.rules.words import Sentence, say
from ballot_service.services.results import STATUS_WORDS
from ballot_service.web.review.attempt_words import ATTEMPTS, SOME_ATTEMPT
from ballot_service.web.review.session_words import SESSION_ACTS
from ballot_service.web.review.setting_values import value_words

Details = Mapping[str, Any]
REFUSED = "_refused"

PLAIN: Mapping[str, Sentence] = {
    "create_election": say("The election was set up, with its times and settings."),
    "make_contests_again": say("The contests were made again, because the council's seats were changed."),
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
    "print_case_letters": say("Letters about reviews and challenges were printed."),
    "print_form_letters": say("Answers to interest forms were printed as letters."),
    "draw_ballot_order": say("The order of the names in one contest was set."),
    "reissue_link": say("A voter was given a new ballot link in place of the old one."),
    "say_not_me": say("Somebody said that a link was not meant for them. The link was stopped."),
    "void_notice": say("A line of the notice ledger was taken back."),
    "approve_notice": say("The words of a notice were read and approved."),
    "send_election_notice": say("The notice of the election was sent."),
    "send_result_notice": say("The result was sent to voters and nominees."),
    "send_ballot_link": say("Ballot links were sent."),
    "send_test_message": say("A technician sent a test message. Nothing was sent to voters."),
    "repeat_message": say("A message of which nobody knew whether it left was sent again."),
    "give_up_message": say("A message of which nobody knew whether it left was given up."),
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
    "sign_remark": say("The staff liaison signed: I have reviewed."),
}
"""Acts that need no numbers to be understood."""

SOME_ACT = say("An act was recorded. Its kind stands with the hash.")

FIELDS: Mapping[str, Sentence] = {
    "name": say("Name"),
    "email": say("E-mail"),
    "file": say("File"),
    "guardian": say("Guardian"),
    "relation": say("Relation to the student"),
    "contact": say("Asked by e-mail or text message at"),
    "capacity": say("Signed as"),
    "reason": say("Reason"),
    "place": say("Place"),
    "place before": say("Place before"),
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


def _at(written: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(written).astimezone(zone)


def _build_roll(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("The roll was built. People added: {added}.", added=details["added"])


def _add_voter(details: Details, _zone: ZoneInfo) -> Sentence:
    by_status = {
        "eligible": say("A person was added to the roll and may vote."),
        "held": say("A person was added to the roll and waits for a decision."),
        "excluded": say("A person was added to the roll and may not vote."),
    }
    return by_status[details["status"]]


def _sign_up(details: Details, _zone: ZoneInfo) -> Sentence:
    if details["was_on_roll"]:
        return say("Somebody signed up who was on the roll already, and has one vote.")
    by_status = {
        "eligible": say("Somebody signed up with a contact proved by a code, and may vote."),
        "held": say("Somebody signed up with a contact proved by a code, and waits for a decision."),
        "excluded": say("Somebody signed up with a contact proved by a code, and may not vote."),
    }
    return by_status[details["status"]]


def _decide_held(details: Details, _zone: ZoneInfo) -> Sentence:
    if details["may_vote"]:
        return say("It was decided that a voter who was held may vote.")
    return say("It was decided that a voter who was held may not vote.")


def _nomination(details: Details, _zone: ZoneInfo) -> Sentence:
    by_status = {
        "qualified": say("A nominee was entered or looked at again, and may stand."),
        "refused": say("A nominee was entered or looked at again, and may not stand."),
    }
    waits = say("A nominee was entered or looked at again, and waits for something.")
    return by_status.get(details["status"], waits)


def _interest_form(details: Details, _zone: ZoneInfo) -> Sentence:
    by_channel = {
        "web": say("An interest form was sent on the web."),
        "mail": say("An interest form that came by mail was entered."),
        "in_person": say("An interest form that was handed in was entered."),
    }
    return by_channel[details["channel"]]


def _answer_consent(details: Details, _zone: ZoneInfo) -> Sentence:
    by_answer = {
        "agrees": {
            "link": say("A guardian agreed, on the page of the signed link."),
            "paper": say("A guardian's signed consent on paper was entered."),
        },
        "declines": {
            "link": say("A guardian did not agree, on the page of the signed link."),
            "paper": say("A guardian's refusal on paper was entered."),
        },
    }
    return by_answer[details["answer"]][details["way"]]


def _answer_nomination(details: Details, _zone: ZoneInfo) -> Sentence:
    by_answer = {
        "accepts": {
            "link": say("A person nominated by somebody else accepted, on the page of the signed link."),
            "paper": say("The signed yes of a person nominated by somebody else was entered."),
        },
        "declines": {
            "link": say("A person nominated by somebody else said no, on the page of the signed link."),
            "paper": say("The no on paper of a person nominated by somebody else was entered."),
        },
    }
    return by_answer[details["answer"]][details["way"]]


def _open_case(details: Details, _zone: ZoneInfo) -> Sentence:
    by_kind = {
        "review": say("Somebody asked for a review of a refusal."),
        "challenge": say("Somebody brought a challenge. Nobody is held by it."),
    }
    return by_kind[details["kind"]]


def _add_to_case(details: Details, _zone: ZoneInfo) -> Sentence:
    by_side = {
        "asks": say("More was said for an open review or challenge."),
        "answers": say("The person challenged answered."),
    }
    return by_side[details["side"]]


def _decide_case(details: Details, _zone: ZoneInfo) -> Sentence:
    by_outcome = {
        ("review", "changed"): say("A review was decided: the refusal was wrong."),
        ("review", "stays"): say("A review was decided: the refusal stays."),
        ("review", "closed"): say("A request for a review was closed: there was nothing to review."),
        ("challenge", "changed"): say("A challenge was decided: it was upheld."),
        ("challenge", "stays"): say("A challenge was decided: it was dismissed."),
    }
    return by_outcome[details["kind"], details["outcome"]]


def _freeze_ballot(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("The ballot was frozen, version {version}.", version=details["version"])


def _record_notice(details: Details, zone: ZoneInfo) -> Sentence:
    template = say(
        "A notice was entered: {kind}, {language}, published {published}.",
        kind=KIND_WORDS[NoticeKind(details["kind"])],
        language=language_name(details["language"]),
        published=_at(details["published_at"], zone),
    )
    if details["is_late_entry"]:
        return say("{notice} It was entered late.", notice=template)
    return template


def _issue_links(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("Ballot links were issued: {number}.", number=details["number"])


def _print_letters(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Letters with ballot links were printed. To mail: {by_mail}. To hand over: {by_hand}. Printed before: {again}.",
        by_mail=details["by_mail"],
        by_hand=details["by_hand"],
        again=details["again"],
    )


def _revoke_link(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("Ballot links of one voter were stopped: {number}.", number=details["number"])


def _withdraw_links(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Every ballot link was stopped, because the key that signed them is lost: {number}.",
        number=details["number"],
    )


def _restore_backup(details: Details, zone: ZoneInfo) -> Sentence:
    return say(
        "Everything was restored from a backup of {made}. Acts and ballots after that moment may be missing.",
        made=_at(details["backup_made_at"], zone),
    )


def _find_ballots_missing(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Ballots are missing since the backup that was restored: {missing}. A signed head counted {size}.",
        missing=details["missing"],
        size=details["head_size"],
    )


def _confirm_opening(details: Details, zone: ZoneInfo) -> Sentence:
    return say("The opening of voting was confirmed for {opens}.", opens=_at(details["opens_at"], zone))


def _change_times(details: Details, zone: ZoneInfo) -> Sentence:
    before, after = details["from"], details["to"]
    return say(
        "The times of voting were changed. Before: {old_opens} to {old_closes}. Now: {opens} to {closes}.",
        old_opens=_at(before[0], zone),
        old_closes=_at(before[1], zone),
        opens=_at(after[0], zone),
        closes=_at(after[1], zone),
    )


def _change_setting(details: Details, _zone: ZoneInfo) -> Sentence:
    name = details["setting"]
    if name not in SETTING_NAMES:
        return SOME_ACT
    return say(
        "The setting “{setting}” was changed from “{before}” to “{after}”.",
        setting=SETTING_NAMED[name].label,
        before=value_words(typed_value(name, details["from"])),
        after=value_words(typed_value(name, details["to"])),
    )


def _publish_result(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "A result was kept as version {version}. {status}",
        version=details["version"],
        status=STATUS_WORDS[details["status"]],
    )


NUMBERED: Mapping[str, Callable[[Details, ZoneInfo], Sentence]] = {
    "build_roll": _build_roll,
    "add_voter": _add_voter,
    "sign_up": _sign_up,
    "decide_held": _decide_held,
    "file_interest_form": _interest_form,
    "file_nomination": _nomination,
    "decide_again": _nomination,
    "answer_consent": _answer_consent,
    **SESSION_ACTS,
    "answer_nomination": _answer_nomination,
    "open_case": _open_case,
    "add_to_case": _add_to_case,
    "decide_case": _decide_case,
    "freeze_ballot": _freeze_ballot,
    "record_notice": _record_notice,
    "issue_links": _issue_links,
    "print_letters": _print_letters,
    "revoke_link": _revoke_link,
    "withdraw_links": _withdraw_links,
    "restore_backup": _restore_backup,
    "find_ballots_missing": _find_ballots_missing,
    "confirm_opening": _confirm_opening,
    "change_times": _change_times,
    "change_setting": _change_setting,
    "publish_result": _publish_result,
}
"""Acts whose sentence says what exactly was done."""
