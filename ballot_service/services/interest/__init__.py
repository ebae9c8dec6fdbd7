"""Interest forms: filed, kept as they came, judged, answered, and made into candidates (R029 to R033)."""

from ballot_service.services.interest.candidacy import (
    acceptance_of,
    declared_facts,
    nomination_of,
    statement_of,
    weighed_facts,
)
from ballot_service.services.interest.copies import as_filed, filing_lines, lines_of, readable
from ballot_service.services.interest.deciding import add_to_form, qualify, refuse, withdraw_form
from ballot_service.services.interest.drafts import Filing, Preview, preview
from ballot_service.services.interest.filing import Desk, Filed, OtherSeats, file_interest_form
from ballot_service.services.interest.matching import Likely, likely_people
from ballot_service.services.interest.nominee_answers import (
    GivenAnswer,
    OpenedNomination,
    answer_nomination,
    enter_paper_answer,
    open_nomination,
    withdraw_by_link,
)
from ballot_service.services.interest.nominee_links import (
    NomineeContact,
    ask_nominee,
    may_ask,
    nominee_contact,
)
from ballot_service.services.interest.nominee_wording import acceptance_as_spoken, acceptance_text
from ballot_service.services.interest.nominees import (
    NominatedPerson,
    close_nominations,
    nominated_people,
    said_by_person,
    waiting_for_acceptance,
)
from ballot_service.services.interest.own_forms import OwnForm, open_own_form, withdraw_own_form
from ballot_service.services.interest.own_reasons import NO_ANSWER, reason_as_read
from ballot_service.services.interest.photos import (
    GivenPhoto,
    photo_facts,
    photo_of,
    put_photo,
    remove_photo,
    shown_photos,
)
from ballot_service.services.interest.register import TO_CHECK, forms_of, is_on_file, number_in
from ballot_service.services.interest.reopening import reopen_form
from ballot_service.services.interest.standing import (
    OPEN_STATES,
    STANDING_STATES,
    complete_by,
    form_decision,
    mail_until,
    state_of,
)

__all__ = [
    "NO_ANSWER",
    "OPEN_STATES",
    "STANDING_STATES",
    "TO_CHECK",
    "Desk",
    "Filed",
    "Filing",
    "GivenAnswer",
    "GivenPhoto",
    "Likely",
    "NominatedPerson",
    "NomineeContact",
    "OpenedNomination",
    "OtherSeats",
    "OwnForm",
    "Preview",
    "acceptance_as_spoken",
    "acceptance_of",
    "acceptance_text",
    "add_to_form",
    "answer_nomination",
    "as_filed",
    "ask_nominee",
    "close_nominations",
    "complete_by",
    "declared_facts",
    "enter_paper_answer",
    "file_interest_form",
    "filing_lines",
    "form_decision",
    "forms_of",
    "is_on_file",
    "likely_people",
    "lines_of",
    "mail_until",
    "may_ask",
    "nominated_people",
    "nomination_of",
    "nominee_contact",
    "number_in",
    "open_nomination",
    "open_own_form",
    "photo_facts",
    "photo_of",
    "preview",
    "put_photo",
    "qualify",
    "readable",
    "reason_as_read",
    "refuse",
    "remove_photo",
    "reopen_form",
    "said_by_person",
    "shown_photos",
    "state_of",
    "statement_of",
    "waiting_for_acceptance",
    "weighed_facts",
    "withdraw_by_link",
    "withdraw_form",
    "withdraw_own_form",
]
