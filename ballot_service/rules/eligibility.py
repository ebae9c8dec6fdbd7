"""Who may vote: people of the community who do not work for the district, as the council draws the line.

Employment excludes, not residence or parenthood. Whoever is excluded may still be nominated (`nominations`). An
election for parents or for students asks for more, or for something else (`electorate_voters`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.doubles import DOUBLE_SOURCE, like_another
from ballot_service.rules.election_settings import Electorate, VoterExclusionPolicy
from ballot_service.rules.electorate_voters import (
    StudentVoter,
    birth_date_unknown,
    not_a_parent,
    not_a_student,
    student_voter_objections,
)
from ballot_service.rules.employment import Employment
from ballot_service.rules.held_voters import challenge_upheld, held_in_review, settled
from ballot_service.rules.staff_exclusion import REVIEW_SOURCE, for_employment, for_likeness, held
from ballot_service.rules.staff_matching import Identity, StaffMatch, identity
from ballot_service.rules.words import say

LATE_SOURCE = "Requirements 1.15, voting and counting"
AGE_SOURCE = "Requirements 1.14 and 1.15, voter age"
COMMUNITY_SOURCE = "R050; CEC Guidance 2022, p. 8; requirements 1.14"


class CommunityTie(StrEnum):
    """What a voter declares that ties the voter to the community; one is enough (requirements 1.14)."""

    LIVES_HERE = "lives_here"
    GUARDIAN = "guardian"
    WORKS_OR_LEADS_HERE = "works_or_leads_here"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoterFacts:
    """What is known of a person who wants to vote. `employments` are the person's own, known for certain.

    `review_until` is the last local day to ask for a review. `may_by_person` is what a person decided about
    somebody the rules held, after a look; None while nobody has. `says_works_here` is the person's own word.
    `challenge_upheld` says that a person upheld a challenge to this voter; `in_review` that the voter asked in
    time for a review: what refused then only holds. `student` is None for everybody who is not enrolled.
    """

    policy: VoterExclusionPolicy
    review_until: date
    employments: tuple[Employment, ...] = ()
    staff_matches: tuple[StaffMatch, ...] = ()
    community_ties: tuple[CommunityTie, ...]
    declares_voter_age: bool
    voter_age: int = 18
    may_by_person: bool | None = None
    says_works_here: bool = False
    signed_up_late: bool = False
    is_like_another: bool = False
    is_merged: bool = False
    challenge_upheld: bool = False
    in_review: bool = False
    electorate: Electorate = Electorate.COMMUNITY
    student: StudentVoter | None = None


def may_vote(facts: VoterFacts) -> Decision:
    """Whether a person may vote; held (with a provisional ballot) when a person has to decide first.

    A match with the staff list excludes by name and birth date, or by a like name with the same e-mail or
    phone. A name alone or a contact alone holds. What a person then decides (`may_by_person`) takes the place
    of what held, and of nothing else. `dates` has "review_until" when these refuse or hold.

    An election for parents takes a tie through a child in school here, and no other. One for students takes
    enrollment, an age of 12 on the day the roll closes and a guardian's consent instead of work, ties and an age of
    18; what is missing of age or consent nobody can decide away.
    Source: R036, R037, R044–R046, R060; CEC Guidance 2022, pp. 8, 12, 20, 28, 29; requirements 1.12, 1.14, 1.15;
    S2, S4.
    """
    found = {reason.code: reason for reason in (*_held_in_review(facts), *_door_reasons(facts))}
    standing = settled(found, facts.may_by_person, None if facts.in_review else facts.review_until)
    marks_only = all(reason.weight in (Weight.WARNS, Weight.NOTES) for reason in standing.values())
    dates = {} if marks_only else {"review_until": facts.review_until}
    return Decision(reasons=(*standing.values(), *_declarations(facts)), dates=dates)


def _door_reasons(facts: VoterFacts) -> Iterator[Reason]:
    """What the way onto the roll leaves for a person to look at."""
    for_students = facts.electorate is Electorate.STUDENTS
    if facts.says_works_here and not facts.employments and not for_students:
        sentence = say("You said that you work for the district. A person will look at it.")
        yield held("held_says_works_here", sentence, REVIEW_SOURCE, facts.review_until)
    if facts.signed_up_late:
        sentence = say("You came onto the list of voters after voting had opened. A person will look at it.")
        yield Reason(
            code="held_signed_up_late",
            sentence=sentence,
            source=LATE_SOURCE,
            weight=Weight.HOLDS,
            remedy=say(
                "You get a provisional ballot: it counts once a person has decided that you may vote."
            ),
        )
    if facts.is_like_another:
        yield like_another()
    if for_students and facts.student is not None and facts.student.student_age is None:
        yield birth_date_unknown()


def _declarations(facts: VoterFacts) -> Iterator[Reason]:
    if facts.is_merged:
        yield Reason(
            code="voter_merged",
            sentence=say("You are on the list of voters twice. You vote once, with your other ballot link."),
            source=DOUBLE_SOURCE,
            remedy=say("Use the newest link we sent you. If you have none, call us."),
        )
    if facts.electorate is Electorate.STUDENTS:
        yield from student_voter_objections(facts.student) if facts.student else ()
        return
    if not facts.declares_voter_age:
        yield Reason(
            code="voter_age_not_declared",
            sentence=say("You must be {age} or older to vote in this election.", age=facts.voter_age),
            source=AGE_SOURCE,
            remedy=say("If you are {age} or older, say so on the form.", age=facts.voter_age),
        )
    if not facts.community_ties and facts.electorate is Electorate.COMMUNITY:
        yield Reason(
            code="voter_no_community_tie",
            sentence=say("You must belong to the community to vote in this election."),
            source=COMMUNITY_SOURCE,
            remedy=say(
                "Tell us that you live here, have a child in school here, or work or lead something here."
            ),
        )


def _held_in_review(facts: VoterFacts) -> Iterator[Reason]:
    """Everything about work, challenges and the electorate. While a review is open, it waits for a second person."""
    for reason in (*_staff_reasons(facts), *_outside_electorate(facts)):
        if facts.in_review and reason.weight is Weight.REFUSES:
            yield held_in_review()
        else:
            yield reason


def _outside_electorate(facts: VoterFacts) -> Iterator[Reason]:
    """No guardian in an election for parents, no student in one for students."""
    if facts.electorate is Electorate.PARENTS and CommunityTie.GUARDIAN not in facts.community_ties:
        yield not_a_parent(facts.review_until)
    elif facts.electorate is Electorate.STUDENTS and facts.student is None:
        yield not_a_student(facts.review_until)


def _staff_reasons(facts: VoterFacts) -> Iterator[Reason]:
    """What employment means here. A student who also works for the district, in the summer say, is a student."""
    if facts.challenge_upheld:
        yield challenge_upheld(facts.review_until)
    if facts.electorate is Electorate.STUDENTS and facts.student is not None:
        return
    certain = [match.employment for match in facts.staff_matches if identity(match) is Identity.CERTAIN]
    for employment in (*facts.employments, *certain):
        yield from for_employment(employment, facts.policy, facts.review_until)
    for match in facts.staff_matches:
        yield from for_likeness(match, facts.policy, facts.review_until)
