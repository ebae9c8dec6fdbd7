"""Accepted paper envelopes are opened together, in public, and never so few that a ballot can be guessed at."""

from __future__ import annotations

from ballot_service.rules.count_time import CountTimeFacts, not_all_decided
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.election_settings import CountWhen
from ballot_service.rules.windows import local_time, windows_after
from ballot_service.rules.words import Sentence, say

OPENING_SOURCE = "Requirements 1.14, running totals; Requirements 1.15, voting and counting"
FEW = 10
"""Fewer ballots than this opened together can be guessed at (1.14, small groups)."""


def may_open_paper(facts: CountTimeFacts) -> Decision:
    """May the accepted paper envelopes be opened and the ballots taken out now?

    After the close; with `count_when=all_decided` once no ballot can be added any more. Provisional envelopes stay
    sealed apart. Source: settled in 1.14 (running totals, small groups) and 1.15 (voting and counting).
    """
    closes_at = local_time(facts.windows.closes_at, facts.windows)
    dates = {"voting_closes": closes_at}
    if facts.asked_at < facts.windows.closes_at:
        early = _refused(
            "paper_before_close",
            say("Voting is open until {closes}. No envelope is opened before then.", closes=closes_at),
            say("Come back after {closes}.", closes=closes_at),
        )
        return Decision(reasons=(early,), dates=dates)
    reasons: list[Reason] = []
    if facts.count_when is CountWhen.ALL_DECIDED:
        reasons += not_all_decided(facts, windows_after(facts.windows))
    if not facts.paper_unopened:
        reasons.append(
            _refused(
                "paper_none_to_open",
                say("No accepted paper envelope waits to be opened."),
                say("Enter the envelopes that came back first, if there are any."),
            )
        )
    elif facts.paper_unopened < FEW:
        reasons.append(
            Reason(
                code="paper_few",
                sentence=say(
                    "Envelopes that would be opened: {paper}. With so few, somebody could guess whose ballot is whose.",
                    paper=facts.paper_unopened,
                ),
                source=OPENING_SOURCE,
                weight=Weight.WARNS,
                remedy=say(
                    "Take out every folded ballot first and shuffle them. Only then unfold them, away from the "
                    "envelopes."
                ),
            )
        )
    return Decision(reasons=tuple(reasons), dates=dates)


def _refused(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=OPENING_SOURCE, remedy=remedy)
