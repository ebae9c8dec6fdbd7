"""The kinds of message that a clerk sends, and what holds for each."""

from __future__ import annotations

from enum import StrEnum

import outreach


class Announcing(StrEnum):
    """What is sent; the value names the folder of its texts and its purpose."""

    INFORMATION_SESSION = "information_session"
    CALL_FOR_FORMS = "call_for_forms"
    ELECTION_NOTICE = "election_notice"
    BALLOT_LINK = "ballot_link"
    REMINDER = "reminder"
    BALLOT_CORRECTED = "ballot_corrected"
    RESULT = "result_notice"


BEFORE_A_ROLL = (Announcing.INFORMATION_SESSION, Announcing.CALL_FOR_FORMS)
"""Goes out before there is a roll, to the people whom the district's files know."""
WITH_A_LINK = (Announcing.BALLOT_LINK, Announcing.REMINDER, Announcing.BALLOT_CORRECTED)
"""Carries each voter's own ballot link."""
BALLOT_RECEIVED = "ballot_received"
"""Told by the service itself (`received`); the name of its texts and its purpose."""
TELLS_WHO_VOTED: tuple[str, ...] = (Announcing.REMINDER, Announcing.BALLOT_CORRECTED, BALLOT_RECEIVED)
"""Who got it, and who did not, tells who had voted: its messages are counted together and never listed."""


def class_of(kind: Announcing) -> outreach.PurposeClass:
    """What people may ask to end: notices, reminders and results are news; what concerns their own ballot is not."""
    is_link = kind in (Announcing.BALLOT_LINK, Announcing.BALLOT_CORRECTED)
    return outreach.PurposeClass.LINK if is_link else outreach.PurposeClass.NEWS
