"""The canvass: ballots received, counted and rejected must agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ballot_service.rules.ballot_account import REJECTION_NAMES, BallotAccount, PaperNumbers
from ballot_service.rules.card_account import cards_add_up
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import Sentence, say

SUM_SOURCE = "Requirements 1.15, voting and counting"


def ballots_reconcile(facts: BallotAccount) -> Decision:
    """Do the numbers agree: received = counted + each kind of rejected?

    Held while accepted ballots are uncounted or ballots are undecided; refused when a sum is wrong.
    Source: settled in 1.15 (voting and counting).
    """
    reasons = [*_waiting(facts), *_sheets(facts.paper), *_sum(facts), *_credits(facts)]
    reasons += cards_add_up(facts.cards).reasons if facts.cards else ()
    if facts.received > facts.issued:
        reasons.append(
            Reason(
                code="more_received_than_issued",
                sentence=say(
                    "Ballots received: {received}. Ballots issued: {issued}.",
                    received=facts.received,
                    issued=facts.issued,
                ),
                source=SUM_SOURCE,
                weight=Weight.WARNS,
                remedy=say("Find out where the extra ballots come from. Ballots on hold are issued too."),
            )
        )
    return Decision(reasons=tuple(reasons) + _rejections(facts))


def _waiting(facts: BallotAccount) -> list[Reason]:
    reasons = []
    if facts.undecided:
        reasons.append(
            Reason(
                code="ballots_undecided",
                sentence=say("Ballots on hold without a decision: {undecided}.", undecided=facts.undecided),
                source=SUM_SOURCE,
                weight=Weight.HOLDS,
                remedy=say("Decide each of them."),
            )
        )
    if facts.counted < facts.accepted:
        reasons.append(
            Reason(
                code="accepted_not_counted",
                sentence=say(
                    "Accepted ballots: {accepted}. Counted: {counted}.",
                    accepted=facts.accepted,
                    counted=facts.counted,
                ),
                source=SUM_SOURCE,
                weight=Weight.HOLDS,
                remedy=say("Count the accepted ballots that are left."),
            )
        )
    return reasons


def _sum(facts: BallotAccount) -> list[Reason]:
    """Before everything is decided and counted, the waiting ballots stand in the sum too."""
    parts = facts.accepted + facts.rejected_in_all + facts.undecided + facts.explained
    numbers: dict[str, object] = {
        "received": facts.received,
        "counted": facts.counted,
        "rejected": facts.rejected_in_all,
        "waiting": facts.undecided + facts.accepted - facts.counted,
        "explained": facts.explained,
    }
    reasons = []
    if facts.counted > facts.accepted:
        reasons.append(
            Reason(
                code="more_counted_than_accepted",
                sentence=say(
                    "Counted: {counted}. Accepted: {accepted}.",
                    counted=facts.counted,
                    accepted=facts.accepted,
                ),
                source=SUM_SOURCE,
                remedy=say("Count again from the accepted ballots."),
            )
        )
    if parts != facts.received:
        sentence = say(
            "The sum does not agree. Received: {received}. "
            "Counted {counted} + rejected {rejected} + waiting {waiting}.",
            **numbers,
        )
        remedy = say("Look for the difference of {difference}.", difference=abs(parts - facts.received))
        reasons.append(Reason(code="sum_differs", sentence=sentence, source=SUM_SOURCE, remedy=remedy))
    elif not reasons:
        sentence = _agrees(facts.explained, numbers)
        reasons.append(Reason(code="sum_agrees", sentence=sentence, source=SUM_SOURCE, weight=Weight.NOTES))
    return reasons


def _agrees(explained: int, numbers: Mapping[str, object]) -> Sentence:
    if explained:
        return say(
            "The sum agrees. "
            "Received {received} = counted {counted} + rejected {rejected} + waiting {waiting} "
            "+ explained {explained}.",
            **numbers,
        )
    return say(
        "The sum agrees. Received {received} = counted {counted} + rejected {rejected} + waiting {waiting}.",
        **numbers,
    )


def _sheets(paper: PaperNumbers | None) -> list[Reason]:
    """Every opened envelope holds one sheet; what does not is explained by two people in writing."""
    if paper is None:
        return []
    surplus = list(more_ballots_than_envelopes(paper))
    if surplus or not paper.difference:
        return surplus
    numbers: dict[str, object] = {
        "opened": paper.opened,
        "entered": paper.entered,
        "set_aside": paper.set_aside,
        "difference": abs(paper.difference),
    }
    sentence = say(
        "Paper envelopes opened: {opened}. Ballots entered from them: {entered}, set aside: {set_aside}.",
        **numbers,
    )
    if paper.explained == paper.difference:
        explained = say("Two people wrote down the reason for the difference of {difference}.", **numbers)
        return [_paper("paper_difference_explained", sentence, Weight.WARNS, explained)]
    remedy = say(
        "Enter every batch. If a difference of {difference} is left, two people write down the reason.",
        **numbers,
    )
    return [_paper("paper_differs", sentence, Weight.HOLDS, remedy)]


def more_ballots_than_envelopes(paper: PaperNumbers) -> Iterator[Reason]:
    """A ballot that came in no envelope has no voter, and no reason makes it one. Sheets set aside may be more: two
    ballots from one envelope."""
    if paper.entered > paper.opened:
        yield _paper(
            "more_ballots_than_envelopes",
            say(
                "Ballots entered: {entered}. That is more than the {opened} envelopes that were opened.",
                entered=paper.entered,
                opened=paper.opened,
            ),
            Weight.REFUSES,
            say("Tell the staff liaison. A ballot that came in no envelope cannot be counted."),
        )


def _paper(code: str, sentence: Sentence, weight: Weight, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=SUM_SOURCE, weight=weight, remedy=remedy)


def _credits(facts: BallotAccount) -> list[Reason]:
    """Nobody can tell whose sheet was set aside or missing, or whose card was not used, so these voters are credited
    beside the counted ones."""
    reasons = []
    beside = (facts.paper.not_ballots if facts.paper else 0) + (facts.cards.not_counted if facts.cards else 0)
    if facts.credited != facts.counted + beside:
        reasons.append(
            Reason(
                code="credit_differs",
                sentence=say(
                    "Voters marked as having voted: {credited}. Ballots counted: {counted}.",
                    credited=facts.credited,
                    counted=facts.counted,
                ),
                source=SUM_SOURCE,
                remedy=say("Each counted ballot marks exactly one voter. Look for the difference."),
            )
        )
    if facts.credited > facts.roll:
        reasons.append(
            Reason(
                code="more_voters_than_roll",
                sentence=say(
                    "Voters marked as having voted: {credited}. People on the roll: {roll}.",
                    credited=facts.credited,
                    roll=facts.roll,
                ),
                source=SUM_SOURCE,
                remedy=say("Add accepted voters to the roll, or find the ballots that should not be there."),
            )
        )
    return reasons


def _rejections(facts: BallotAccount) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            code=f"rejected_{line.kind}",
            sentence=say(
                "Rejected ({kind}): {ballots}.", kind=REJECTION_NAMES[line.kind], ballots=line.ballots
            ),
            source=SUM_SOURCE,
            weight=Weight.NOTES,
        )
        for line in facts.rejected
        if line.ballots
    )
