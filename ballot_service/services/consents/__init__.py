"""Guardians' consent for student members: asked by a signed link, answered there or on paper, closed at the freeze."""

from ballot_service.services.consents.answering import (
    GuardianAnswer,
    OpenedConsent,
    answer_by_link,
    enter_paper,
    open_consent,
)
from ballot_service.services.consents.asking import (
    Guardian,
    ask_guardian,
    ask_guardian_named,
    guardian_named,
    may_ask,
)
from ballot_service.services.consents.closing import close_consents
from ballot_service.services.consents.register import StudentConsent, student_consents, waiting_for_consent
from ballot_service.services.consents.wording import consent_text

__all__ = [
    "Guardian",
    "GuardianAnswer",
    "OpenedConsent",
    "StudentConsent",
    "answer_by_link",
    "ask_guardian",
    "ask_guardian_named",
    "close_consents",
    "consent_text",
    "enter_paper",
    "guardian_named",
    "may_ask",
    "open_consent",
    "student_consents",
    "waiting_for_consent",
]
