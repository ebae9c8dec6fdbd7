"""Who may stand for which seat: every objection at once, and what would make the form succeed.

People who work for the district may serve even though they may not vote; the group of the seat decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from ballot_service.rules.candidacy import Acceptance, CandidacyFacts
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.employment import EDUCATORS, Position
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.student_members import student_objections
from ballot_service.rules.words import Sentence, say

PERSONNEL_SOURCE = "R034; CEC Guidance 2022, pp. 8, 28"
COMMUNITY_SOURCE = "R040; CEC Guidance 2022, p. 12"
GROUP_SOURCE = "R054–R057; CEC Guidance 2022, p. 11"
RESERVED_SOURCE = "R004; CEC Guidance 2022, p. 7; S7"
LEADER_SOURCE = "R039; CEC Guidance 2022, p. 12"
LIAISON_SOURCE = "R041; CEC Guidance 2022, pp. 12, 13, 16"
CHALLENGE_SOURCE = "Requirements 1.14, challenge window"
ACCEPTANCE_SOURCE = "R032; CEC Guidance 2022, p. 20"
FIELD_GROUPS = frozenset(
    {SeatGroupKind.BUSINESS, SeatGroupKind.EARLY_CHILDHOOD, SeatGroupKind.HIGHER_EDUCATION}
)


def may_serve(facts: CandidacyFacts) -> Decision:
    """Whether a nominee may stand for a seat of the group, with every objection at once.

    Held: a guardian's consent or the nominee's own yes is still to come, or a person has to look. `dates` has
    "eligible_from" for a student who is too young. The voter exclusion policy plays no part.
    Source: R032, R034–R041; CEC Guidance 2022, pp. 8, 11–13, 20, 28; S2, S3, S7.
    """
    reasons = (
        *_challenge(facts),
        *_acceptance(facts),
        *_for_group(facts),
        *student_objections(facts),
        *_marks(facts),
    )
    age = facts.student_age
    dates = {"eligible_from": age.old_enough_on} if age is not None and age.old_enough_on is not None else {}
    return Decision(reasons=reasons, dates=dates)


def _challenge(facts: CandidacyFacts) -> Iterator[Reason]:
    if facts.challenge_upheld:
        yield _refusal(
            "nominee_challenge_upheld",
            say("A challenge to this nominee was upheld."),
            CHALLENGE_SOURCE,
            say("Read the decision and its reason. The result can be challenged after the first count."),
        )


def _acceptance(facts: CandidacyFacts) -> Iterator[Reason]:
    if facts.acceptance is Acceptance.PENDING:
        yield Reason(
            code="pending_acceptance",
            sentence=say("The person nominated has not accepted yet."),
            source=ACCEPTANCE_SOURCE,
            weight=Weight.HOLDS,
            remedy=say("Ask them to accept by their link or on paper."),
        )
    elif facts.acceptance is Acceptance.DECLINED:
        yield _refusal(
            "nomination_declined",
            say("The person nominated has declined."),
            ACCEPTANCE_SOURCE,
            say("Nominate somebody else."),
        )


def _for_group(facts: CandidacyFacts) -> Iterator[Reason]:
    group = facts.seat_group
    if group is SeatGroupKind.LIAISON:
        yield _refusal(
            "liaison_is_appointed",
            say("Nobody is elected to this seat. The superintendent appoints the liaison."),
            LIAISON_SOURCE,
            say("Choose another group."),
        )
    elif group is SeatGroupKind.COMMUNITY:
        yield from _community_seat(facts)
    elif group is SeatGroupKind.PARENTS:
        yield from _parent_seat(facts)
    elif group is SeatGroupKind.EDUCATORS:
        yield from _educator_seat(facts)
    elif group in FIELD_GROUPS and not facts.in_group_field:
        yield _refusal(
            "not_in_group_field",
            say("This seat is for people who work in its field."),
            GROUP_SOURCE,
            say("Choose the group that fits, or tell us how the person works in this field."),
        )


def _community_seat(facts: CandidacyFacts) -> Iterator[Reason]:
    """Not employed by the school system and no child enrolled: two objections, each said."""
    if any(employment.is_staff for employment in facts.employments):
        yield _refusal(
            "community_seat_employed",
            say("A community seat is for people who do not work for the school system."),
            COMMUNITY_SOURCE,
            say("Choose a group that takes people who work for the district, such as educators."),
        )
    if facts.child_schools:
        yield _refusal(
            "community_seat_child_enrolled",
            say("A community seat is for people without a child enrolled in school here."),
            COMMUNITY_SOURCE,
            say("Choose a parent seat."),
        )
    if any(employment.position is Position.BOARD_MEMBER for employment in facts.employments):
        yield Reason(
            code="community_seat_board_member",
            sentence=say("The guidance does not say if a school board member may take a community seat."),
            source=COMMUNITY_SOURCE,
            weight=Weight.HOLDS,
            remedy=say("Let the council decide and write down the reason."),
        )


def _parent_seat(facts: CandidacyFacts) -> Iterator[Reason]:
    if set(facts.child_schools) & set(facts.seat_schools):
        return
    if facts.seat_school is not None:
        yield _refusal(
            "parent_seat_other_school",
            say(
                "This seat is kept for parents and guardians of children at {school}.",
                school=facts.seat_school,
            ),
            RESERVED_SOURCE,
            say("Choose a parent seat open to all schools, or give the child's school if it is missing."),
        )
    else:
        yield _refusal(
            "parent_seat_no_child",
            say(
                "A parent seat is for parents and guardians at these schools: {schools}.",
                schools=facts.seat_schools,
            ),
            GROUP_SOURCE,
            say("Choose a community seat, or give the child's school if it is missing."),
        )


def _educator_seat(facts: CandidacyFacts) -> Iterator[Reason]:
    positions = {employment.position for employment in facts.employments if employment.is_staff}
    if positions & EDUCATORS:
        return
    if Position.UNKNOWN in positions:
        yield Reason(
            code="educator_position_unknown",
            sentence=say("The staff list does not say what this person's work is."),
            source=GROUP_SOURCE,
            weight=Weight.HOLDS,
            remedy=say("Look up the person's work and enter it."),
        )
        return
    yield _refusal(
        "educator_seat_not_educator",
        say("This seat is for teachers, assistant teachers and administrators of the district."),
        GROUP_SOURCE,
        say("Choose the group that fits."),
    )


def _marks(facts: CandidacyFacts) -> Iterator[Reason]:
    if any(employment.is_personnel for employment in facts.employments):
        yield Reason(
            code="note_district_personnel",
            sentence=say("District personnel: works for the district or is on the school board."),
            source=PERSONNEL_SOURCE,
            weight=Weight.NOTES,
        )
    if any(employment.needs_review for employment in facts.employments):
        yield Reason(
            code="needs_review_work",
            sentence=say("Works for the district as a contractor or substitute."),
            source=PERSONNEL_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Check the payroll: people on it are staff."),
        )
    if facts.leads_parent_group and facts.seat_group is SeatGroupKind.PARENTS:
        yield Reason(
            code="leads_parent_group",
            sentence=say(
                "Leads the PTA or PTO. Where possible, parents on the council should not be its leaders."
            ),
            source=LEADER_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Ask other parents to stand too. This nomination still counts."),
        )


def _refusal(code: str, sentence: Sentence, source: str, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)
