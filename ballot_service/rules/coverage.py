"""Whether one district council reaches every school rated D or F: reserved seats first, seated members after.

Schools rated C or better are never required here.
"""

from __future__ import annotations

from dataclasses import dataclass

from ballot_service.rules.councils import SchoolGrade, schools_with_duty
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.election_settings import Coverage
from ballot_service.rules.presets import GROUP_NAMES, SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.words import Sentence, say

COVERAGE_SOURCE = "R004; CEC Guidance 2022, p. 7"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCoverageFacts:
    """A district council's planned seats, its schools with their ratings, and the setting `df_coverage`."""

    schools: tuple[SchoolGrade, ...]
    seats: tuple[SeatPlan, ...]
    df_coverage: Coverage = Coverage.RESERVE


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedMember:
    """A seated member and a school the member is tied to: a child there, studies there, works there, or holds
    a seat reserved for it. A member tied to two schools is listed twice."""

    group: SeatGroupKind
    school: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfilledSeats:
    group: SeatGroupKind
    school: str
    seats: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFacts:
    """What stands after the election. `reasons_written` lists the schools whose absence the clerk has
    explained."""

    schools: tuple[SchoolGrade, ...]
    members: tuple[TiedMember, ...] = ()
    unfilled: tuple[UnfilledSeats, ...] = ()
    reasons_written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCoverage:
    """One line of the coverage report: which groups speak for a school, and which of its seats are
    unfilled."""

    school: str
    groups: tuple[SeatGroupKind, ...]
    unfilled: tuple[UnfilledSeats, ...] = ()

    @property
    def is_represented(self) -> bool:
        return bool(self.groups)

    @property
    def sentence(self) -> Sentence:
        if not self.is_represented:
            return say("{school}: not represented.", school=self.school)
        names = tuple(GROUP_NAMES[group] for group in self.groups)
        return say("{school}: represented by {groups}.", school=self.school, groups=names)


def seats_cover_schools(facts: SeatCoverageFacts) -> Decision:
    """Is a seat reserved for every school rated D or F? Asked when a district council's seats are set up.

    Refused under `df_coverage=reserve`, warned about under `report`. A seat of any group counts.
    Source: R004; CEC Guidance 2022, p. 7.
    """
    reserved = {seat.reserved_school for seat in facts.seats if seat.seats > 0}
    bare = tuple(school for school in schools_with_duty(facts.schools) if school not in reserved)
    reasons = []
    if bare:
        must = facts.df_coverage is Coverage.RESERVE
        reasons.append(
            Reason(
                code="no_seat_reserved",
                sentence=say("No seat is reserved for {schools}.", schools=bare),
                source=COVERAGE_SOURCE,
                weight=Weight.REFUSES if must else Weight.WARNS,
                remedy=say("Reserve at least one seat, of any group, for each of these schools."),
            )
        )
    strangers = tuple(sorted({school for school in reserved if school is not None} - _names(facts.schools)))
    if strangers:
        reasons.append(
            Reason(
                code="school_unknown",
                sentence=say(
                    "Seats are reserved for schools that the district does not have: {schools}.",
                    schools=strangers,
                ),
                source=COVERAGE_SOURCE,
                remedy=say("Add the school to the district, or correct the seats."),
            )
        )
    return Decision(reasons=tuple(reasons))


def coverage_report(facts: CoverageFacts) -> tuple[SchoolCoverage, ...]:
    """One line for each school rated D or F, in the order given. Source: R004; CEC Guidance 2022, p. 7."""
    return tuple(
        SchoolCoverage(
            school=school,
            groups=tuple(dict.fromkeys(member.group for member in facts.members if member.school == school)),
            unfilled=tuple(line for line in facts.unfilled if line.school == school and line.seats > 0),
        )
        for school in schools_with_duty(facts.schools)
    )


def schools_represented(facts: CoverageFacts) -> Decision:
    """Does somebody on the council speak for every school rated D or F? Asked before certification.

    Held for each school without a member until a reason is written; unfilled seats alone do not stop it.
    Source: R004; CEC Guidance 2022, p. 7.
    """
    reasons: list[Reason] = []
    for line in coverage_report(facts):
        reasons.append(_represented(line, line.school in facts.reasons_written))
        reasons += [_unfilled(seats) for seats in line.unfilled]
    return Decision(reasons=tuple(reasons))


def _names(schools: tuple[SchoolGrade, ...]) -> set[str]:
    return {rated.school for rated in schools}


def _represented(line: SchoolCoverage, is_explained: bool) -> Reason:
    if line.is_represented:
        return Reason(
            code="school_represented", sentence=line.sentence, source=COVERAGE_SOURCE, weight=Weight.NOTES
        )
    return Reason(
        code="school_not_represented",
        sentence=line.sentence,
        source=COVERAGE_SOURCE,
        weight=Weight.WARNS if is_explained else Weight.HOLDS,
        remedy=None
        if is_explained
        else say("Write the reason why nobody on the council is tied to this school."),
    )


def _unfilled(seats: UnfilledSeats) -> Reason:
    return Reason(
        code="reserved_seat_unfilled",
        sentence=say(
            "{school}: {seats} of the seats reserved for this school are unfilled ({group}).",
            school=seats.school,
            seats=seats.seats,
            group=GROUP_NAMES[seats.group],
        ),
        source=COVERAGE_SOURCE,
        weight=Weight.WARNS,
        remedy=say("Look for candidates for these seats again."),
    )
