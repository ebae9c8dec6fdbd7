"""Interest forms: filed, kept as they came, judged, answered, and made into candidates (R029 to R033)."""

from ballot_service.services.interest.candidacy import declared_facts, nomination_of, weighed_facts
from ballot_service.services.interest.copies import as_filed, filing_lines, lines_of, readable
from ballot_service.services.interest.deciding import add_to_form, qualify, refuse, withdraw_form
from ballot_service.services.interest.drafts import Filing, Preview, preview
from ballot_service.services.interest.filing import Desk, Filed, OtherSeats, file_interest_form
from ballot_service.services.interest.matching import Likely, likely_people
from ballot_service.services.interest.register import TO_CHECK, forms_of, is_on_file, number_in
from ballot_service.services.interest.standing import (
    OPEN_STATES,
    STANDING_STATES,
    complete_by,
    form_decision,
    state_of,
)

__all__ = [
    "OPEN_STATES",
    "STANDING_STATES",
    "TO_CHECK",
    "Desk",
    "Filed",
    "Filing",
    "Likely",
    "OtherSeats",
    "Preview",
    "add_to_form",
    "as_filed",
    "complete_by",
    "declared_facts",
    "file_interest_form",
    "filing_lines",
    "form_decision",
    "forms_of",
    "is_on_file",
    "likely_people",
    "lines_of",
    "nomination_of",
    "number_in",
    "preview",
    "qualify",
    "readable",
    "refuse",
    "state_of",
    "weighed_facts",
    "withdraw_form",
]
