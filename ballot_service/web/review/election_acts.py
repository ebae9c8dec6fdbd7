"""What was done about an election, in sentences: its ballot, notices, links, times, settings and result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ballot_service.rules.election_settings import SETTING_NAMES, typed_value
from ballot_service.rules.languages import language_name
from ballot_service.rules.notice_ledger import KIND_WORDS, NoticeKind
from ballot_service.rules.setting_table import SETTING_NAMED
from ballot_service.rules.words import Sentence, say
from ballot_service.services.results import STATUS_WORDS
from ballot_service.web.review.setting_values import value_words

Details = Mapping[str, Any]
SOME_ACT = say("An act was recorded. Its kind stands with the hash.")


def _at(written: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(written).astimezone(zone)


def _freeze_ballot(details: Details, _zone: ZoneInfo) -> Sentence:
    return say("The ballot was frozen, version {version}.", version=details["version"])


def _confirm_correction(details: Details, _zone: ZoneInfo) -> Sentence:
    if details["version"] is None:
        return say("A second person confirmed that the ballot stays as it was. Voting went on.")
    return say(
        "A second person confirmed the corrected ballot, version {version}. Voting went on.",
        version=details["version"],
    )


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


ELECTION_ACTS: Mapping[str, Callable[[Details, ZoneInfo], Sentence]] = {
    "confirm_correction": _confirm_correction,
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
"""Acts about the election itself whose sentence says what exactly was done."""
