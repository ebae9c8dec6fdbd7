"""Correcting the ballot while voting is open.

Why so: docs/decisions/0019-a-ballot-corrected-while-voting-is-open.md.
"""

from ballot_service.services.correcting.previewing import (
    NameChange,
    correction_facts,
    corrections,
    name_changes,
    running_correction,
)
from ballot_service.services.correcting.stepping import (
    confirm_correction,
    digest_of,
    enter_correction,
    may_confirm,
    may_pause,
    pause_voting,
)

__all__ = [
    "NameChange",
    "confirm_correction",
    "correction_facts",
    "corrections",
    "digest_of",
    "enter_correction",
    "may_confirm",
    "may_pause",
    "name_changes",
    "pause_voting",
    "running_correction",
]
