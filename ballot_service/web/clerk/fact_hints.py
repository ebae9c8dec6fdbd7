"""A line of help for the fields of facts that need one."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.rules.words import Sentence, say

HINTS: Mapping[str, Sentence] = {
    "account": say("The ballots of one election, from the roll to the count."),
    "coverage": say("Leave all of it empty for a council of one school."),
    "credited": say("How many people on the roll count as having voted."),
    "entered_by": say("A name or a number that stands for this person."),
    "first_result_at": say("Leave it empty while there is none."),
    "result_at": say("Leave it empty while there is none."),
    "holidays": say("Days that are no business days."),
    "grade": say("Leave it empty while there is none."),
    "district_grade": say("Leave it empty while there is none."),
    "on_payroll": say("Leave it empty if nobody has looked."),
    "starts_at": say("Leave it empty for somebody who never came onto the roll or the list of nominees."),
    "new_closes_at": say("Leave it empty if the close stays."),
    "has_conflict": say("Leave it empty if nothing was declared."),
    "answer_ends_at": say("Leave it empty for a review."),
    "may_by_person": say("Leave it empty while nobody has decided."),
    "person": say("A name or a number that stands for this person."),
    "postmarked_on": say("Leave it empty if it cannot be read."),
    "reserved_school": say("Leave it empty for seats that are open to all schools."),
    "roll": say("Everybody who may vote, provisional voters who were accepted too."),
    "same_birth_date": say("Leave it empty if there is nothing to compare."),
    "school_year": say("Such as 2025-26."),
    "seat_school": say("Leave it empty for a seat that is open to all schools."),
    "still_open": say("What the count and the lot still have to wait for."),
    "student_age": say("Leave all of it empty for everyone else, and while the birth date is not known."),
    "student_school": say("Leave it empty for everyone who is no student."),
    "tied": say("Leave it empty when no tie decides the last seat."),
    "unfilled": say("Seats kept for a school for which nobody was elected."),
    "undecided": say("Provisional ballots that nobody has decided."),
    "CountFacts.lot": say("First drawn first. Leave it empty until a lot is drawn and confirmed."),
    "membership": say("Leave it empty for more than half of the votes cast."),
    "Contest.contest": say("Any word that tells this contest from others."),
    "SettingChange.value": say(
        "If you choose another setting, press the button once: then its own choices stand here."
    ),
}
