"""The table at which people vote in person: signing in, with or without a line on the roll."""

from ballot_service.services.table.register import (
    TableNumbers,
    sign_in_of,
    signed_in_among,
    table_numbers,
)
from ballot_service.services.table.signing_in import Declared, may_vote_here, sign_in_at_table
from ballot_service.services.table.walking_in import WalkIn, enter_walk_in

__all__ = [
    "Declared",
    "TableNumbers",
    "WalkIn",
    "enter_walk_in",
    "may_vote_here",
    "sign_in_at_table",
    "sign_in_of",
    "signed_in_among",
    "table_numbers",
]
