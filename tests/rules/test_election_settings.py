"""The election's settings: defaults of requirements 1.13 and 1.14, what may change and when (S4)."""

import json
from dataclasses import fields
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ballot_service.rules.election_settings import (
    DEFAULTS,
    SETTING_NAMES,
    ElectionSettings,
    SettingValue,
    Stage,
    VoterExclusionPolicy,
    furthest,
    setting_from_text,
    settings_as_json,
    settings_from_json,
    settings_with,
)
from ballot_service.rules.languages import LANGUAGES
from ballot_service.rules.setting_changes import SettingChange, frozen_at, may_change_setting, sound_settings
from ballot_service.rules.setting_descriptions import CHOICE_WORDS, STAGE_WORDS, Place
from ballot_service.rules.setting_table import SETTING_NAMED, SETTINGS


def change(name: str, value: SettingValue, stage: Stage = Stage.SETUP) -> SettingChange:
    return SettingChange(settings=DEFAULTS, name=name, value=value, stage=stage)


def test_the_defaults_are_those_of_the_requirements_and_make_sense() -> None:
    assert DEFAULTS.voter_exclusion_policy is VoterExclusionPolicy.ALL_STAFF
    assert (DEFAULTS.min_notice_days, DEFAULTS.notice_min_channels) == (14, 2)
    assert DEFAULTS.required_languages == ("en", "es")
    assert (DEFAULTS.mail_grace_days, DEFAULTS.cure_business_days, DEFAULTS.challenge_business_days) == (
        7,
        5,
        5,
    )
    assert sound_settings(DEFAULTS).reasons == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("voter_age", 18),
        ("minimum_student_age", 12),
        ("two_person_notice_approval", False),
        ("ballot_received_notice", False),
        ("election_within_days", 45),
        ("recount_business_days", 5),
        ("small_group_minimum", 10),
        ("personnel_warning_percent", 50),
        ("retention_years", 5),
    ],
)
def test_a_council_that_chooses_nothing_gets_what_the_requirements_say(
    name: str, value: SettingValue
) -> None:
    """1.13 and 1.14; each number is explained beside its setting."""
    assert getattr(DEFAULTS, name) == value


def test_every_setting_is_described_once_in_the_documents_order() -> None:
    assert tuple(setting.name for setting in SETTINGS) == SETTING_NAMES


def test_every_choice_and_stage_has_words() -> None:
    choices = [
        choice for s in fields(DEFAULTS) if isinstance(s.default, StrEnum) for choice in type(s.default)
    ]
    assert all(str(CHOICE_WORDS[choice]) for choice in choices)
    assert len({str(CHOICE_WORDS[choice]) for choice in choices}) == len(choices)
    assert set(STAGE_WORDS) == set(Stage)


def test_every_setting_is_printed_somewhere_and_stands_in_the_manifest() -> None:
    assert all(Place.MANIFEST in setting.printed_on for setting in SETTINGS)
    assert set(SETTING_NAMED["voter_exclusion_policy"].printed_on) == set(Place)


def test_nothing_changes_once_the_ballot_is_frozen_since_the_manifest_carries_the_settings() -> None:
    assert frozen_at(Stage.BALLOT_FROZEN) == SETTING_NAMES
    assert frozen_at(Stage.SETUP) == ()


@pytest.mark.parametrize(
    ("stage", "allowed"),
    [
        (Stage.SETUP, True),
        (Stage.NOTICE_PUBLISHED, True),
        (Stage.FIRST_LINK_ISSUED, False),
        (Stage.VOTING_OPEN, False),
        (Stage.CERTIFIED, False),
    ],
)
def test_s4_the_policy_cannot_change_after_the_first_ballot_link(stage: Stage, allowed: bool) -> None:
    decision = may_change_setting(change("voter_exclusion_policy", "district_personnel", stage))
    assert decision.allowed is allowed
    if not allowed:
        [objection] = decision.objections
        assert objection.code == "setting_frozen"
        assert str(objection.sentence) == (
            'The setting "Who may not vote" cannot change after the first ballot link was issued.'
        )
        assert objection.remedy is not None


def test_keeping_the_present_value_is_no_change() -> None:
    assert may_change_setting(change("voter_exclusion_policy", "all_staff", Stage.CERTIFIED)).reasons == ()


def test_less_than_two_weeks_of_notice_is_refused() -> None:
    [objection] = may_change_setting(change("min_notice_days", 13)).objections
    assert objection.code == "setting_too_low"
    assert str(objection.sentence) == (
        '"Days of notice" cannot be less than 14. The guidance asks for at least two weeks.'
    )
    assert may_change_setting(change("min_notice_days", 21)).allowed


NUMBERS = {
    "voter_age": (16, 18, 21),
    "minimum_student_age": (12, 12, 18),
    "min_notice_days": (14, 14, 90),
    "notice_min_channels": (1, 2, 9),
    "election_within_days": (1, 45, 180),
    "mail_grace_days": (0, 7, 30),
    "cure_business_days": (0, 5, 30),
    "challenge_business_days": (0, 5, 30),
    "recount_business_days": (0, 5, 30),
    "small_group_minimum": (10, 10, 100),
    "personnel_warning_percent": (1, 50, 100),
    "retention_years": (1, 5, 25),
}
"""The least, the default and the most (R017, R036, R048; 1.13 to 1.15). Bounds that nobody asks for keep slips out."""


