"""The contests of an election: one for each seat group and each school that has reserved seats in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ballot_service.rules.election_settings import Electorate, Uncontested
from ballot_service.rules.electorates import is_voted_on
from ballot_service.rules.presets import GROUP_NAMES, SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.words import Sentence, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One group's seats to be voted on. `contest` and `candidates` are ids; candidates stand in ballot order.

    `is_at_large` is true when other seats of the same group are reserved for a school. `is_declared` is true
    when the council declares unopposed candidates elected and so holds no vote in this contest.
    """

    contest: str
    group: SeatGroupKind
    seats: int
    candidates: tuple[str, ...] = ()
    reserved_school: str | None = None
    is_at_large: bool = False
    is_declared: bool = False

    @property
    def votes_allowed(self) -> int:
        """How many a voter may choose: the seats, never more than the candidates (1.14; 1.15)."""
        return min(self.seats, len(self.candidates))

    @property
    def is_printed(self) -> bool:
        """A contest without candidates is not printed; its seats stay unfilled (1.15)."""
        return self.votes_allowed > 0 and not self.is_declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A candidate and the seats the candidate stands for, in the drawn order of the ballot."""

    candidate: str
    group: SeatGroupKind
    reserved_school: str | None = None


class NoSuchContest(ValueError):
    """A candidate stands for seats that are not voted on."""


def contests_from_seats(
    seats: Sequence[SeatPlan],
    standing: Sequence[Standing] = (),
    uncontested: Uncontested = Uncontested.VOTE,
    electorate: Electorate = Electorate.COMMUNITY,
) -> tuple[Contest, ...]:
    """One contest for each seat group and reserved school that this electorate votes on, printed or not.

    Groups come in the glossary's order, reserved seats before those at large. The id of a contest is its
    group, with the school after a colon where seats are reserved. Raises NoSuchContest for a candidate
    whose seats are not among them. With `uncontested` declare_elected, contests with no more candidates
    than seats are declared. Source: R003, R060; settled in 1.14 and 1.15 (votes allowed, contests not
    printed, nominees and seats)."""
    numbers: dict[tuple[SeatGroupKind, str | None], int] = {}
    for seat in seats:
        if is_voted_on(seat, electorate):
            place = (seat.group, seat.reserved_school)
            numbers[place] = numbers.get(place, 0) + seat.seats
    names: dict[tuple[SeatGroupKind, str | None], list[str]] = {place: [] for place in numbers}
    for one in standing:
        if (one.group, one.reserved_school) not in names:
            raise NoSuchContest(f"no seats are voted on for {one.group}, {one.reserved_school or 'at large'}")
        names[one.group, one.reserved_school].append(one.candidate)
    reserved_groups = {group for group, school in numbers if school is not None}
    return tuple(
        Contest(
            contest=group if school is None else f"{group}:{school}",
            group=group,
            seats=numbers[group, school],
            candidates=tuple(names[group, school]),
            reserved_school=school,
            is_at_large=school is None and group in reserved_groups,
            is_declared=uncontested is Uncontested.DECLARE_ELECTED
            and 0 < len(names[group, school]) <= numbers[group, school],
        )
        for group, school in sorted(numbers, key=_printed_order)
    )


def _printed_order(place: tuple[SeatGroupKind, str | None]) -> tuple[int, bool]:
    group, school = place
    return list(SeatGroupKind).index(group), school is None


def contest_title(contest: Contest) -> Sentence:
    """ "Parents – Elm", "Parents, at large" or "Parents"."""
    group = GROUP_NAMES[contest.group]
    if contest.reserved_school is not None:
        return say("{group} – {school}", group=group, school=contest.reserved_school)
    return say("{group}, at large", group=group) if contest.is_at_large else group


def contest_heading(contest: Contest) -> Sentence:
    """The title with the seats: "Parents – Elm, 1 seat"."""
    title = contest_title(contest)
    if contest.seats == 1:
        return say("{contest}, 1 seat", contest=title)
    return say("{contest}, {seats} seats", contest=title, seats=contest.seats)
