"""The roll in numbers, small groups merged: what the clerk and the reviewing offices read alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ballot_service.database import db
from ballot_service.models import Election
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.electorates import WHO_IT_IS_FOR
from ballot_service.rules.setting_descriptions import CHOICE_WORDS
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import settings_of
from ballot_service.services.roll_report import Merged, roll_numbers
from ballot_service.web.languages import spoken
from ballot_service.web.roll_words import DOOR_WORDS, REASON_WORDS, STATUS_WORDS

NO_SCHOOL = say("No child in school here, or not known")


def in_numbers(election: Election) -> dict[str, Any]:
    """What the page of numbers needs: a table each by status, reason, language, door and school."""
    minimum = settings_of(election).small_group_minimum
    numbers = roll_numbers(db.session(), election, minimum)
    return {
        "election": election,
        "people": numbers.people,
        "minimum": minimum,
        "tables": [
            (say("By what they may do"), _named(numbers.by_status, STATUS_WORDS)),
            (say("By reason"), _named(numbers.by_reason, REASON_WORDS)),
            (say("By language"), [(spoken(tag), number) for tag, number in numbers.by_language.groups]),
            (say("By how they came onto the roll"), _named(numbers.by_door, DOOR_WORDS)),
            (say("By the school of their children"), _named(numbers.by_school, {"": NO_SCHOOL})),
        ],
        "merged": [
            numbers.by_status.merged,
            numbers.by_reason.merged,
            numbers.by_language.merged,
            numbers.by_door.merged,
            numbers.by_school.merged,
        ],
        **policy_of(election),
    }


def _named(counted: Merged[Any], names: Mapping[Any, Sentence]) -> list[tuple[Sentence, int]]:
    return [(names.get(group) or as_it_is(group), number) for group, number in counted.groups]


def as_it_is(value: object) -> Sentence:
    """A code without words of its own, shown as it stands."""
    return Sentence("{value}", {"value": value})


def policy_of(election: Election) -> dict[str, Any]:
    """For whom the election is and who may not vote in it, for the head of every report on the roll."""
    chosen = settings_of(election)
    for_students = chosen.electorate is Electorate.STUDENTS
    return {
        "who_it_is_for": WHO_IT_IS_FOR[chosen.electorate],
        "policy": None if for_students else CHOICE_WORDS[chosen.voter_exclusion_policy],
        "policy_note": chosen.voter_exclusion_note,
    }
