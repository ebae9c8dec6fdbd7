"""The reasons for which a row of a plain CSV file is refused."""

from __future__ import annotations

from ballot_service.importing.refusals import Unusable
from ballot_service.rules.words import say

ID_MISSING = Unusable(
    "id_missing",
    say("This student has no student number."),
    say("Export again with the student number in each row."),
)
USED_TWICE = Unusable(
    "id_used_twice",
    say("An earlier row of this file has the same id and another name."),
    say("Give each person an id of their own and import the file again."),
)
NO_STUDENT = Unusable(
    "student_missing",
    say("This row does not say whose guardian this is."),
    say("Export again with the student number beside each guardian."),
)
NOT_A_GUARDIAN = Unusable(
    "not_a_guardian",
    say("The file says that this contact is not a parent or guardian."),
    say("Nothing to do, unless it is wrong: then correct it in the student system and import again."),
)
SCHOOL_NAME_MISSING = Unusable(
    "school_name_missing",
    say("This school has no name."),
    say("Write the school's name and import the file again."),
)
SCHOOL_USED_TWICE = Unusable(
    "school_used_twice",
    say("An earlier row has the same school number and another name."),
    say("Give each school a number of its own and import the file again."),
)
