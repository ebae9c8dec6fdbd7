"""Paper ballots into the count: envelopes opened together, batches entered by two people, differences explained."""

from ballot_service.services.paper_count.batches import (
    BatchView,
    add_batch,
    batch_facts,
    batch_views,
    batches_of,
    keep_photo,
    versions_on_paper,
    withdraw_batch,
)
from ballot_service.services.paper_count.differences import (
    Difference,
    confirm_reason,
    differences,
    differences_explained,
    write_difference,
)
from ballot_service.services.paper_count.opening import open_paper, opening_facts, openings_of
from ballot_service.services.paper_count.reading import (
    Read,
    Reading,
    entered_by,
    printed_numbers,
    reading_of,
)
from ballot_service.services.paper_count.tellers import as_teller, declare_teller, declared_teller
from ballot_service.services.paper_count.telling import enter_batch, may_enter

__all__ = [
    "BatchView",
    "Difference",
    "Read",
    "Reading",
    "add_batch",
    "as_teller",
    "batch_facts",
    "batch_views",
    "batches_of",
    "confirm_reason",
    "declare_teller",
    "declared_teller",
    "differences",
    "differences_explained",
    "enter_batch",
    "entered_by",
    "keep_photo",
    "may_enter",
    "open_paper",
    "opening_facts",
    "openings_of",
    "printed_numbers",
    "reading_of",
    "versions_on_paper",
    "withdraw_batch",
    "write_difference",
]
