"""The rules on councils and on the settings of an election."""

from __future__ import annotations

from ballot_service.rules.catalogue.rule import rule
from ballot_service.rules.composition import (
    CompositionFacts,
    SeatsFacts,
    council_composition,
    seats_are_filled_properly,
)
from ballot_service.rules.councils import CouncilDutyFacts, required_councils
from ballot_service.rules.coverage import (
    CoverageFacts,
    SeatCoverageFacts,
    coverage_report,
    schools_represented,
    seats_cover_schools,
)
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.electorates import ElectorateFacts, electorate_fits_seats
from ballot_service.rules.setting_changes import SettingChange, may_change_setting, sound_settings
from ballot_service.rules.words import say

COUNCILS = (
    rule(
        required_councils,
        CouncilDutyFacts,
        say("Does every district and school that must have a council have one?"),
        "R001–R003",
        "R005",
    ),
    rule(
        council_composition,
        CompositionFacts,
        say("Is the council made up as the guidance recommends?"),
        "R035",
        "R042",
        "R053–R058",
        "R084",
        "X7",
    ),
    rule(
        seats_are_filled_properly,
        SeatsFacts,
        say("Are the seats filled in a way the guidance allows?"),
        "R010",
        "R041",
        "R050",
        "R060",
    ),
    rule(
        electorate_fits_seats,
        ElectorateFacts,
        say("Are there seats for this electorate to vote on?"),
        "R050",
        "R060",
        "1.14",
        "1.15",
    ),
    rule(
        seats_cover_schools,
        SeatCoverageFacts,
        say("Is a seat reserved for every school rated D or F?"),
        "R004",
    ),
    rule(
        schools_represented,
        CoverageFacts,
        say("Does somebody on the council speak for every school rated D or F?"),
        "R004",
        result=coverage_report,
    ),
)

SETTINGS = (
    rule(sound_settings, ElectionSettings, say("Do the election's settings make sense?"), "1.13", "1.14"),
    rule(
        may_change_setting, SettingChange, say("May this setting still be changed?"), "1.12", "1.13", "1.14"
    ),
)
