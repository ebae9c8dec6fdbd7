"""What becomes of a message of which nobody knows whether it left, once it has been looked for in vain.

Pure. Which purpose has which policy is the caller's to say; a purpose without one waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PATIENCE = timedelta(minutes=30)
"""Providers report within seconds, and nothing of an attempt is on its way any more after fifteen minutes."""
MOST_REPEATS = 2
"""So often a policy has a message sent again; then a person decides."""
BY_POLICY = "policy"
"""Who ruled, in a ruling that no person made."""


class Then(StrEnum):
    """What happens to a message that is still unclear."""

    REPEAT = "repeat"
    """It is sent again over the same provider. Right where a second one does no harm."""
    ASK = "ask"
    """It waits for a person, who says that it arrived or has it sent again."""
    GIVE_UP = "give_up"
    """It is left, and its recipient is listed as not reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What to do, how long after the attempt ended unclear, and why that is right for this purpose."""

    then: Then
    after: timedelta = PATIENCE
    why: str = ""


ASK = Policy(then=Then.ASK)
Policies = Mapping[str, Policy]
"""By the purpose of a delivery."""
