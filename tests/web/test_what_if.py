"""The clerk asks any rule with facts from a form or a file: every field has words, and what is wrong is said there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ballot_service.rules.catalogue import RULES
from ballot_service.services.explaining import describe_rule, facts_from_json
from ballot_service.web.clerk.fact_choices import BY_CLASS, BY_NAME
from ballot_service.web.clerk.fact_fields import example
from ballot_service.web.clerk.fact_parts import Leaf, Part, Schema, for_one_setting, parts_of
from ballot_service.web.clerk.fact_typing import read, tidied, typed_of
from ballot_service.web.clerk.fact_words import has_label
from tests.databases import Database
from tests.tallow_creek import at
from tests.web.clerk_office import Office, open_office, upload

ZONE = ZoneInfo("America/Chicago")
NOTICE = {
    "opens_at": "2025-11-18T13:00:00+00:00",
    "zone": "America/Chicago",
    "asked_on": "2025-11-18",
    "notices": [
        {
            "kind": kind,
            "language": language,
            "published_at": "2025-11-05T22:00:00+00:00",
            "opening_named_on": "2025-11-18",
        }
        for kind in ("posting", "text_message")
        for language in ("en", "es")
    ],
}
"""S1: a notice given thirteen days before the opening."""


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path)
    opened.move_to(at(10, 20))
    return opened


def schema_of(rule: str) -> Schema:
    schema = describe_rule(rule)["facts"]
    assert isinstance(schema, dict)
    return for_one_setting(schema, "") if rule == "may_change_setting" else schema


def leaves(parts: Sequence[Part]) -> Iterator[Leaf]:
    for part in parts:
        assert has_label(part.owner, part.name), f"fact_words.py has no words for {part.owner}.{part.name}"
        if isinstance(part, Leaf):
            yield part
        else:
            yield from leaves(part.parts)


@pytest.mark.parametrize("rule", RULES)
def test_every_field_and_every_choice_of_a_rule_has_words(rule: str) -> None:
    for leaf in leaves(parts_of(schema_of(rule))):
        if leaf.choices_of not in BY_NAME and leaf.choices_of != "Grade":
            assert {(leaf.choices_of, choice) for choice in leaf.choices} <= set(BY_CLASS)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_fields_that_carry_its_facts_there_and_back(rule: str) -> None:
    schema = schema_of(rule)
    parts, facts = parts_of(schema), example(schema, at(11, 4).astimezone(ZONE))
    found = read(parts, tidied(parts, typed_of(parts, facts, ZONE)), ZONE)
    assert found.faults == {}
    again = facts_from_json(rule, json.dumps(found.facts))
    assert again == facts_from_json(rule, json.dumps(facts))


def test_rows_and_moments_come_back_as_they_were() -> None:
    """A row left empty in the middle is passed over; the clock is the district's."""
    parts = parts_of(schema_of("adequate_notice"))
    typed = typed_of(parts, NOTICE, ZONE)
    assert typed["opens_at"] == ["2025-11-18T07:00"]
    assert typed["notices[3].language"] == ["es"]
    moved = {name.replace("notices[3]", "notices[7]"): texts for name, texts in typed.items()}
    moved |= {"notices[4].kind": [""], "notices[4].language": [" "]}
    found = read(parts, tidied(parts, moved), ZONE)
    assert facts_from_json("adequate_notice", json.dumps(found.facts)) == facts_from_json(
        "adequate_notice", json.dumps(NOTICE)
    )


def test_a_group_left_empty_is_none_and_lists_are_one_on_each_line() -> None:
    parts = parts_of(schema_of("may_serve"))
    typed = {
        "seat_group": ["students"],
        "council_schools": ["Cypress Elementary\n\n Oak High \n"],
        "consent": ["given"],
    }
    facts = read(parts, tidied(parts, typed), ZONE).facts
    assert facts["student_age"] is None
    assert facts["council_schools"] == ["Cypress Elementary", "Oak High"]
    half = {**typed, "student_age.age": ["15"]}
    assert "student_age.on" in read(parts, tidied(parts, half), ZONE).faults


def test_each_kind_of_field_says_what_it_takes() -> None:
    parts = parts_of(schema_of("may_count"))
    wrong = {
        "asked_at": "noon",
        "windows.closes_at": "",
        "windows.zone": "America/Chicago",
        "windows.holidays[0]": "Thanksgiving",
        "windows.cure_business_days": "-1",
        "windows.windows_end_at": "five",
        "count_when": "whenever",
    }
    found = read(parts, tidied(parts, {name: [text] for name, text in wrong.items()}), ZONE)
    assert set(found.faults) == set(wrong) - {"windows.zone"}
    assert str(found.faults["windows.cure_business_days"]) == "Type a whole number, 0 or more."


