"""What every rule answers: a decision with all its reasons, never a bare yes or no.

A reason carries a code (for programs), a sentence (for the person), the source of the rule and, when it refuses
or holds, the remedy: what would make it succeed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ballot_service.rules.words import Sentence


class Weight(StrEnum):
    """What a reason does to the decision."""

    REFUSES = "refuses"
    HOLDS = "holds"
    """A person has to decide first."""
    WARNS = "warns"
    NOTES = "notes"


class Outcome(StrEnum):
    ALLOWED = "allowed"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason. `source` names the rule and where it stands, e.g. "R048; CEC Guidance 2022, p. 8"."""

    code: str
    sentence: Sentence
    source: str
    weight: Weight = Weight.REFUSES
    remedy: Sentence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Every reason at once, and the dates that follow from the facts (e.g. "earliest_opening")."""

    reasons: tuple[Reason, ...] = ()
    dates: Mapping[str, date | datetime] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        weights = {reason.weight for reason in self.reasons}
        if Weight.REFUSES in weights:
            return Outcome.REFUSED
        return Outcome.HELD if Weight.HOLDS in weights else Outcome.ALLOWED

    @property
    def allowed(self) -> bool:
        return self.outcome is Outcome.ALLOWED

    @property
    def objections(self) -> tuple[Reason, ...]:
        """The reasons that refuse or hold."""
        return tuple(r for r in self.reasons if r.weight in (Weight.REFUSES, Weight.HOLDS))

    @property
    def warnings(self) -> tuple[Reason, ...]:
        return tuple(r for r in self.reasons if r.weight is Weight.WARNS)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(reason.code for reason in self.reasons)

    def __add__(self, other: Decision) -> Decision:
        return Decision(reasons=self.reasons + other.reasons, dates={**self.dates, **other.dates})
