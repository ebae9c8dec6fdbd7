"""The table at which people vote in person: signing in, with or without a line on the roll."""

from ballot_service.services.table.choosing_again import choose_again_at_table, may_choose_again
from ballot_service.services.table.duty import (
    TellerInReach,
    is_at_table,
    may_work,
    put_at_table,
    take_off_table,
    tellers_in_reach,
)
from ballot_service.services.table.handing_over import sign_in_for_paper
from ballot_service.services.table.register import (
    TableNumbers,
    sign_in_of,
    signed_in_among,
    table_numbers,
    voter_of_link,
)
from ballot_service.services.table.showing_link import may_show_again, show_link_again
from ballot_service.services.table.signing_in import Declared, may_draw, may_vote_here, sign_in_at_table
from ballot_service.services.table.taking_back import given_here, may_undo, take_card_back, undo_sign_in
from ballot_service.services.table.walking_in import WalkIn, enter_walk_in

__all__ = [
    "Declared",
    "TableNumbers",
    "TellerInReach",
    "WalkIn",
    "choose_again_at_table",
    "enter_walk_in",
    "given_here",
    "is_at_table",
    "may_choose_again",
    "may_draw",
    "may_show_again",
    "may_undo",
    "may_vote_here",
    "may_work",
    "put_at_table",
    "show_link_again",
    "sign_in_at_table",
    "sign_in_for_paper",
    "sign_in_of",
    "signed_in_among",
    "table_numbers",
    "take_card_back",
    "take_off_table",
    "tellers_in_reach",
    "undo_sign_in",
    "voter_of_link",
]
