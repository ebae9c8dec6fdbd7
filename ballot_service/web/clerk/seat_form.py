"""The form in which a clerk sets a council's seats: numbers, reserved seats and ways of selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from ballot_service.models import Council, School
from ballot_service.rules.presets import ALLOWED_METHODS, GROUP_NAMES, CouncilKind, SeatPlan, default_method
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import seat_plans
from ballot_service.web.languages import words

MOST_SEATS = 30
METHOD_WORDS: Mapping[SelectionMethod, Sentence] = {
    SelectionMethod.COMMUNITY_VOTE: say("The community votes"),
    SelectionMethod.STUDENT_VOTE: say("The students vote"),
    SelectionMethod.MEMBERS: say("The members choose"),
    SelectionMethod.INVITATION: say("By invitation"),
    SelectionMethod.APPOINTMENT: say("Appointed by the superintendent"),
}


@dataclass(frozen=True, kw_only=True)
class SeatLine:
    """One group: the number at large, a number for each school, and the ways its members are found."""

    group: SeatGroupKind
    name: Sentence
    at_large: str
    """The name of the field with the seats that are not reserved."""
    reserved: tuple[tuple[str, str], ...]
    """(name of the field, school) for a district council."""
    method: str
    methods: tuple[tuple[str, str], ...]


@dataclass(kw_only=True)
class SeatsTyped:
    """What was typed, what is wrong with it, and the plan that it makes."""

    values: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    plans: list[SeatPlan] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SeatForm:
    lines: tuple[SeatLine, ...]
    values: Mapping[str, str]
    """The seats as they are, by field."""
    voting: Mapping[SeatGroupKind, bool]
    """Whether a group's members vote in the council's own decisions; kept as it is."""

    @classmethod
    def of(cls, council: Council, schools: Sequence[School]) -> SeatForm:
        reserved = schools if council.kind is CouncilKind.DISTRICT else ()
        lines = tuple(_line(group, reserved) for group in SeatGroupKind)
        plans = seat_plans(council.seat_groups)
        methods = {group.kind: group.selection_method for group in council.seat_groups}
        values: dict[str, str] = {}
        for line in lines:
            values[line.method] = methods.get(line.group, default_method(line.group)).value
            of_group = [plan for plan in plans if plan.group is line.group]
            values[line.at_large] = str(sum(plan.reserved_school is None for plan in of_group))
            for name, school in line.reserved:
                values[name] = str(sum(plan.reserved_school == school for plan in of_group))
        voting = {plan.group: plan.is_voting for plan in plans}
        return cls(lines=lines, values=values, voting=voting)

    def read(self, sent: Mapping[str, str]) -> SeatsTyped:
        """The plan that was sent. Numbers that are none are named by their field."""
        typed = SeatsTyped(values={name: sent.get(name, "").strip() for name in self.values})
        for line in self.lines:
            method = self._method(line, typed)
            for name, school in ((line.at_large, None), *line.reserved):
                if number := _number(name, typed):
                    plan = SeatPlan(
                        group=line.group,
                        seats=number,
                        selection=method,
                        reserved_school=school,
                        is_voting=self.voting.get(line.group, True),
                    )
                    typed.plans.append(plan)
        return typed

    def _method(self, line: SeatLine, typed: SeatsTyped) -> SelectionMethod:
        try:
            return SelectionMethod(typed.values[line.method])
        except ValueError:
            typed.faults[line.method] = _("Choose how these members are found.")
            return default_method(line.group)


def _line(group: SeatGroupKind, schools: Sequence[School]) -> SeatLine:
    usual = ALLOWED_METHODS[group]
    return SeatLine(
        group=group,
        name=GROUP_NAMES[group],
        at_large=f"seats-{group.value}",
        reserved=tuple((f"seats-{group.value}-{school.id}", school.name) for school in schools),
        method=f"method-{group.value}",
        methods=tuple(
            (method.value, words(METHOD_WORDS[method]))
            for method in (*usual, *(each for each in SelectionMethod if each not in usual))
        ),
    )


def _number(name: str, typed: SeatsTyped) -> int:
    text = typed.values[name] or "0"
    if text.isascii() and text.isdecimal() and int(text) <= MOST_SEATS:
        return int(text)
    typed.faults[name] = _("Give a whole number from 0 to %(most)s.", most=MOST_SEATS)
    return 0
