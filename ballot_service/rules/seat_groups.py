"""The groups whose seats make up a council, and the ways a group's members are found (R054–R063, R060)."""

from __future__ import annotations

from enum import StrEnum


class SeatGroupKind(StrEnum):
    """Who sits in a seat (CEC Guidance 2022, p. 11)."""

    PARENTS = "parents"
    BUSINESS = "business"
    COMMUNITY = "community"
    EARLY_CHILDHOOD = "early_childhood"
    HIGHER_EDUCATION = "higher_education"
    STUDENTS = "students"
    EDUCATORS = "educators"
    LIAISON = "liaison"


class SelectionMethod(StrEnum):
    """How the seats of a group are filled (requirements 1.15)."""

    COMMUNITY_VOTE = "community_vote"
    STUDENT_VOTE = "student_vote"
    MEMBERS = "members"
    INVITATION = "invitation"
    APPOINTMENT = "appointment"
