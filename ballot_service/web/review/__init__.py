"""What a liaison, observer, monitor or officer may look at. Importing a module here registers its views."""

from ballot_service.web.review import (
    cases,
    decisions,
    evidence,
    notice_proof,
    notices,
    overview,
    paper_batches,
    placements,
    remarks,
    roll,
    sessions,
    trail,
)
from ballot_service.web.review.blueprint import review

__all__ = [
    "cases",
    "decisions",
    "evidence",
    "notice_proof",
    "notices",
    "overview",
    "paper_batches",
    "placements",
    "remarks",
    "review",
    "roll",
    "sessions",
    "trail",
]
