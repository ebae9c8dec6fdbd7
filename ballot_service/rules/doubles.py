"""One person, one ballot: whether two lines of the roll are the same person, and whether they may become one.

Two children, two spellings, a form on the web and one on paper must not make two voters. Only the same name with the
same proved contact is certain; anything less is put before a person, who decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.likeness import Likeness
from ballot_service.rules.words import Sentence, say

DOUBLE_SOURCE = "Requirements 1.14, one ballot; requirements 1.15, voting and counting"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleFacts:
    """How somebody compares with a person who is on the roll. None where one of them has no birth date.

    `same_contact` is about a phone or mailbox that the newcomer has proved to hold, or that the files have.
    """

    name_likeness: Likeness
    same_birth_date: bool | None = None
    same_contact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeFacts:
    """Two lines of a roll that a person wants to make one, and how far the count has come. `both_voted_one_opened`:
    each has a ballot accepted, and one of these, on paper, was opened to be counted. `card_in_the_way`: a
    ballot cast with a code card would have to be taken out."""

    is_merged: bool = False
    is_same_line: bool = False
    may_neither_vote: bool = False
    signatures: int = 0
    is_certified: bool = False
    both_voted_one_opened: bool = False
    card_in_the_way: bool = False


def on_the_roll(facts: DoubleFacts) -> Decision:
    """Is this somebody who is on the roll already? Refuses for certain, holds for likely.

    The same name and contact, and no birth date against it: certain. A person looks at a like name with the same
    contact or birth date, at the same name with no birth date to tell, and at the same name and contact with two
    birth dates (a slip, or father and son). A birth date alone is never certain: others know it, too.
    Source: 1.14, one ballot; settled as 1.12 rule 4 settles staff.
    """
    exact, like = facts.name_likeness is Likeness.EXACT, facts.name_likeness is not Likeness.DIFFERENT
    differs = facts.same_birth_date is False
    if exact and facts.same_contact and not differs:
        return Decision(reasons=(_on_roll(),))
    shares = (facts.same_contact or facts.same_birth_date is True) and not differs
    likely = (like and shares) or (exact and (facts.same_contact or not differs))
    return Decision(reasons=(like_another(),) if likely else ())


def _on_roll() -> Reason:
    return Reason(
        code="voter_on_roll_already",
        sentence=say("You are on the list of voters already."),
        source=DOUBLE_SOURCE,
        remedy=say("Use your own ballot link. If it never came, call us for a new one."),
    )


def like_another() -> Reason:
    """Holds somebody who may be on the roll already."""
    return Reason(
        code="held_like_another_voter",
        sentence=say("Somebody with the same name, or nearly the same, is on the list of voters already."),
        source=DOUBLE_SOURCE,
        weight=Weight.HOLDS,
        remedy=say(
            "A person will look whether that is you. Until then you get a provisional ballot. "
            "Each person has one vote."
        ),
    )


def may_merge(facts: MergeFacts) -> Decision:
    """May two lines of the roll become one voter? Until somebody has signed the count. Source: 1.14, one ballot."""
    return Decision(reasons=tuple(_against_merging(facts)))


def _against_merging(facts: MergeFacts) -> Iterator[Reason]:
    if facts.is_same_line or facts.is_merged:
        yield _no("merged_already", say("These two are one voter already."), say("There is nothing to do."))
    elif facts.may_neither_vote:
        yield _no(
            "neither_may_vote",
            say("Neither of the two may vote, so there is nothing to put together."),
            say("Look at their pages to see why."),
        )
    if facts.both_voted_one_opened:
        yield _no(
            "merge_opened",
            say(
                "Both have a ballot accepted, and a paper one was opened: nobody can tell any more which it is."
            ),
            say("Tell the staff liaison what you found out. The liaison's remark goes on the record."),
        )
    if facts.card_in_the_way:
        yield _no(
            "merge_cards",
            say(
                "Somebody drew a code card for one of the two, and a ballot cast with a card cannot be taken out."
            ),
            say("Tell the staff liaison what you found out. The liaison's remark goes on the record."),
        )
    if facts.is_certified:
        yield _no(
            "result_certified",
            say("The result is certified, so the list of voters cannot change."),
            say("Read the certificate."),
        )
    elif facts.signatures:
        yield _no(
            "count_signed",
            say("People have signed the count, so the list of voters cannot change."),
            say("Tell the staff liaison what you found out. The liaison's remark goes on the record."),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=DOUBLE_SOURCE, remedy=remedy)