@pytest.mark.parametrize(("name", "numbers"), NUMBERS.items())
def test_each_number_has_its_default_and_its_bounds(name: str, numbers: tuple[int, int, int]) -> None:
    least, default, most = numbers
    assert getattr(DEFAULTS, name) == default
    assert may_change_setting(change(name, least)).reasons == ()
    assert may_change_setting(change(name, most)).reasons == ()
    assert may_change_setting(change(name, least - 1)).codes == ("setting_too_low",)
    assert may_change_setting(change(name, most + 1)).codes == ("setting_too_high",)


def test_every_setting_that_is_a_number_has_bounds() -> None:
    assert {each.name for each in SETTINGS if each.limits} == set(NUMBERS)
    assert {name for name in SETTING_NAMES if type(getattr(DEFAULTS, name)) is int} == set(NUMBERS)


def test_a_note_has_up_to_2000_letters() -> None:
    assert may_change_setting(change("voter_exclusion_note", "x" * 2000)).allowed


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("cure_business_days", "five", "setting_not_a_number"),
        ("cure_business_days", True, "setting_not_a_number"),
        ("required_languages", (), "setting_no_language"),
        ("required_languages", ("en", "tlh"), "setting_unknown_language"),
        ("required_languages", ("en", "en"), "setting_language_twice"),
        ("required_languages", "en", "setting_no_language"),
        ("windows_end_at", "5 pm", "setting_not_a_time"),
        ("windows_end_at", "24:00", "setting_not_a_time"),
        ("voter_exclusion_policy", "nobody", "setting_no_such_choice"),
        ("tie_method", "coin", "setting_no_such_choice"),
        ("two_person_notice_approval", "maybe", "setting_not_yes_or_no"),
        ("two_person_notice_approval", 0, "setting_not_yes_or_no"),
        ("voter_exclusion_note", "x" * 2001, "setting_not_text"),
        ("voter_exclusion_note", 5, "setting_not_text"),
        ("write_ins", True, "setting_unknown"),
    ],
)
def test_values_that_make_no_sense_are_refused_with_a_remedy(
    name: str, value: SettingValue, code: str
) -> None:
    [objection] = may_change_setting(change(name, value)).objections
    assert objection.code == code
    assert str(objection.sentence)
    assert str(objection.remedy)


def test_a_frozen_setting_with_a_wrong_value_hears_both() -> None:
    decision = may_change_setting(change("min_notice_days", 7, Stage.NOTICE_PUBLISHED))
    assert decision.codes == ("setting_frozen", "setting_too_low")


def test_the_whole_document_hears_every_objection() -> None:
    wrong = ElectionSettings(min_notice_days=7, required_languages=(), windows_end_at="noon")
    assert sound_settings(wrong).codes == ("setting_too_low", "setting_no_language", "setting_not_a_time")


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("min_notice_days", " 21 ", 21),
        ("min_notice_days", "²", "²"),
        ("two_person_notice_approval", "Yes", True),
        ("two_person_notice_approval", "no", False),
        ("two_person_notice_approval", "true", True),
        ("two_person_notice_approval", "false", False),
        ("required_languages", "en, es,vi", ("en", "es", "vi")),
        ("ballot_order", "alphabetical", "alphabetical"),
        ("min_notice_days", "-1", "-1"),
    ],
)
def test_what_a_form_wrote_is_read(name: str, written: str, value: SettingValue) -> None:
    assert setting_from_text(name, written) == value


def test_the_document_survives_its_stored_form() -> None:
    settings = settings_with(DEFAULTS, "required_languages", ("en", "vi"))
    settings = settings_with(settings, "voter_exclusion_policy", "teachers_and_administrators")
    stored = json.loads(json.dumps(settings_as_json(settings)))
    assert settings_from_json(stored) == settings
    assert TypeAdapter(ElectionSettings).validate_python(stored) == settings
    assert settings_from_json({}) == DEFAULTS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("write_ins", True),
        ("__class__", "x"),
        ("ballot_order", "rotation"),
        ("ballot_order", 1),
        ("min_notice_days", "14"),
        ("min_notice_days", True),
        ("required_languages", ("en", 3)),
        ("required_languages", "en"),
    ],
)
def test_a_value_of_another_kind_does_not_get_into_the_document(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        settings_from_json({name: value})


@given(reached=st.lists(st.sampled_from(Stage)))
def test_the_furthest_stage_has_reached_all_the_others(reached: list[Stage]) -> None:
    assert all(furthest(reached).has_reached(stage) for stage in reached)
    assert furthest([]) is Stage.SETUP


@given(
    name=st.sampled_from(SETTING_NAMES),
    value=st.integers(-5, 200)
    | st.booleans()
    | st.text(max_size=8)
    | st.lists(st.sampled_from(list(LANGUAGES)), max_size=3).map(tuple),
)
def test_what_may_be_changed_can_be_changed_and_makes_sense(name: str, value: SettingValue) -> None:
    if may_change_setting(change(name, value)).allowed:
        assert sound_settings(settings_with(DEFAULTS, name, value)).allowed
