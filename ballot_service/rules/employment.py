"""The work people do for a school district, as the rules on voting and on serving see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Position(StrEnum):
    """A person's work, or a tie that is easily taken for work for the district (requirements 1.12).

    `administrator` is a principal, assistant principal, superintendent or central office administrator;
    `unknown` is an employee whose work the staff list does not state.
    """

    TEACHER = "teacher"
    ASSISTANT_TEACHER = "assistant_teacher"
    ADMINISTRATOR = "administrator"
    COUNSELOR = "counselor"
    NURSE = "nurse"
    OFFICE_STAFF = "office_staff"
    CAFETERIA = "cafeteria"
    TRANSPORTATION = "transportation"
    MAINTENANCE = "maintenance"
    OTHER_STAFF = "other_staff"
    UNKNOWN = "unknown"
    BOARD_MEMBER = "board_member"
    CONTRACTOR = "contractor"
    SUBSTITUTE = "substitute"
    RETIRED = "retired"
    OTHER_DISTRICT = "other_district"


TEACHERS_AND_ADMINISTRATORS = frozenset({Position.TEACHER, Position.ADMINISTRATOR})
EDUCATORS = TEACHERS_AND_ADMINISTRATORS | {Position.ASSISTANT_TEACHER}
RECORDS_DIFFER = frozenset({Position.CONTRACTOR, Position.SUBSTITUTE})
"""Employees in some districts' records and not in others': the payroll decides."""
NOT_STAFF = frozenset({Position.BOARD_MEMBER, Position.RETIRED, Position.OTHER_DISTRICT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """One kind of work, and whether it was on the district's payroll on the day the roll closed.

    `on_payroll` is None when nobody has looked: ordinary staff are then taken to be on it, and contractors
    and substitutes are marked for review.
    """

    position: Position
    on_payroll: bool | None = None

    @property
    def is_staff(self) -> bool:
        """An employee of the district or a school. Source: requirements 1.12, rules 2 and 3."""
        if self.position in NOT_STAFF:
            return False
        if self.position in RECORDS_DIFFER:
            return self.on_payroll is True
        return self.on_payroll is not False

    @property
    def needs_review(self) -> bool:
        return self.position in RECORDS_DIFFER and self.on_payroll is None

    @property
    def is_personnel(self) -> bool:
        """District personnel: staff and school board members. Source: R034; CEC Guidance 2022, p. 8."""
        return self.is_staff or self.position is Position.BOARD_MEMBER
