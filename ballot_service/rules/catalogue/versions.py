"""The rules on what comes after a result: recounts and corrections."""

from __future__ import annotations

from ballot_service.rules.catalogue.rule import rule
from ballot_service.rules.corrections import ResultCorrectionFacts, may_correct
from ballot_service.rules.recounts import (
    RecountRequestFacts,
    RecountStandFacts,
    SettlingFacts,
    TellingAgainFacts,
    may_end_recount,
    may_recount,
    may_settle_recount,
    may_tell_again,
)
from ballot_service.rules.words import say

VERSIONS = (
    rule(may_recount, RecountRequestFacts, say("May a recount begin on this request?"), "1.14", "1.15"),
    rule(
        may_tell_again,
        TellingAgainFacts,
        say("May this person enter this batch for the recount?"),
        "1.14",
        "1.15",
    ),
    rule(
        may_settle_recount,
        SettlingFacts,
        say("May this person confirm which count of a batch stands?"),
        "1.14",
        "1.15",
    ),
    rule(may_end_recount, RecountStandFacts, say("May the result of the recount be published?"), "1.15"),
    rule(may_correct, ResultCorrectionFacts, say("May a correction of this result be written?"), "1.15"),
)
