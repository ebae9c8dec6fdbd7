"""The table at which people vote in person: signing in, with or without a line on the roll."""

from ballot_service.services.table.register import (
    TableNumbers,
    sign_in_of,
    signed_in_among,
    table_numbers,
    voter_of_link,
)
from ballot_service.services.table.signing_in import Declared, may_draw, may_vote_here, sign_in_at_table
from ballot_service.services.table.taking_back import may_undo, take_card_back, undo_sign_in
from ballot_service.services.table.walking_in import WalkIn, enter_walk_in

__all__ = [
    "Declared",
    "TableNumbers",
    "WalkIn",
    "enter_walk_in",
    "may_draw",
    "may_undo",
    "may_vote_here",
    "sign_in_at_table",
    "sign_in_of",
    "signed_in_among",
    "table_numbers",
    "take_card_back",
    "undo_sign_in",
    "voter_of_link",
]
