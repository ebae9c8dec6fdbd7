"""What a voter may mark in a contest, and how an opened ballot is read.

What is marked is never recorded as facts of a decision: it would be a readable ballot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ballot_service.rules.contests import Contest, contest_title
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import say

MARKS_SOURCE = "Requirements 1.14, votes per voter; Requirements 1.14, overvote"
BLANK_SOURCE = "Requirements 1.15, voting and counting"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksFacts:
    """One contest and the candidates a voter chose in it. For the moment of voting only: never recorded."""

    contest: Contest
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestReading:
    """What one ballot says in one contest: votes + overvotes + undervotes = votes allowed.

    `marks` are the candidates marked, in ballot order; `votes` are those of them that count.
    """

    contest: str
    marks: tuple[str, ...]
    votes: tuple[str, ...]
    overvotes: int
    undervotes: int
    is_blank: bool

    @property
    def votes_allowed(self) -> int:
        return len(self.votes) + self.overvotes + self.undervotes


class UnreadableBallot(ValueError):
    """An opened ballot names a contest or candidate that was not on it, so nothing can be read from it."""


def check_marks(facts: MarksFacts) -> Decision:
    """May these choices be cast in this contest?

    Choosing too many and choosing somebody who is not on the ballot are refused; choosing fewer than allowed,
    or nobody, is warned about. The same name marked twice is one choice.
    Source: settled in 1.14 (votes per voter, overvote) and 1.15 (voting and counting).
    """
    contest = facts.contest
    marks = tuple(dict.fromkeys(facts.marks))
    title, allowed, chosen = contest_title(contest), contest.votes_allowed, len(marks)
    reasons = []
    if any(mark not in contest.candidates for mark in marks):
        reasons.append(
            Reason(
                code="not_on_ballot",
                sentence=say("{contest}: one of your choices is not on this ballot.", contest=title),
                source=MARKS_SOURCE,
                remedy=say("Choose from the names on the page."),
            )
        )
    if chosen > allowed:
        reasons.append(
            Reason(
                code="too_many_chosen",
                sentence=say(
                    "{contest}: you chose {chosen}. You may choose up to {allowed}.",
                    contest=title,
                    chosen=chosen,
                    allowed=allowed,
                ),
                source=MARKS_SOURCE,
                remedy=say("Take away {extra} of your choices.", extra=chosen - allowed),
            )
        )
    elif chosen < allowed:
        reasons.append(_fewer_chosen(facts, chosen))
    return Decision(reasons=tuple(reasons))


def _fewer_chosen(facts: MarksFacts, chosen: int) -> Reason:
    """A blank contest and a partly used one are both allowed; the voter only hears of it."""
    title, allowed = contest_title(facts.contest), facts.contest.votes_allowed
    if chosen == 0:
        return Reason(
            code="contest_blank",
            sentence=say("{contest}: you left this blank. That is allowed.", contest=title),
            source=BLANK_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Go back if you want to choose somebody here."),
        )
    return Reason(
        code="fewer_chosen",
        sentence=say(
            "{contest}: you chose {chosen}. You may choose up to {allowed}.",
            contest=title,
            chosen=chosen,
            allowed=allowed,
        ),
        source=BLANK_SOURCE,
        weight=Weight.WARNS,
        remedy=say("Go back if you want to choose more. Your ballot is good as it is."),
    )


def read_contest(
    votes_allowed: int, candidates: Sequence[str], marks: Sequence[str], contest: str = ""
) -> ContestReading:
    """Reads one contest. An overvote loses every vote of this contest on this ballot, and of no other.

    Raises UnreadableBallot for a mark beside somebody who is not a candidate.
    Source: settled in 1.14 (overvote) and 1.15; NIST rule votes + overvotes + undervotes = votes allowed.
    """
    if not set(marks) <= set(candidates):
        raise UnreadableBallot("the ballot marks somebody who is not a candidate in this contest")
    marked = tuple(candidate for candidate in candidates if candidate in marks)
    is_over = len(marked) > votes_allowed
    return ContestReading(
        contest=contest,
        marks=marked,
        votes=() if is_over else marked,
        overvotes=votes_allowed if is_over else 0,
        undervotes=0 if is_over else votes_allowed - len(marked),
        is_blank=not marked,
    )


def read_ballot(
    contests: Sequence[Contest], opened: Mapping[str, Sequence[str]]
) -> tuple[ContestReading, ...]:
    """Reads every contest of an opened ballot (contest id to candidate ids). A contest not named is blank.

    Contests that are not printed are left out. Raises UnreadableBallot when the ballot names a contest or a
    candidate that was not on it.
    """
    printed = {contest.contest: contest for contest in contests if contest.is_printed}
    if not opened.keys() <= printed.keys():
        raise UnreadableBallot("the ballot names a contest that was not on it")
    return tuple(
        read_contest(contest.votes_allowed, contest.candidates, opened.get(name, ()), name)
        for name, contest in printed.items()
    )
