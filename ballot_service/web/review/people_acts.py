"""What was done about people, in sentences: voters, nominees, guardians, reviews and challenges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say

Details = Mapping[str, Any]


def _change_language(details: Details, _zone: ZoneInfo) -> Sentence:
    before, after = language_name(details["from"]), language_name(details["to"])
    by_way = {
        "reply": say(
            "A person asked by text message for another language: {after} in place of {before}.",
            before=before,
            after=after,
        ),
        "link": say(
            "A person chose another language on the page of their own link: {after} in place of {before}.",
            before=before,
            after=after,
        ),
        "clerk": say(
            "A person asked the clerk for another language: {after} in place of {before}.",
            before=before,
            after=after,
        ),
    }
    return by_way[details["way"]]


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


def _paper_registration(details: Details, _zone: ZoneInfo) -> Sentence:
    if details["was_on_roll"]:
        return say(
            "A registration on paper was entered of somebody who was on the roll already, and has one vote."
        )
    by_status = {
        "eligible": say("A registration on paper was entered. The person may vote."),
        "held": say("A registration on paper was entered. The person waits for a decision."),
        "excluded": say("A registration on paper was entered. The person may not vote."),
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


_NO_VOTE = say("A guardian did not agree that a student votes.")


def _answer_consent(details: Details, _zone: ZoneInfo) -> Sentence:
    if details.get("purpose") == "vote":
        return say("A guardian agreed that a student votes.") if details["answer"] == "agrees" else _NO_VOTE
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


def _put_photo(details: Details, _zone: ZoneInfo) -> Sentence:
    by_way = {
        "link": say("A person who stands put a photo in, on the page of the signed link."),
        "office": say("A photo of a person who stands was put in by the office."),
    }
    return by_way[details["way"]]


def _remove_photo(details: Details, _zone: ZoneInfo) -> Sentence:
    by_way = {
        "link": say("A person who stands took their photo away, on the page of the signed link."),
        "office": say("The photo of a person who stands was removed by the office."),
    }
    return by_way[details["way"]]


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


def _ask_for_paper(details: Details, _zone: ZoneInfo) -> Sentence:
    by_way = {
        "phone": say("A voter asked for a paper ballot by phone."),
        "mail": say("A voter asked for a paper ballot by mail."),
        "table": say("A voter asked for a paper ballot in person."),
        "link": say("A voter asked for a paper ballot on the page of the ballot link."),
    }
    return by_way[details["way"]]


def _answer_paper_request(details: Details, _zone: ZoneInfo) -> Sentence:
    by_delivery = {
        "mail": say("A paper ballot was mailed to a voter who had asked for one."),
        "by_hand": say("A paper ballot was handed to a voter who had asked for one."),
    }
    return by_delivery[details["delivery"]]


def _enter_walk_in(details: Details, _zone: ZoneInfo) -> Sentence:
    if details["was_on_roll"]:
        return say("Somebody came to the table who was on the roll already, and has one vote.")
    by_status = {
        "eligible": say("A person who came in person was put on the roll and may vote."),
        "held": say("A person who came to the table was put on the roll and votes provisionally."),
        "excluded": say("A person who came to the table was put on the roll and may not vote."),
    }
    return by_status[details["status"]]


def _sign_in_at_table(details: Details, _zone: ZoneInfo) -> Sentence:
    by_means = {
        ("paper", False): say("A voter signed in at the table, to vote on paper."),
        ("link", False): say("A voter signed in at the table, to vote with the ballot link."),
        ("card", False): say("A voter signed in at the table, to draw a code card."),
        ("paper", True): say("A voter signed in at the table, to vote on paper, provisionally."),
        ("link", True): say("A voter signed in at the table, to vote with the ballot link, provisionally."),
    }
    return by_means[details["means"], details["is_provisional"]]


PEOPLE_ACTS: Mapping[str, Callable[[Details, ZoneInfo], Sentence]] = {
    "build_roll": _build_roll,
    "change_language": _change_language,
    "add_voter": _add_voter,
    "enter_paper_registration": _paper_registration,
    "sign_up": _sign_up,
    "decide_held": _decide_held,
    "file_interest_form": _interest_form,
    "file_nomination": _nomination,
    "decide_again": _nomination,
    "answer_consent": _answer_consent,
    "answer_nomination": _answer_nomination,
    "put_photo": _put_photo,
    "remove_photo": _remove_photo,
    "open_case": _open_case,
    "add_to_case": _add_to_case,
    "decide_case": _decide_case,
    "ask_for_paper": _ask_for_paper,
    "answer_paper_request": _answer_paper_request,
    "enter_walk_in": _enter_walk_in,
    "sign_in_at_table": _sign_in_at_table,
}
"""Acts about people whose sentence says what exactly was done."""
