"""Acts on paper ballots whose sentence says what exactly was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say

Details = Mapping[str, Any]


def _print_ballots(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Paper ballots were printed: {ballots}, {language}.",
        ballots=details["ballots"],
        language=language_name(details["language"]),
    )


def _change_stock(details: Details, _zone: ZoneInfo) -> Sentence:
    by_kind = {
        "spoiled": say(
            "Paper ballots were taken out of the stock as spoiled: {ballots}.", ballots=details["ballots"]
        ),
        "left": say("Paper ballots that are left were counted: {ballots}.", ballots=details["ballots"]),
    }
    return by_kind[details["kind"]]


def _issue_paper(details: Details, _zone: ZoneInfo) -> Sentence:
    if details["replaces"]:
        return say("A voter was given another paper ballot. The envelope of the first one is cancelled.")
    return say("A voter was given a paper ballot from the stock.")


def _receive_envelope(details: Details, _zone: ZoneInfo) -> Sentence:
    by_kind = {
        "accepted": say("A paper envelope came back and was accepted. It stays closed until the count."),
        "provisional": say("A paper envelope came back and waits. It stays closed and apart."),
    }
    return by_kind.get(
        details["kind"], say("A paper envelope came back and stays closed, listed with the reason.")
    )


def _sign_envelope_later(details: Details, _zone: ZoneInfo) -> Sentence:
    by_kind = {
        "accepted": say("A voter put a missing signature right, and the paper envelope was accepted."),
        "provisional": say("A voter put a missing signature right. The paper envelope waits for a decision."),
    }
    later = say("A voter put a missing signature right, but the paper envelope stays closed.")
    return by_kind.get(details["kind"], later)


def _open_paper(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("Accepted paper envelopes were opened together: {envelopes}.", envelopes=details["envelopes"])


def _add_batch(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Batch {number} of paper ballots was begun, with this many sheets: {sheets}.",
        number=details["number"],
        sheets=details["sheets"],
    )


def _withdraw_batch(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("Batch {number} of paper ballots was taken out again.", number=details["number"])


def _enter_batch(details: Details, _zone: ZoneInfo) -> Sentence:
    if details["attempt"] > 1:
        return say("A teller entered batch {number} of paper ballots again.", number=details["number"])
    return say("A teller entered batch {number} of paper ballots.", number=details["number"])


def _agree_batch(details: Details, _zone: ZoneInfo) -> Sentence:
    return say(
        "Two people agreed on batch {number}. Ballots sealed into the box: {sheets}; set aside: {set_aside}.",
        number=details["number"],
        sheets=len(details["sheets"]),
        set_aside=details["set_aside"],
    )


def _print_cards(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("Code cards were printed: {cards}.", cards=details["cards"])


def _count_cards(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("Code cards that are left were counted: {cards}.", cards=details["cards"])


def _take_card_back(details: Details, _zone: ZoneInfo) -> Sentence:
    if details["to_paper"]:
        return say("A person handed an unused code card back, to vote on paper.")
    return say("An unused code card was taken back. The person is not signed in any more.")


PAPER_ACTS: Mapping[str, Callable[[Details, ZoneInfo], Sentence]] = {
    "print_ballots": _print_ballots,
    "change_stock": _change_stock,
    "issue_paper": _issue_paper,
    "receive_envelope": _receive_envelope,
    "sign_envelope_later": _sign_envelope_later,
    "open_paper": _open_paper,
    "add_batch": _add_batch,
    "withdraw_batch": _withdraw_batch,
    "enter_batch": _enter_batch,
    "agree_batch": _agree_batch,
    "print_cards": _print_cards,
    "count_cards": _count_cards,
    "take_card_back": _take_card_back,
}
