"""The door for everybody who is not on the school's list: sign up, prove a contact, be screened, vote."""

from __future__ import annotations

from ballot_service.services.registrations.asking import (
    Applicant,
    ask_to_register,
    forget_unproved,
    may_register_now,
    open_registration,
    send_code_again,
)
from ballot_service.services.registrations.doubles import Pair, compare, keep_apart, likely_doubles, merge
from ballot_service.services.registrations.proving import Proved, prove, sign_up_of, standing_of

__all__ = [
    "Applicant",
    "Pair",
    "Proved",
    "ask_to_register",
    "compare",
    "forget_unproved",
    "keep_apart",
    "likely_doubles",
    "may_register_now",
    "merge",
    "open_registration",
    "prove",
    "send_code_again",
    "sign_up_of",
    "standing_of",
]
