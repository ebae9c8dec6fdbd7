"""What the states of an interest form are called, in the order in which a clerk needs them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ballot_service.models import FormState
from ballot_service.rules.words import Sentence, say

STATE_ORDER = (
    FormState.RECEIVED,
    FormState.NEEDS_CURE,
    FormState.INCOMPLETE,
    FormState.NOMINATED,
    FormState.LATE,
    FormState.REFUSED,
    FormState.WITHDRAWN,
)
STATE_WORDS: Mapping[FormState, Sentence] = MappingProxyType(
    {
        FormState.RECEIVED: say("Complete, to be checked"),
        FormState.NEEDS_CURE: say("Not signed"),
        FormState.INCOMPLETE: say("Something is missing"),
        FormState.NOMINATED: say("Among the nominees"),
        FormState.LATE: say("Too late"),
        FormState.REFUSED: say("Refused"),
        FormState.WITHDRAWN: say("Withdrawn"),
    }
)
