"""Reviews that refused people ask for, and challenges to voters and candidates: one case, one question, one answer."""

from ballot_service.services.cases.deciding import Verdict, answer_case, decide_case, may_decide
from ballot_service.services.cases.finding import possible_subjects, receipt_as_given
from ballot_service.services.cases.opening import (
    ask_review,
    ask_review_unseen,
    challenge,
    is_on_file,
    name_subject,
)
from ballot_service.services.cases.register import (
    cases_about,
    cases_of,
    days_left,
    decide_by,
    open_about_names,
    open_cases,
)
from ballot_service.services.cases.standing import challenge_facts, review_facts, review_window
from ballot_service.services.cases.statements import Said

__all__ = [
    "Said",
    "Verdict",
    "answer_case",
    "ask_review",
    "ask_review_unseen",
    "cases_about",
    "cases_of",
    "challenge",
    "challenge_facts",
    "days_left",
    "decide_by",
    "decide_case",
    "is_on_file",
    "may_decide",
    "name_subject",
    "open_about_names",
    "open_cases",
    "possible_subjects",
    "receipt_as_given",
    "review_facts",
    "review_window",
]