def test_a_wrong_field_is_named_in_words_and_what_was_typed_stays(office: Office) -> None:
    assert "May this person vote?" in office.get("/clerk/what-if")
    path = "/clerk/what-if/timely_election"
    typed = {"forms_close_on": "2025-11-03", "opening_on": "soon", "election_within_days": "45"}
    bad = office.post(path, status=422, **typed)
    assert "“First day of voting” – Give a day: year, month and day, such as 2025-11-18." in bad
    assert 'value="soon"' in bad
    assert 'value="2025-11-03"' in bad
    good = office.post(path, status=200, **{**typed, "opening_on": "2025-12-30"})
    assert "Voting opens 57 days after forms close. The council set 45 days." in good


def test_another_line_is_offered_without_asking_the_rule(office: Office) -> None:
    path = "/clerk/what-if/ballots_reconcile"
    page = office.post(path, status=200, more="rejected", **{"rejected[0].kind": "late"})
    assert 'id="answer"' not in page
    assert "rejected[3].ballots" in page
    assert "rejected[4]" not in page


def test_the_new_value_is_asked_as_the_setting_takes_it(office: Office) -> None:
    path = "/clerk/what-if/may_change_setting"
    first = office.get(path)
    assert 'type="radio" name="value" value="all_staff"' in " ".join(first.split())
    other = office.post(path, status=422, name="voter_age", value="all_staff", stage="setup")
    assert "“New value” – Type a whole number, 0 or more." in other
    assert "“Stage” – " not in other


def test_what_only_the_rule_can_see_is_said_beside_the_field_in_both_languages(office: Office) -> None:
    path = "/clerk/what-if/contest_decided"
    typed = {"seats": "1", "candidates": "Ana\nAna", "ballots[0].count": "1", "ballots[0].marks": "Ana"}
    assert "“Candidates” – A name is listed twice. Leave one of them out." in office.post(
        path, status=422, **typed
    )
    office.get(f"{path}?lang=es")
    spanish = office.post(path, status=422, **typed)
    assert "“Candidatos” – Un nombre aparece dos veces. Quite uno de ellos." in spanish


def test_the_result_of_a_count_stands_in_words(office: Office) -> None:
    typed = {"seats": "2", "candidates": "Ana", "ballots[0].count": "3", "ballots[0].marks": "Ana"}
    page = Text.of(office.post("/clerk/what-if/contest_decided", status=200, **typed))
    assert "Candidate: Ana; Votes: 3" in page
    assert "Seats without a candidate" in page
    assert "unfilled" not in page


def test_a_file_with_facts_fills_the_form_and_is_asked(office: Office) -> None:
    path = "/clerk/what-if/adequate_notice"
    page = office.post(path, status=200, file=upload(json.dumps(NOTICE).encode(), "facts.json"))
    assert "Notice was given 13 days before opening; 14 are needed." in page
    assert 'value="2025-11-18T07:00"' in page
    assert "notices[4].kind" in page
    broken = office.post(path, status=422, file=upload(b"{", "facts.json"))
    assert "These facts do not fit the question." in broken


@pytest.mark.parametrize("rule", RULES)
def test_no_page_asks_for_data_to_be_typed(rule: str, office: Office) -> None:
    """No JSON, and no code word of the program in what people read."""
    page = office.get(f"/clerk/what-if/{rule}")
    assert "JSON" not in Text.of(page)
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b", Text.of(page))


class Text(HTMLParser):
    """What a page says, without its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @classmethod
    def of(cls, page: str) -> str:
        reader = cls()
        reader.feed(page)
        return " ".join("".join(reader.said).split())


def test_moments_without_a_zone_are_on_the_districts_clock() -> None:
    parts = parts_of(schema_of("may_freeze_ballot" if "may_freeze_ballot" in RULES else "may_record_notice"))
    name = next(leaf.name for leaf in leaves(parts) if leaf.kind.value == "moment")
    found = read(parts, {name: ["2025-07-01T07:00"]}, ZONE)
    assert datetime.fromisoformat(found.facts[name]) == datetime(2025, 7, 1, 12, tzinfo=UTC)
