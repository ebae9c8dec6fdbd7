"""What the facts about the people at a table are called: tellers who sign in, and voters who come back."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.rules.words import Sentence, say

TABLE_LABELS: Mapping[str, Sentence] = {
    "at_table": say("Did the clerk put the teller at this table?"),
    "DutyFacts.teller": say("What the teller declared"),
    "LookupFacts.letters": say("How many letters of the name were typed"),
    "fitting": say("How many people on the list fit"),
    "contests_again": say("Contests that the person’s link offers again"),
    "signed_in_for_link": say("Did the person sign in to vote with their own link?"),
    "paper_is_here": say("Does the ballot that was given lie on the table?"),
}
"""By the name of the field, or by its class and name where the same name means two things."""
