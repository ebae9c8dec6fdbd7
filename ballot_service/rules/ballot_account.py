"""The ballot account: how many ballots were issued, received, accepted, rejected and counted, and the turnout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ballot_service.rules.card_account import CardNumbers
from ballot_service.rules.words import Sentence, say


class RejectionKind(StrEnum):
    """Why a received ballot is not counted. Spoiled paper is not here: it was never received."""

    DUPLICATE = "duplicate"
    LATE = "late"
    NOT_ELIGIBLE = "not_eligible"
    NOT_CURED = "not_cured"
    WRONG_PERSON = "wrong_person"
    UNREADABLE = "unreadable"
    TEST = "test"


REJECTION_NAMES: Mapping[RejectionKind, Sentence] = MappingProxyType(
    {
        RejectionKind.DUPLICATE: say("second ballot of the same voter"),
        RejectionKind.LATE: say("came too late"),
        RejectionKind.NOT_ELIGIBLE: say("the person may not vote"),
        RejectionKind.NOT_CURED: say("not put right in time"),
        RejectionKind.WRONG_PERSON: say("the link went to another person"),
        RejectionKind.UNREADABLE: say("could not be opened or read"),
        RejectionKind.TEST: say("test ballot"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedCount:
    kind: RejectionKind
    ballots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNumbers:
    """The paper among the numbers. Of the envelopes `received`, the `accepted` ones are opened in public; the sheets
    found in them are `entered` as ballots or `set_aside` as none of this election. `explained` is the difference
    between envelopes opened and sheets found, once two people have written down the reason; negative where there
    were more sheets than envelopes."""

    received: int
    accepted: int
    undecided: int
    opened: int
    entered: int
    set_aside: int
    explained: int = 0
    rejected: tuple[RejectedCount, ...] = ()

    @property
    def difference(self) -> int:
        """Envelopes opened without a sheet on record."""
        return self.opened - self.entered - self.set_aside

    @property
    def not_ballots(self) -> int:
        """Accepted envelopes that give no ballot to count."""
        return self.set_aside + self.explained


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedEnvelopes:
    """Envelopes in which voters chose again after the ballot was corrected, on one list: `disposition` is "accepted",
    "provisional" or a kind of rejected. They add to a ballot that is in the numbers, and are none of their own."""

    disposition: str
    envelopes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotAccount:
    """The numbers of one election, the paper among them. `roll` includes accepted provisional voters once;
    `credited` are the voters marked as having voted; `undecided` are provisional ballots without a decision.
    `paper` is None where no envelope came back, `cards` where no code card was printed; `added` are envelopes that
    no other number has.
    """

    roll: int
    issued: int
    received: int
    accepted: int
    counted: int
    credited: int
    undecided: int = 0
    rejected: tuple[RejectedCount, ...] = ()
    # records from before paper was counted do not have it
    paper: PaperNumbers | None = field(default=None, metadata={"left out if empty": True})
    added: tuple[AddedEnvelopes, ...] = field(default=(), metadata={"left out if empty": True})
    cards: CardNumbers | None = field(default=None, metadata={"left out if empty": True})

    @property
    def added_in_all(self) -> int:
        return sum(line.envelopes for line in self.added)

    @property
    def explained(self) -> int:
        return self.paper.explained if self.paper else 0

    @property
    def rejected_in_all(self) -> int:
        return sum(line.ballots for line in self.rejected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """Voters credited with voting, out of the roll at certification."""

    credited: int
    roll: int

    @property
    def tenths_of_percent(self) -> int | None:
        """125 means 12.5 percent, rounded half up. None for an empty roll."""
        return None if self.roll == 0 else (2000 * self.credited + self.roll) // (2 * self.roll)


def turnout(account: BallotAccount) -> Turnout:
    """Only a counted ballot credits a voter with voting. Source: settled in 1.15 (voting and counting)."""
    return Turnout(credited=account.credited, roll=account.roll)
