"""For whom an election is: the whole community, the parents, or the students; and which seats each of them votes on.

One election has one electorate and one ballot. A council whose student seats are chosen by the students holds a
second election for them (docs/decisions/0008-one-electorate-in-an-election.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.presets import ELECTED_METHODS, GROUP_NAMES, SeatPlan
from ballot_service.rules.seat_groups import SelectionMethod
from ballot_service.rules.words import Sentence, say

ELECTORATE_SOURCE = "R050, R060; CEC Guidance 2022, pp. 8, 20; requirements 1.14 and 1.15"
STUDENT_VOTER_AGE = 12
"""In years, on the day the roll closes (1.14: "student contests may use 12+")."""

METHOD_OF: Mapping[Electorate, SelectionMethod] = MappingProxyType(
    {
        Electorate.COMMUNITY: SelectionMethod.COMMUNITY_VOTE,
        Electorate.PARENTS: SelectionMethod.COMMUNITY_VOTE,
        Electorate.STUDENTS: SelectionMethod.STUDENT_VOTE,
    }
)
"""How the seats are filled that an electorate votes on."""

WHO_IT_IS_FOR: Mapping[Electorate, Sentence] = MappingProxyType(
    {
        Electorate.COMMUNITY: say(
            "This election is for the whole community: everyone who lives here, has a child in school here, or "
            "works for or leads something here."
        ),
        Electorate.PARENTS: say("This election is for parents and guardians of students in school here."),
        Electorate.STUDENTS: say(
            "This election is for students in school here who are {age} or older and have the consent of a parent "
            "or guardian.",
            age=STUDENT_VOTER_AGE,
        ),
    }
)
"""One sentence for each, as it stands on notices, the ballot's help, the roll's report and the certificate."""


def is_voted_on(seat: SeatPlan, electorate: Electorate) -> bool:
    """Whether this electorate votes on the seats. Source: R060; settled in 1.14 and 1.15."""
    return seat.seats > 0 and seat.selection is METHOD_OF[electorate]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectorateFacts:
    """For whom the election is, and the council's seats. `votes_now_on` is the electorate so far, None for a new
    election; `people_may_stand` says that interest forms are open or somebody stands already."""

    electorate: Electorate
    seats: tuple[SeatPlan, ...]
    votes_now_on: Electorate | None = None
    people_may_stand: bool = False


def electorate_fits_seats(facts: ElectorateFacts) -> Decision:
    """Is there something for this electorate to vote on, and may the contests still become those of it?

    Seats that another electorate votes on are only noted: they need an election of their own.
    Source: R050, R060; CEC Guidance 2022, pp. 8, 20; settled in 1.14 and 1.15.
    """
    return Decision(reasons=(*_something_to_vote_on(facts), *_other_contests(facts), *_left_out(facts)))


def _something_to_vote_on(facts: ElectorateFacts) -> Iterator[Reason]:
    if any(is_voted_on(seat, facts.electorate) for seat in facts.seats):
        return
    if facts.electorate is Electorate.STUDENTS:
        yield Reason(
            code="no_seats_for_students",
            sentence=say("No seats of this council are chosen by a vote of the students."),
            source=ELECTORATE_SOURCE,
            remedy=say(
                "Set the student seats to “The students vote” on the page of the seats, or choose other "
                "voters under “Who votes”."
            ),
        )
    else:
        yield Reason(
            code="no_seats_for_community",
            sentence=say("No seats of this council are chosen by a vote of the community."),
            source=ELECTORATE_SOURCE,
            remedy=say(
                "Set some seats to “The community votes” on the page of the seats, or choose the "
                "students under “Who votes”."
            ),
        )


def _other_contests(facts: ElectorateFacts) -> Iterator[Reason]:
    """A change to or from the students makes other contests, which nobody has filed a form for."""
    before = facts.votes_now_on
    if before is None or not facts.people_may_stand or METHOD_OF[before] is METHOD_OF[facts.electorate]:
        return
    yield Reason(
        code="electorate_has_candidates",
        sentence=say("People already stand for the seats of this election, or interest forms are open."),
        source=ELECTORATE_SOURCE,
        remedy=say("Set up a second election for the other seats. Both can be held at the same time."),
    )


def _left_out(facts: ElectorateFacts) -> Iterator[Reason]:
    """Seats that are voted on, but by others."""
    others = [
        GROUP_NAMES[group]
        for group in dict.fromkeys(
            seat.group
            for seat in facts.seats
            if seat.seats > 0
            and seat.selection in ELECTED_METHODS
            and not is_voted_on(seat, facts.electorate)
        )
    ]
    if others:
        yield Reason(
            code="seats_of_another_electorate",
            sentence=say("Not voted on in this election: {groups}.", groups=tuple(others)),
            source=ELECTORATE_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Set up a second election for these seats. Both can be held at the same time."),
        )
