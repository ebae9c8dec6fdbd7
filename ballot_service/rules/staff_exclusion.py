"""What work for the district means for voting: the policy on employments, and likeness with the staff list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from ballot_service.rules.decision import Reason, Weight
from ballot_service.rules.election_settings import VoterExclusionPolicy
from ballot_service.rules.employment import TEACHERS_AND_ADMINISTRATORS, Employment, Position
from ballot_service.rules.staff_matching import Identity, StaffMatch, identity
from ballot_service.rules.words import Sentence, say

EXCLUSION_SOURCE = "R044–R046; CEC Guidance 2022, pp. 8, 28, 29"
LIKENESS_SOURCE = "Requirements 1.12, rule 4"
REVIEW_SOURCE = "Requirements 1.12, rule 3"
BOARD_SOURCE = "Requirements 1.12, rule 1; CEC Guidance 2022, p. 8"


class _Standing(StrEnum):
    """What one kind of work means for voting under a policy."""

    EXCLUDED = "excluded"
    UNCLEAR = "unclear"
    BOARD_MARK = "board_mark"
    REVIEW_MARK = "review_mark"
    FREE = "free"


def _standing(employment: Employment, policy: VoterExclusionPolicy) -> _Standing:
    """What one kind of work means under each policy (requirements 1.12, table)."""
    if employment.position is Position.BOARD_MEMBER:
        return _BOARD_MEMBERS[policy]
    if employment.needs_review:
        return _Standing.REVIEW_MARK
    if not employment.is_staff:
        return _Standing.FREE
    if policy is not VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS:
        return _Standing.EXCLUDED
    return _under_narrow_policy(employment.position)


_BOARD_MEMBERS = {
    VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS: _Standing.FREE,
    VoterExclusionPolicy.ALL_STAFF: _Standing.BOARD_MARK,
    VoterExclusionPolicy.DISTRICT_PERSONNEL: _Standing.EXCLUDED,
}


def _under_narrow_policy(position: Position) -> _Standing:
    """Only teachers and administrators are out; does a substitute on the payroll teach? A person says."""
    if position in TEACHERS_AND_ADMINISTRATORS:
        return _Standing.EXCLUDED
    if position in (Position.UNKNOWN, Position.SUBSTITUTE):
        return _Standing.UNCLEAR
    return _Standing.FREE


def for_employment(
    employment: Employment, policy: VoterExclusionPolicy, review_until: date
) -> Iterator[Reason]:
    """What one employment, known for certain, means for voting."""
    standing = _standing(employment, policy)
    if standing is _Standing.EXCLUDED:
        board = employment.position is Position.BOARD_MEMBER
        yield _excluded_board_member(review_until) if board else _excluded_staff(policy, review_until)
    elif standing is _Standing.UNCLEAR:
        yield held(
            "held_position_unknown",
            say(
                "You work for the district, but we do not know yet if you are a teacher or an administrator."
            ),
            REVIEW_SOURCE,
            review_until,
        )
    elif standing is _Standing.BOARD_MARK:
        yield Reason(
            code="note_board_member",
            sentence=say("Allowed, board member: school board members are elected and are not staff."),
            source=BOARD_SOURCE,
            weight=Weight.NOTES,
        )
    elif standing is _Standing.REVIEW_MARK:
        yield _review(employment.position)


def _excluded_staff(policy: VoterExclusionPolicy, review_until: date) -> Reason:
    sentence = say(
        "You work for the district, so you cannot vote in this election. You may still be nominated."
    )
    if policy is VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS:
        sentence = say(
            "You are a teacher or administrator of the district, so you cannot vote in this election. "
            "You may still be nominated."
        )
    return Reason(
        code="voter_excluded_staff",
        sentence=sentence,
        source=EXCLUSION_SOURCE,
        remedy=_ask_review(review_until),
    )


def _excluded_board_member(review_until: date) -> Reason:
    return Reason(
        code="voter_excluded_board_member",
        sentence=say(
            "You are on the school board, so you cannot vote in this election. You may still be nominated."
        ),
        source=BOARD_SOURCE,
        remedy=_ask_review(review_until),
    )


def _ask_review(review_until: date) -> Sentence:
    return say("If this is wrong, ask for a review by {day}.", day=review_until)


def for_likeness(match: StaffMatch, policy: VoterExclusionPolicy, review_until: date) -> Iterator[Reason]:
    """What a likeness with somebody on the staff list means: a person looks at it, if that work would matter."""
    if _standing(match.employment, policy) not in (_Standing.EXCLUDED, _Standing.UNCLEAR):
        return
    found = identity(match)
    if found is Identity.PERHAPS_BY_NAME:
        sentence = say("Your name is like a name on the staff list. A person will look at it.")
        yield held("held_name_like_staff", sentence, LIKENESS_SOURCE, review_until)
    elif found is Identity.PERHAPS_BY_CONTACT:
        sentence = say("Your phone or e-mail is also on the staff list. A person will look at it.")
        yield held("held_contact_on_staff_list", sentence, LIKENESS_SOURCE, review_until)


def held(code: str, sentence: Sentence, source: str, review_until: date) -> Reason:
    """A person has to decide first; until then there is a provisional ballot."""
    return Reason(
        code=code,
        sentence=sentence,
        source=source,
        weight=Weight.HOLDS,
        remedy=say(
            "Until then you get a provisional ballot: it counts once it is decided that you may vote. "
            "You can tell us more until {day}.",
            day=review_until,
        ),
    )


def _review(position: Position) -> Reason:
    if position is Position.CONTRACTOR:
        code = "needs_review_contractor"
        sentence = say("May vote. Works for a company that works for the district.")
    else:
        code = "needs_review_substitute"
        sentence = say("May vote. Works for the district as a substitute.")
    return Reason(
        code=code,
        sentence=sentence,
        source=REVIEW_SOURCE,
        weight=Weight.WARNS,
        remedy=say("Check the payroll of the day the roll closed: people on it are staff."),
    )
