"""Who must have a council (R001 to R005; CEC Guidance 2022, p. 6)."""

from __future__ import annotations

from dataclasses import replace

from ballot_service.rules.councils import (
    CouncilDutyFacts,
    Grade,
    SchoolGrade,
    required_councils,
    schools_with_duty,
)

ELM = SchoolGrade(school="Elm", grade=Grade.F)
OAK = SchoolGrade(school="Oak", grade=Grade.D)
CEDAR = SchoolGrade(school="Cedar", grade=Grade.C)
BIRCH = SchoolGrade(school="Birch", grade=Grade.B)
TALLOW_CREEK = CouncilDutyFacts(
    school_year="2025-26",
    district_grade=Grade.C,
    schools=(ELM, OAK, CEDAR, BIRCH),
    schools_with_council=("Elm", "Oak"),
)


def test_every_school_rated_d_or_f_must_have_a_council_and_c_or_better_need_none() -> None:
    assert schools_with_duty(TALLOW_CREEK.schools) == ("Elm", "Oak")
    decision = required_councils(TALLOW_CREEK)
    assert decision.allowed
    assert [str(reason.sentence) for reason in decision.reasons] == [
        "Elm is rated F for 2025-26, so it must have a council.",
        "Oak is rated D for 2025-26, so it must have a council.",
    ]


def test_a_school_without_its_council_is_named_with_both_ways_out() -> None:
    decision = required_councils(replace(TALLOW_CREEK, schools_with_council=("Elm",)))
    assert not decision.allowed
    (objection,) = decision.objections
    assert objection.code == "school_council_missing"
    assert str(objection.sentence) == "These schools must have a council for 2025-26 and have none: Oak."
    assert str(objection.remedy) == "Set up a council at Oak, or choose one district council for all."


def test_a_district_with_several_such_schools_may_choose_one_council_for_all() -> None:
    chosen = replace(TALLOW_CREEK, schools_with_council=(), one_district_council=True)
    assert required_councils(chosen).objections[0].code == "district_council_missing"
    decision = required_councils(replace(chosen, has_district_council=True))
    assert decision.allowed
    assert "one_council_for_all" in decision.codes


def test_with_one_such_school_the_choice_is_not_open() -> None:
    facts = replace(TALLOW_CREEK, schools=(ELM, CEDAR), schools_with_council=(), one_district_council=True)
    decision = required_councils(replace(facts, has_district_council=True))
    assert [reason.code for reason in decision.objections] == ["school_council_missing"]
    assert [reason.code for reason in decision.warnings] == ["choice_not_open"]
    assert str(decision.objections[0].remedy) == "Set up a council at Elm."


def test_a_district_rated_f_must_have_a_council_even_if_every_school_does_well() -> None:
    facts = CouncilDutyFacts(school_year="2025-26", district_grade=Grade.F, schools=(CEDAR, BIRCH))
    decision = required_councils(facts)
    assert [reason.code for reason in decision.objections] == ["district_council_missing"]
    assert required_councils(replace(facts, has_district_council=True)).allowed


def test_a_district_rated_d_that_chose_one_council_hears_once_that_it_is_missing() -> None:
    facts = replace(TALLOW_CREEK, district_grade=Grade.D, schools_with_council=(), one_district_council=True)
    assert [reason.code for reason in required_councils(facts).objections] == ["district_council_missing"]


def test_no_council_is_required_without_a_rating_of_d_or_f() -> None:
    facts = CouncilDutyFacts(school_year="2025-26", district_grade=Grade.B, schools=(CEDAR, BIRCH))
    decision = required_councils(facts)
    assert decision.allowed
    assert decision.codes == ("no_council_required",)


def test_unknown_ratings_are_warned_about() -> None:
    unrated = SchoolGrade(school="Aspen", grade=None)
    decision = required_councils(
        replace(TALLOW_CREEK, district_grade=None, schools=(*TALLOW_CREEK.schools, unrated))
    )
    assert [str(reason.sentence) for reason in decision.warnings] == [
        "No rating for 2025-26 is recorded for Aspen.",
        "No rating for 2025-26 is recorded for the district.",
    ]
