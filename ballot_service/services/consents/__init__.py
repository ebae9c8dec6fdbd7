"""Guardians' consent for students who stand or vote: asked by a signed link, answered there or on paper."""

from ballot_service.services.consents.answering import (
    GuardianAnswer,
    OpenedConsent,
    answer_by_link,
    answer_ends,
    enter_paper,
    open_consent,
)
from ballot_service.services.consents.asking import (
    Guardian,
    ask_all_guardians,
    ask_guardian,
    ask_guardian_named,
    guardian_named,
    may_ask,
)
from ballot_service.services.consents.closing import close_consents
from ballot_service.services.consents.register import (
    StudentConsent,
    consent_about,
    student_consents,
    voter_consents,
    voters_waiting,
    waiting_for_consent,
)
from ballot_service.services.consents.students import requests_of
from ballot_service.services.consents.wording import consent_text

__all__ = [
    "Guardian",
    "GuardianAnswer",
    "OpenedConsent",
    "StudentConsent",
    "answer_by_link",
    "answer_ends",
    "ask_all_guardians",
    "ask_guardian",
    "ask_guardian_named",
    "close_consents",
    "consent_about",
    "consent_text",
    "enter_paper",
    "guardian_named",
    "may_ask",
    "open_consent",
    "requests_of",
    "student_consents",
    "voter_consents",
    "voters_waiting",
    "waiting_for_consent",
]
