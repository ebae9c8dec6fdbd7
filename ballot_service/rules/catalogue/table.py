"""The rules on the people at a table: tellers who sign in, and voters who come back after a correction."""

from __future__ import annotations

from ballot_service.rules.catalogue.rule import rule
from ballot_service.rules.table_again import AgainFacts, may_choose_again_at_table
from ballot_service.rules.table_duty import DutyFacts, LookupFacts, may_look_up, may_work_at_table
from ballot_service.rules.table_slip import SlipFacts, may_show_link_again
from ballot_service.rules.words import say

TABLE = (
    rule(may_work_at_table, DutyFacts, say("May this teller sign people in at the table now?"), "1.15"),
    rule(
        may_look_up,
        LookupFacts,
        say("May a teller be shown the people whom this part of a name fits?"),
        "1.15",
    ),
    rule(
        may_choose_again_at_table,
        AgainFacts,
        say("May this person be given the link at the table, to choose again on a corrected ballot?"),
        "1.14",
        "1.15",
    ),
    rule(
        may_show_link_again,
        SlipFacts,
        say("May this person's link be shown at the table once more?"),
        "1.15",
    ),
)
