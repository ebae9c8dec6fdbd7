"""Asking any rule outside the pages: schemas, facts named by field, answers as JSON, and the command."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ballot_service.commands import explaining as command
from ballot_service.rules.catalogue import RULES
from ballot_service.rules.contests import Contest
from ballot_service.rules.counting.n_of_m import CountFacts
from ballot_service.rules.counting.result import GroupedBallot
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.signatures import Signer, SigningFacts
from ballot_service.rules.windows import MailedBallotFacts, WindowFacts
from ballot_service.services.explaining import (
    FactsDoNotFit,
    UnknownRule,
    decision_to_json,
    describe_rule,
    explain,
    explain_json,
    facts_from_json,
    facts_to_json,
    list_rules,
    result_of,
)


def s1(published: str, kinds: tuple[str, ...] = ("posting", "text_message")) -> dict[str, Any]:
    """S1: opening Tue 18 Nov 2025 07:00 with a flyer and a text message in English and Spanish."""
    return {
        "opens_at": "2025-11-18T07:00:00-06:00",
        "zone": "America/Chicago",
        "asked_on": "2025-11-18",
        "notices": [
            {
                "kind": kind,
                "language": language,
                "published_at": published,
                "opening_named_on": "2025-11-18",
            }
            for kind in kinds
            for language in ("en", "es")
        ],
    }


def faults_in(rule: str, facts: object) -> dict[str, tuple[str, str]]:
    with pytest.raises(FactsDoNotFit) as caught:
        facts_from_json(rule, json.dumps(facts))
    return {fault.path: (fault.wrong, fault.expected) for fault in caught.value.faults}


def test_notice_one_day_short_names_the_earliest_opening() -> None:
    answer = explain_json("adequate_notice", json.dumps(s1("2025-11-05T16:00:00-06:00")))
    assert (answer["rule"], answer["allowed"], answer["outcome"]) == ("adequate_notice", False, "refused")
    assert answer["dates"] == {"earliest_opening": "2025-11-19", "notice_complete": "2025-11-05"}
    reasons = answer["reasons"]
    assert isinstance(reasons, list)
    refusal = next(reason for reason in reasons if reason["weight"] == "refuses")
    assert refusal["sentence"] == (
        "Notice was given 13 days before opening; 14 are needed. Earliest opening: Wed 19 Nov 2025."
    )
    assert set(refusal) == {"code", "weight", "sentence", "source", "remedy"}
    assert "R048" in refusal["source"]


def test_notice_of_4_november_is_enough_and_the_result_says_what_the_certificate_prints() -> None:
    answer = explain_json("adequate_notice", json.dumps(s1("2025-11-04T16:00:00-06:00")))
    result = answer["result"]
    assert answer["allowed"] is True
    assert isinstance(result, dict)
    assert (result["days"], result["channels"], result["languages"]) == (14, 2, ["en", "es"])


def test_every_rule_is_listed_with_a_question_its_sources_and_a_schema() -> None:
    listed = list_rules()
    assert [rule["name"] for rule in listed] == list(RULES)
    for rule in listed:
        assert str(rule["question"]).endswith("?")
        assert rule["sources"]
        schema = rule["facts"]
        assert isinstance(schema, dict)
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is False
    assert json.loads(json.dumps(listed)) == listed


def test_the_schema_says_what_reading_enforces() -> None:
    schema: Any = describe_rule("may_count")["facts"]
    assert schema["properties"]["undecided"]["minimum"] == 0
    assert schema["properties"]["asked_at"]["format"] == "date-time"
    assert "offset" in schema["properties"]["asked_at"]["description"]
    assert schema["$defs"]["WindowFacts"]["additionalProperties"] is False


def test_every_field_that_does_not_fit_is_named_at_once() -> None:
    facts = s1("2025-11-05T16:00:00-06:00")
    del facts["zone"]
    facts["opens_at"] = "2025-11-18T07:00:00"
    facts["asked_on"] = "18 November"
    facts["min_notice_days"] = "14"
    facts["colour"] = "blue"
    facts["notices"][1]["kind"] = "pigeon"
    facts["notices"][2]["heard"] = True
    faults = faults_in("adequate_notice", facts)
    assert set(faults) == {
        "zone",
        "opens_at",
        "asked_on",
        "min_notice_days",
        "colour",
        "notices[1].kind",
        "notices[2].heard",
    }
    assert faults["zone"] == ("is missing", "a value for it")
    assert faults["opens_at"][0] == "has no offset from UTC"
    assert faults["asked_on"] == ('cannot be read: "18 November"', 'a day, such as "2025-11-18"')
    assert faults["min_notice_days"] == ('cannot be read: "14"', "a whole number")
    assert faults["colour"][0] == "is not a field of these facts"
    assert "opens_at" in faults["colour"][1]
    assert "posting" in faults["notices[1].kind"][1]


def test_a_fault_reads_as_a_sentence() -> None:
    with pytest.raises(FactsDoNotFit) as caught:
        facts_from_json("may_sign", '{"signer": 5}')
    assert str(caught.value) == (
        "These facts do not fit the rule may_sign:\n"
        '- "signer" cannot be read: 5; expected: an object with named fields.'
    )


def test_a_field_that_takes_several_kinds_is_named_once() -> None:
    facts = {"settings": {}, "name": "min_notice_days", "value": {"days": 14}, "stage": "setup"}
    faults = faults_in("may_change_setting", facts)
    assert set(faults) == {"value"}
    assert faults["value"][1] == "text, or a whole number, or true or false, or a list"


def test_a_number_below_zero_is_named() -> None:
    facts = {"seats": 1, "candidates": ["a"], "ballots": [{"count": -1}]}
    assert faults_in("contest_decided", facts) == {"ballots[0].count": ("is below zero: -1", "0 or more")}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "is not JSON"),
        ("[1", "is not JSON"),
        ('{"signer": 1, "signer": 2}', 'the field "signer" is given twice'),
        ("5", "an object with named fields"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_text_that_is_no_json_object_is_said_to_be_none(text: str, word: str) -> None:
    with pytest.raises(FactsDoNotFit, match=word):
        facts_from_json("may_sign", text)


def test_facts_that_contradict_each_other_are_refused() -> None:
    facts = {"seats": 1, "candidates": ["a", "b"], "ballots": [], "lot": ["a", "c"]}
    with pytest.raises(
        FactsDoNotFit, match='"lot" cannot be right: the lot must name each tied candidate once'
    ):
        explain_json("contest_decided", json.dumps(facts))
    zone = {"closes_at": "2025-12-05T19:00:00-06:00", "zone": "Mars/Olympus"}
    with pytest.raises(FactsDoNotFit, match='"zone" is not a time zone: "Mars/Olympus"; expected'):
        explain_json("window_dates", json.dumps(zone))
    far = {"closes_at": "9999-12-30T19:00:00-06:00", "zone": "America/Chicago"}
    with pytest.raises(FactsDoNotFit, match='"closes_at" is too far away: the year 9999; expected'):
        explain_json("window_dates", json.dumps(far))
    asked = s1("2025-11-05T16:00:00-06:00") | {"asked_on": "9999-12-31"}
    with pytest.raises(FactsDoNotFit, match='"asked_on" is too far away'):
        explain_json("adequate_notice", json.dumps(asked))


def test_an_unknown_rule_is_answered_with_the_rules_there_are() -> None:
    with pytest.raises(UnknownRule, match=r'no rule "may_fly"\. The rules are: .*may_vote'):
        facts_from_json("may_fly", "{}")


CLERK = Signer(person="clerk", is_employee=True, is_nominee=False, is_close_relative=None)
MAILED = MailedBallotFacts(
    windows=WindowFacts(
        closes_at=datetime(2025, 12, 6, 1, tzinfo=UTC), zone="America/Chicago", holidays=(date(2025, 12, 25),)
    ),
    postmarked_on=None,
    received_at=datetime(2025, 12, 8, 16, tzinfo=UTC),
)
COUNT = CountFacts(seats=1, candidates=("a", "b"), ballots=(GroupedBallot(count=3, marks=("b",)),))


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("may_sign", SigningFacts(signer=CLERK, already_signed=(replace(CLERK, person="witness"),))),
        ("mailed_in_time", MAILED),
        ("contest_decided", COUNT),
    ],
)
def test_stored_facts_are_read_back_equal_and_give_the_same_answer(rule: str, facts: object) -> None:
    stored = facts_to_json(rule, facts)
    again = facts_from_json(rule, stored)
    assert again == facts
    assert decision_to_json(rule, explain(rule, again)) == decision_to_json(rule, explain(rule, facts))
    assert facts_to_json(rule, again) == stored


def test_facts_of_another_rule_are_not_stored() -> None:
    with pytest.raises(TypeError, match="takes SigningFacts, not CountFacts"):
        facts_to_json("may_sign", COUNT)


def test_a_count_answers_with_its_result_and_other_rules_do_not() -> None:
    result = result_of("contest_decided", COUNT)
    assert isinstance(result, dict)
    assert (result["elected"], result["votes"][1]) == (["b"], {"candidate": "b", "votes": 3})
    assert result["steps"][0] == "Ballots counted: 3. Votes: 3. Undervotes: 0. Overvotes: 0."
    assert "result" not in explain_json("may_sign", facts_to_json("may_sign", SigningFacts(signer=CLERK)))


def test_a_contest_inside_facts_is_read_with_its_defaults() -> None:
    facts: Any = facts_from_json(
        "check_marks",
        '{"contest": {"contest": "p", "group": "parents", "seats": 2, "candidates": ["a"]}, "marks": ["a"]}',
    )
    assert facts.contest == Contest(contest="p", group=SeatGroupKind.PARENTS, seats=2, candidates=("a",))


def run(*arguments: str, facts: str | bytes | None = None) -> Result:
    return CliRunner().invoke(command.explain, arguments, input=facts)


def test_the_command_lists_the_rules() -> None:
    outcome = run()
    assert outcome.exit_code == 0
    assert [rule["name"] for rule in json.loads(outcome.stdout)["rules"]] == list(RULES)


def test_the_command_describes_one_rule() -> None:
    outcome = run("may_sign")
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout) == describe_rule("may_sign")


def test_the_command_prints_a_refusal_with_status_0_from_a_file_or_from_standard_input(
    tmp_path: Path,
) -> None:
    text = json.dumps(s1("2025-11-05T16:00:00-06:00"))
    file = tmp_path / "facts.json"
    file.write_text(text, encoding="utf-8-sig")
    from_file, from_input = run("adequate_notice", str(file)), run("adequate_notice", "-", facts=text)
    assert (from_file.exit_code, from_input.exit_code) == (0, 0)
    assert from_file.stdout == from_input.stdout
    assert json.loads(from_file.stdout)["dates"]["earliest_opening"] == "2025-11-19"


@pytest.mark.parametrize(
    ("arguments", "facts", "word"),
    [
        (("may_fly",), None, 'There is no rule "may_fly"'),
        (("may_fly", "-"), "{}", 'There is no rule "may_fly"'),
        (("may_sign", "-"), "{}", '"signer" is missing'),
        (("may_sign", "-"), b'{"signer": "\xff"}', "not UTF-8"),
        (("may_sign", "no-such-file.json"), None, "no-such-file.json"),
        (("may_sign", "-"), '{"\\u001b[2J": 1}', "is not a field"),
    ],
)
def test_the_command_ends_with_status_2_and_a_sentence_when_nothing_could_be_decided(
    arguments: tuple[str, ...], facts: str | bytes | None, word: str
) -> None:
    outcome = run(*arguments, facts=facts)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert word in outcome.stderr
    assert "\x1b" not in outcome.stderr
